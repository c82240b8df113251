"""What does a hidden layer bring, over many seeds?  Fashion-MNIST and XOR.

Run ``python benchmarks/mlp_seeds.py`` with the real Fashion-MNIST at hand; it takes about
forty minutes and writes ``d2lhelpers/results/mlp.json``, which the chapter mlp quotes.
The learning rate is chosen by the loss on 10,240 training images that are held out; the test
images are looked at only with the choice made.
"""

from functools import partial

import torch
from records import Shuffled, recall, save, train_by_epochs
from torch import nn
from torch.nn import functional as F

from d2lhelpers.data import load_fashion_mnist
from d2lhelpers.training import evaluate_loss

SEEDS, LONG_SEEDS, FEW_SEEDS = range(10), range(3), range(5)
NUM_EPOCHS, LONG_EPOCHS, BATCH_SIZE, HELD_OUT, LR = 10, 100, 256, 40, 0.1
RATES = (0.01, 0.03, 0.1, 0.2, 0.3, 0.5)
FALLING = {"momentum": 0.9, "schedule": True}  # the recipe of the chapter softmax-concise
WIDTHS, STARTS = (1, 2, 3, 4, 8, 16), 1000


def make_net(kind):
    """Return the chapter's network with one hidden layer, without its kink, or without layer."""
    layers = {"mlp": (nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 10)),
              "two linear": (nn.Linear(784, 256), nn.Linear(256, 10)),
              "softmax": (nn.Linear(784, 10),)}[kind]
    for layer in layers:
        if isinstance(layer, nn.Linear):
            nn.init.normal_(layer.weight, std=0.01)
            nn.init.zeros_(layer.bias)
    return nn.Sequential(nn.Flatten(), *layers)


def with_falling_rate(train_loader, test_loader):
    """Train both models with momentum and a falling rate, each with the best of four rates."""
    found = {"trials": trials(train_loader, (0.03, 0.1, 0.2, 0.3), **FALLING)}
    for kind, lr in best_rates(found["trials"]).items():
        found[kind] = [run(seed, kind, train_loader, test_loader, lr, **FALLING)[1] | {"lr": lr}
                       for seed in FEW_SEEDS]
        print("falling", kind, lr, [r["test_accuracy"][-1] for r in found[kind]], flush=True)
    return found


class Negatives:
    """Minibatches of centred images, each followed by its photographic negative."""

    def __init__(self, batches):
        """Wrap a loader."""
        self.batches = batches

    def __len__(self):
        """Return the number of minibatches in an epoch."""
        return len(self.batches)

    def __iter__(self):
        """Deal one epoch."""
        for X, y in self.batches:
            yield torch.cat([X - 0.5, 0.5 - X]), torch.cat([y, y])


def run(seed, kind, batches, evaluation, lr=LR, num_epochs=NUM_EPOCHS, momentum=0,
        schedule=False):
    """Train once; record the test accuracy by epoch and the last epoch's training means.

    With ``schedule`` the rate falls along a straight line to zero, epoch by epoch.
    """
    torch.manual_seed(seed)
    net = make_net(kind)
    optimizer = torch.optim.SGD(net.parameters(), lr=lr, momentum=momentum)
    record = train_by_epochs(net, batches, evaluation, optimizer, num_epochs, schedule)
    return net, {"seed": seed} | record


def trials(train_loader, rates=RATES, wrap=iter, **how):
    """Return, for both models, the validation loss of each learning rate."""
    torch.manual_seed(1000)
    batches = list(train_loader)
    rest, held_out = Shuffled(batches[HELD_OUT:]), list(wrap(batches[:HELD_OUT]))
    found = {}
    for kind in ("mlp", "softmax"):
        losses = {}
        for lr in rates:
            net, _ = run(1000, kind, rest if wrap is iter else wrap(rest), held_out, lr, **how)
            losses[str(lr)] = evaluate_loss(net, held_out, F.cross_entropy)
        found[kind] = losses
        print(kind, losses, flush=True)
    return found


def best_rates(found):
    """Return the learning rate with the least validation loss, by model."""
    return {kind: float(min(losses, key=losses.get)) for kind, losses in found.items()}


def both_ways(net, test_loader):
    """Return, for each class, the share of images recognised together with their negatives."""
    def predict(X):
        image, negative = net(X - 0.5).argmax(dim=1), net(0.5 - X).argmax(dim=1)
        return torch.where(image == negative, image, -1)

    return recall(predict, test_loader)


def negatives(train_loader, test_loader):
    """Train both models on images and their negatives, each with the best of four rates."""
    found = {"trials": trials(train_loader, (0.01, 0.03, 0.1, 0.3), Negatives, num_epochs=3)}
    for kind, lr in best_rates(found["trials"]).items():
        found[kind] = []
        for seed in FEW_SEEDS:
            net, record = run(seed, kind, Negatives(train_loader), Negatives(test_loader), lr)
            found[kind].append(record | {"both_ways": both_ways(net, test_loader)})
        print("negatives", kind, lr, [r["test_accuracy"][-1] for r in found[kind]], flush=True)
    return found


