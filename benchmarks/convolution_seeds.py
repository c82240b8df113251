"""What does knowing the neighbours bring?  A convolutional network beside multilayer perceptrons.

Run ``python benchmarks/convolution_seeds.py`` with the real Fashion-MNIST at hand; it takes about
a quarter of an hour and writes ``d2lhelpers/results/convolution.json``, which the chapter
convolution quotes.  Each network is trained on the images as they are, and on images whose 784
pixels are shuffled, in one order for all images of a run.  The learning rate is chosen by the loss
on 10,240 training images that are held out; the test images are looked at only with the choice
made.  Shuffling is nothing to a perceptron, as the chapter proves, so its rate is chosen once.
"""

import torch
from records import Shuffled, save, train_by_epochs
from torch import nn
from torch.nn import functional as F

from d2lhelpers.data import load_fashion_mnist
from d2lhelpers.training import evaluate_accuracy, evaluate_loss

SEEDS, RATES, SHIFTS = range(10), (0.01, 0.03, 0.1, 0.2, 0.4), range(5)
NUM_EPOCHS, BATCH_SIZE, HELD_OUT, MOMENTUM = 5, 256, 40, 0.9


def make_net(kind):
    """Return the chapter's convolutional network, or an MLP with 12 or 256 hidden units."""
    if kind == "convolution":
        return nn.Sequential(
            nn.Conv2d(1, 8, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(8, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Flatten(), nn.Linear(784, 10)).to(memory_format=torch.channels_last)
    width = int(kind.split()[-1])
    return nn.Sequential(nn.Flatten(), nn.Linear(784, width), nn.ReLU(), nn.Linear(width, 10))


class Changed:
    """The minibatches of a loader, each image changed in the same way."""

    def __init__(self, batches, change):
        """Wrap a loader."""
        self.batches, self.change = batches, change

    def __len__(self):
        """Return the number of minibatches in an epoch."""
        return len(self.batches)

    def __iter__(self):
        """Deal one epoch."""
        for X, y in self.batches:
            yield self.change(X), y


def shuffled_pixels(batches, seed):
    """Shuffle the pixels of each image, in an order that the seed decides."""
    order = torch.randperm(784, generator=torch.Generator().manual_seed(seed))
    return Changed(batches, lambda X: X.flatten(1)[:, order].reshape(X.shape))


def run(seed, kind, lr, batches, evaluation):
    """Train once; return the network, its test accuracy by epoch, the last training means."""
    torch.manual_seed(seed)
    net = make_net(kind)
    optimizer = torch.optim.SGD(net.parameters(), lr=lr, momentum=MOMENTUM)
    record = train_by_epochs(net, batches, evaluation, optimizer, NUM_EPOCHS, falling=True)
    return net, {"seed": seed} | record


def trials(kind, shuffle, train_loader):
    """Return the loss on held-out images for each learning rate."""
    torch.manual_seed(1000)
    batches = list(train_loader)
    rest, held_out = Shuffled(batches[HELD_OUT:]), batches[:HELD_OUT]
    if shuffle:
        rest, held_out = shuffled_pixels(rest, 1000), shuffled_pixels(held_out, 1000)
    losses = {}
    for lr in RATES:
        net, _ = run(1000, kind, lr, rest, held_out)
        losses[str(lr)] = evaluate_loss(net, held_out, F.cross_entropy)
    return losses


def moved(net, test_loader):
    """Return the test accuracy on images that are rolled to the right by 0, 1, ... pixels."""
    return [evaluate_accuracy(net, Changed(test_loader, lambda X, s=s: X.roll(s, dims=3)))
            for s in SHIFTS]


def main():
    """Choose, train with every seed, and record the runs."""
    train_loader, test_loader = load_fashion_mnist(BATCH_SIZE, source="real")
    found, found_trials, best = {}, {}, {}
    for kind in ("mlp 12", "mlp 256", "convolution"):
        for shuffle in (False, True):
            name = kind + (", shuffled" if shuffle else "")
            known = shuffle and kind != "convolution"
            found_trials[name] = found_trials[kind] if known else trials(
                kind, shuffle, train_loader)
            best[name] = float(min(found_trials[name], key=found_trials[name].get))
            found[name] = []
            for seed in SEEDS:
                loaders = train_loader, test_loader
                if shuffle:
                    loaders = [shuffled_pixels(batches, seed) for batches in loaders]
                net, record = run(seed, kind, best[name], *loaders)
                if not shuffle:
                    record["moved"] = moved(net, test_loader)
                found[name].append(record)
            print(name, found_trials[name], [r["test_accuracy"][-1] for r in found[name]],
                  flush=True)
    configuration = {"num_epochs": NUM_EPOCHS, "batch_size": BATCH_SIZE, "momentum": MOMENTUM,
                     "schedule": "falls along a straight line to zero, epoch by epoch",
                     "initialisation": "the library's",
                     "validation": f"{HELD_OUT * BATCH_SIZE} training images"}
    save("convolution", __file__, configuration, runs=found.pop("convolution"), others=found,
         trials=found_trials, best=best, shifts=list(SHIFTS))


if __name__ == "__main__":
    main()
