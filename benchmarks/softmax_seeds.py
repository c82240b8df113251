"""How much does the seed matter?  Softmax regression, trained with several seeds.

Run ``python benchmarks/softmax_seeds.py`` with the real Fashion-MNIST at hand; it takes
about half a minute a seed and writes ``d2lhelpers/results/softmax-scratch.json``, which
the chapter softmax-scratch quotes.
"""

import json
import platform
from pathlib import Path

import torch

from d2lhelpers.data import load_fashion_mnist
from d2lhelpers.functional import cross_entropy, sgd, softmax
from d2lhelpers.training import evaluate_accuracy

SEEDS, NUM_EPOCHS, BATCH_SIZE, LR = 10, 10, 256, 0.1
TARGET = Path(__file__).parents[1] / "d2lhelpers" / "results" / "softmax-scratch.json"


def run(seed, train_loader, test_loader):
    """Train once, as the chapter does: test accuracies by epoch, last mean training loss."""
    torch.manual_seed(seed)
    W = torch.normal(0, 0.01, (784, 10), requires_grad=True)
    b = torch.zeros(10, requires_grad=True)

    def net(X):
        return softmax(X.reshape(-1, 784) @ W + b)

    test_accuracy = []
    for _ in range(NUM_EPOCHS):
        total_loss = 0.0
        for X, y in train_loader:
            loss = cross_entropy(net(X), y).mean()
            loss.backward()
            sgd([W, b], LR)
            total_loss += loss.item() * len(y)
        test_accuracy.append(evaluate_accuracy(net, test_loader))
    return {"seed": seed, "test_accuracy": test_accuracy,
            "train_loss": total_loss / len(train_loader.dataset)}


def main():
    """Train with every seed and record the runs."""
    loaders = load_fashion_mnist(BATCH_SIZE, source="real")
    runs = []
    for seed in range(SEEDS):
        runs.append(run(seed, *loaders))
        print(f"seed {seed}: test accuracy {runs[-1]['test_accuracy'][-1]:.4f}", flush=True)
    record = {
        "script": "benchmarks/softmax_seeds.py",
        "data": "Fashion-MNIST",
        "configuration": {"num_epochs": NUM_EPOCHS, "batch_size": BATCH_SIZE, "lr": LR,
                          "initialisation": "normal, standard deviation 0.01; zero bias"},
        "versions": {"python": platform.python_version(), "torch": torch.__version__},
        "hardware": f"{platform.machine()} CPU, {torch.get_num_threads()} threads",
        "runs": runs,
    }
    TARGET.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    print(f"written: {TARGET.name}")


if __name__ == "__main__":
    main()