def learn_xor(width, how, num_starts=STARTS):
    """Train many networks on XOR at once; return how many learn it.

    Return also how many of the others are linear on the four points: there each of their units
    has one sign.
    """
    torch.manual_seed(width)
    X = torch.tensor([[0.0, 0], [0, 1], [1, 0], [1, 1]], dtype=torch.float64)
    y = torch.tensor([0.0, 1, 1, 0], dtype=torch.float64)
    shapes = {"W1": (2, width), "b1": (1, width), "W2": (width, 1), "b2": (1, 1)}
    bound = {"W1": 2 ** -0.5, "b1": 2 ** -0.5, "W2": width ** -0.5, "b2": width ** -0.5}
    params = {}
    for name, shape in shapes.items():
        noise = torch.empty(num_starts, *shape, dtype=torch.float64)
        if how["init"] == "uniform":  # as nn.Linear
            noise.uniform_(-bound[name], bound[name])
        else:
            noise.normal_(0, how["init"] if name.startswith("W") else 0.0)
            if name == "b1":
                noise += how.get("bias", 0.0)
        params[name] = noise.requires_grad_()
    optimizer = how["optimizer"](params.values(), lr=how["lr"])
    activation = how.get("activation", torch.relu)
    for _ in range(how["steps"]):
        z = X @ params["W1"] + params["b1"]
        output = (activation(z) @ params["W2"] + params["b2"])[..., 0]
        loss = ((output - y) ** 2).mean(dim=1)
        optimizer.zero_grad()
        loss.sum().backward()
        optimizer.step()
    learnt = ((output > 0.5) == (y > 0.5)).all(dim=1)
    linear = ((z > 0).all(dim=1) | (z <= 0).all(dim=1)).all(dim=1) & ~learnt
    return learnt.sum().item(), linear.sum().item()


def xor():
    """Return how many of the starts learn XOR, by recipe and width."""
    ten = {"optimizer": torch.optim.SGD, "lr": 0.1, "steps": 10_000, "init": 0.5}
    ways = {
        "gradient descent": ten | {"steps": 2000},
        "10,000 steps": ten,
        "biases 0.1": ten | {"bias": 0.1},
        "leaky ReLU": ten | {"activation": partial(F.leaky_relu, negative_slope=0.1)},
        "tanh": ten | {"activation": torch.tanh},
        "Adam": {"optimizer": torch.optim.Adam, "lr": 0.05, "steps": 1500, "init": "uniform"},
        "Adam, tanh": {"optimizer": torch.optim.Adam, "lr": 0.05, "steps": 1500,
                       "init": "uniform", "activation": torch.tanh},
    }
    found = {name: {str(width): learn_xor(width, how) for width in WIDTHS}
             for name, how in ways.items()}
    print(found, flush=True)
    return {"starts": STARTS,
            "learnt": {name: {width: learnt for width, (learnt, _) in by_width.items()}
                       for name, by_width in found.items()},
            "linear": {"leaky ReLU": found["leaky ReLU"]["2"][1]}}  # two units


def main():
    """Choose, train with every seed, and record the runs."""
    train_loader, test_loader = load_fashion_mnist(BATCH_SIZE, source="real")
    loaders = train_loader, test_loader
    found_xor, found_trials = xor(), trials(train_loader)
    best = best_rates(found_trials)
    runs = [run(seed, "mlp", *loaders)[1] for seed in SEEDS]
    print("mlp", [r["test_accuracy"][-1] for r in runs], flush=True)
    chosen = {kind: [run(seed, kind, *loaders, lr)[1] for seed in SEEDS]
              for kind, lr in best.items()}
    print("chosen", best, {k: [r["test_accuracy"][-1] for r in v] for k, v in chosen.items()},
          flush=True)
    linear = [run(seed, "two linear", *loaders)[1] for seed in FEW_SEEDS]
    print("two linear", [r["test_accuracy"][-1] for r in linear], flush=True)
    configuration = {"num_epochs": NUM_EPOCHS, "batch_size": BATCH_SIZE, "lr": LR,
                     "initialisation": "normal, standard deviation 0.01; zero biases",
                     "validation": f"{HELD_OUT * BATCH_SIZE} training images"}
    save("mlp", __file__, configuration, runs=runs, trials=found_trials, best=best, chosen=chosen,
         two_linear=linear, negatives=negatives(*loaders), xor=found_xor,
         falling=with_falling_rate(*loaders),
         long_runs=[run(seed, "mlp", *loaders, LR, LONG_EPOCHS)[1] for seed in LONG_SEEDS])


if __name__ == "__main__":
    main()
