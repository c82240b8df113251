"""Images per second at the course's own setting: the plain loop, and ``d2lhelpers.train``.

    python benchmarks/full_size_speed.py vgg11 [--steps 100] [--rounds 5]

Both train the same network with the same batches' sizes on the same device.  The plain loop is
what one writes first: torchvision's FashionMNIST with Resize and ToTensor behind a DataLoader
with four workers, float32, and numbers read back in each step.  Each round times ``steps`` steps
of one and then of the other; the record holds the median of the rounds' ratios.
"""

import argparse
import statistics
import time

import torch
from data_loading import torchvisions
from records import endless, save
from torch import nn
from torch.utils.data import DataLoader
from torchvision.transforms import Compose, Resize, ToTensor

from d2lhelpers.data import load_fashion_mnist
from d2lhelpers.device_images import DeviceImages
from d2lhelpers.engine import Run, build
from d2lhelpers.parallel import find_place
from d2lhelpers.presets import PRESETS


class Plain:
    """The plain loop, one step at a time."""

    def __init__(self, model, settings, data, device):
        """Build the network and the loader."""
        self.net = build(model, settings).to(device)
        self.optimizer = torch.optim.SGD(self.net.parameters(), settings.lr)
        usual = torchvisions(data)
        usual.transform = Compose([Resize(settings.image_size), ToTensor()])
        loader = DataLoader(usual, settings.batch_size, shuffle=True, num_workers=4)
        self.batches, self.device = endless(lambda: loader), device
        self.total, self.num_correct = 0.0, 0.0

    def step(self):
        """Load a batch and train on it."""
        X, y = (part.to(self.device) for part in next(self.batches))
        self.optimizer.zero_grad()
        y_hat = self.net(X)
        loss = nn.functional.cross_entropy(y_hat, y)
        loss.backward()
        self.optimizer.step()
        self.total += loss.item() * len(y)
        self.num_correct += (y_hat.argmax(dim=1) == y).sum().item()


class Ours:
    """The book's loop, one step at a time."""

    def __init__(self, model, settings, data, place):
        """Build the run."""
        self.run = Run(model, settings, 0, DeviceImages(data, settings.image_size, place.device),
                       place)
        self.batches = endless(self.run.order)

    def step(self):
        """Train on the next batch."""
        self.run.step(next(self.batches))


def images_per_second(loop, steps, batch_size, device):
    """Time some steps."""
    began = time.perf_counter()
    for _ in range(steps):
        loop.step()
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    return steps * batch_size / (time.perf_counter() - began)


def main():
    """Measure and record."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("model", choices=("vgg11", "nin"))
    parser.add_argument("--steps", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    settings, place = PRESETS[args.model]["paper"], find_place()
    data = load_fashion_mnist(settings.batch_size, source="real")[0].dataset
    plain, ours = (Plain(args.model, settings, data, place.device),
                   Ours(args.model, settings, data, place))
    runs = []
    for number in range(args.rounds + 1):
        plain_speed, our_speed = (
            images_per_second(loop, args.steps, settings.batch_size, place.device)
            for loop in (plain, ours))
        if number:  # the round before the first pays for compilation and for starting workers
            runs.append({"seed": number, "plain": round(plain_speed, 1),
                         "ours": round(our_speed, 1), "ratio": round(our_speed / plain_speed, 2)})
            print(runs[-1], flush=True)
    ratio = statistics.median(run["ratio"] for run in runs)
    print(f"{args.model}: {ratio} times as many images per second")
    save(f"speed-{args.model}", __file__,
         {"steps": args.steps, "precision": "bfloat16" if place.bfloat16 else "float32",
          "compiled": place.compiled, "device": place.hardware()}, runs=runs, ratio=ratio)


if __name__ == "__main__":
    main()
