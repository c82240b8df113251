"""What do momentum and a schedule bring, and what do silent mistakes cost?

Run ``python benchmarks/softmax_concise.py`` with the real Fashion-MNIST at hand; it takes five
to ten minutes and writes ``d2lhelpers/results/softmax-concise.json``, which the chapter
softmax-concise quotes.  Hyperparameters are chosen by the loss on 10,240 training images that
are held out; the test images are looked at only with the choice made.
"""

import math

import torch
from records import Shuffled, recall, save, scheduler
from torch import nn
from torch.nn import functional as F

from d2lhelpers.data import load_fashion_mnist
from d2lhelpers.training import evaluate_accuracy, evaluate_loss

SEEDS, NUM_EPOCHS, BATCH_SIZE, HELD_OUT = range(5), 10, 256, 40
FIXED = {
    "lr 0.1": {"lr": 0.1},
    "lr 0.01": {"lr": 0.01},
    "softmax twice": {"lr": 0.1, "twice": True},
    "softmax twice, 100 epochs": {"lr": 0.1, "twice": True, "num_epochs": 100},
    "softmax twice, lr 1": {"lr": 1.0, "twice": True},
    "right, then softmax twice": {"lr": 0.1, "twice": True, "right_epochs": 1},
    "no zero_grad": {"lr": 0.1, "zero": False},
}
GRIDS = {
    "plain": [{"lr": lr} for lr in (0.03, 0.1, 0.2, 0.3)],
    "momentum": [{"lr": lr, "momentum": 0.9} for lr in (0.003, 0.01, 0.02, 0.03, 0.1)],
    "schedule": [{"lr": lr, "schedule": True} for lr in (0.1, 0.3, 0.5, 1.0)],
    "momentum, schedule": [{"lr": lr, "momentum": 0.9, "schedule": True}
                           for lr in (0.03, 0.1, 0.2, 0.3)],
}


def make_net(twice):
    """Return the chapter's model, with a softmax too many if asked."""
    net = nn.Sequential(nn.Flatten(), nn.Linear(784, 10), *[nn.Softmax(dim=1)] * twice)
    nn.init.normal_(net[1].weight, std=0.01)
    nn.init.zeros_(net[1].bias)
    return net


def train_epoch(net, batches, optimizer, zero=True):
    """Train for one epoch and return the mean loss."""
    total_loss, num_examples = 0.0, 0
    for X, y in batches:
        loss = F.cross_entropy(net(X), y)
        if zero:
            optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total_loss += loss.item() * len(y)
        num_examples += len(y)
    return total_loss / num_examples


def run(seed, batches, evaluation, lr, twice=False, zero=True, schedule=False, right_epochs=0,
        num_epochs=NUM_EPOCHS, **how):
    """Train once.  Return the losses reported in training, accuracies and the last loss.

    With ``right_epochs`` the net is trained without its softmax first; the record leaves these
    epochs out.
    """
    torch.manual_seed(seed)
    net = make_net(twice)
    optimizer = torch.optim.SGD(net.parameters(), lr=lr, **how)
    rate = scheduler(optimizer, num_epochs, schedule)
    for _ in range(right_epochs):
        train_epoch(net[:2], batches, optimizer)
    record = {"train_loss": [], "accuracy": []}
    for _ in range(num_epochs):
        record["train_loss"].append(train_epoch(net, batches, optimizer, zero))
        rate.step()
        record["accuracy"].append(evaluate_accuracy(net, evaluation))
    return record | {"loss": evaluate_loss(net, evaluation, F.cross_entropy),
                     "recall": recall(lambda X: net(X).argmax(dim=1), evaluation)}


def choose(train_loader):
    """Return, for each recipe, every trial and the one with the least validation loss."""
    torch.manual_seed(1000)
    batches = list(train_loader)
    rest = Shuffled(batches[HELD_OUT:])
    trials = {}
    for name, grid in GRIDS.items():
        trials[name] = [{"settings": settings, "validation_loss":
                         run(1000, rest, batches[:HELD_OUT], **settings)["loss"]}
                        for settings in grid]
        print(name, [round(trial["validation_loss"], 4) for trial in trials[name]], flush=True)
    chosen = {name: min(of, key=lambda trial: (math.isnan(trial["validation_loss"]),
                                               trial["validation_loss"]))["settings"]
              for name, of in trials.items()}
    return trials, chosen


def main():
    """Choose, then train with every seed and record the runs."""
    train_loader, test_loader = load_fashion_mnist(BATCH_SIZE, source="real")
    trials, chosen = choose(train_loader)
    runs = [{"seed": seed} for seed in SEEDS]
    for name, settings in (FIXED | chosen).items():
        for of_seed in runs:
            of_seed[name] = run(of_seed["seed"], train_loader, test_loader, **settings)
        print(name, settings, [of_seed[name]["accuracy"][-1] for of_seed in runs], flush=True)
    configuration = {"num_epochs": NUM_EPOCHS, "batch_size": BATCH_SIZE,
                     "initialisation": "normal, standard deviation 0.01; zero bias",
                     "validation": f"{HELD_OUT * BATCH_SIZE} training images"}
    save("softmax-concise", __file__, configuration, settings=FIXED | chosen, trials=trials,
         runs=runs)


if __name__ == "__main__":
    main()
