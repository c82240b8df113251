"""What the last ReLU of Network in Network does: logits that are zero for every image.

The small network of the chapter, without batch normalisation, from the start of He et al., by
plain SGD at the course's rate, once with the last ReLU and once without it.  Ten seeds, one
thread a run.  Nothing is chosen here, so nothing can be chosen on the test set.
"""

from pathlib import Path

import torch
from records import recall, save
from torch import nn

from d2lhelpers.data import load_fashion_mnist
from d2lhelpers.device_images import DeviceImages
from d2lhelpers.models import initialise, nin
from d2lhelpers.presets import PRESETS

SEEDS, LR, BATCH_SIZE = range(10), 0.1, 128
STOPS = (0, 10, 30, 100, 400)  # steps after which the dead logits are listed
ARCH = PRESETS["nin"]["cpu"].arch


def dead_logits(net, X):
    """Return the classes whose logit is zero for all images."""
    with torch.no_grad():
        return (net(X) == 0).all(dim=0).nonzero().flatten().tolist()


def run(last_relu, seed, train, test):
    """Train once -> the dead logits at the stops, the last losses, the recall of each class."""
    torch.manual_seed(seed)
    net = initialise(nin(ARCH, dropout=0.0, last_relu=last_relu), "he")
    net = net.to(memory_format=torch.channels_last)
    optimizer = torch.optim.SGD(net.parameters(), LR)
    X, _ = train.batch(torch.arange(1000))
    dead, losses = [dead_logits(net, X)], []
    for step, index in enumerate(
            torch.randperm(60_000)[:STOPS[-1] * BATCH_SIZE].split(BATCH_SIZE), 1):
        X_batch, y = train.batch(index)
        loss = nn.functional.cross_entropy(net(X_batch), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        if step in STOPS:
            dead.append(dead_logits(net, X))
    shares = recall(lambda X: net(X).argmax(dim=1), test)
    return {"dead": dead, "recall": shares, "train_loss": round(sum(losses[-100:]) / 100, 4),
            "test_accuracy": round(sum(shares) / 10, 4)}


def main():
    """Record; the file grows with each seed."""
    torch.set_num_threads(1)
    train_loader, test_loader = load_fashion_mnist(500, source="real")
    train = DeviceImages(train_loader.dataset, 28, torch.device("cpu"))
    runs = []
    for seed in SEEDS:
        runs.append({"seed": seed} | {name: run(name == "last ReLU", seed, train, test_loader)
                                      for name in ("last ReLU", "without")})
        save(Path(__file__).stem.replace("_", "-"), __file__,
             {"lr": LR, "batch_size": BATCH_SIZE, "stops": STOPS, "start": "he"}, runs=runs)
        print({name: (found["dead"], found["test_accuracy"])
               for name, found in runs[-1].items() if name != "seed"}, flush=True)


if __name__ == "__main__":
    main()
