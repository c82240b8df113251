"""How much does the seed matter?  Softmax regression, trained with several seeds.

Run ``python benchmarks/softmax_seeds.py`` with the real Fashion-MNIST at hand; it takes five
to ten minutes and writes ``d2lhelpers/results/softmax-scratch.json``, which the chapter
softmax-scratch quotes: ten runs of ten epochs, three of a hundred, the guesses of untrained
models, and what becomes of the learning rate 1.
"""

import torch
from records import recall, save

from d2lhelpers.data import load_fashion_mnist
from d2lhelpers.functional import cross_entropy, sgd, softmax
from d2lhelpers.training import evaluate_accuracy

SEEDS, NUM_EPOCHS, BATCH_SIZE, LR = 10, 10, 256, 0.1
LONG_SEEDS, LONG_EPOCHS, UNTRAINED_SEEDS, HELD_OUT = 3, 100, 30, 40


def start(seed):
    """Return the model's parameters before training, and the model."""
    torch.manual_seed(seed)
    W = torch.normal(0, 0.01, (784, 10), requires_grad=True)
    b = torch.zeros(10, requires_grad=True)
    return W, b, lambda X: softmax(X.reshape(-1, 784) @ W + b)


def run(seed, train_loader, test_loader, num_epochs=NUM_EPOCHS):
    """Train once, as the chapter does, and record what the last epoch leaves.

    Recorded are the test accuracies by epoch, the last epoch's mean training loss and training
    accuracy, and the share of each class's test images that are recognised.
    """
    W, b, net = start(seed)
    test_accuracy = []
    for _ in range(num_epochs):
        total_loss, num_correct = 0.0, 0
        for X, y in train_loader:
            y_hat = net(X)
            loss = cross_entropy(y_hat, y).mean()
            loss.backward()
            sgd([W, b], LR)
            total_loss += loss.item() * len(y)
            num_correct += (y_hat.argmax(dim=1) == y).sum().item()
        test_accuracy.append(evaluate_accuracy(net, test_loader))
    num_train = len(train_loader.dataset)
    return {"seed": seed, "test_accuracy": test_accuracy, "train_loss": total_loss / num_train,
            "train_accuracy": num_correct / num_train,
            "recall": recall(lambda X: net(X).argmax(dim=1), test_loader)}


def steps_to_nan(seed, train_loader):
    """Train with the learning rate 1; return the number of steps after which W holds a nan."""
    W, b, net = start(seed)
    for step, (X, y) in enumerate(train_loader, 1):
        cross_entropy(net(X), y).mean().backward()
        sgd([W, b], 1.0)
        if W.isnan().any():
            return step
    return None


def by_formula(seed, train_loader, num_epochs=3):
    """Train with the learning rate 1 and the gradient P - Y; return the validation accuracy."""
    W, b, net = start(seed)
    batches = list(train_loader)
    with torch.no_grad():
        for X, y in batches[HELD_OUT:] * num_epochs:
            error = net(X)
            error[torch.arange(len(y)), y] -= 1
            W -= X.reshape(-1, 784).T @ error / len(y)
            b -= error.mean(dim=0)
    return evaluate_accuracy(net, batches[:HELD_OUT])


def main():
    """Train with every seed and record the runs."""
    loaders = load_fashion_mnist(BATCH_SIZE, source="real")
    runs = []
    for seed in range(SEEDS):
        runs.append(run(seed, *loaders))
        print(f"seed {seed}: test accuracy {runs[-1]['test_accuracy'][-1]:.4f}", flush=True)
    configuration = {"num_epochs": NUM_EPOCHS, "batch_size": BATCH_SIZE, "lr": LR,
                     "initialisation": "normal, standard deviation 0.01; zero bias"}
    untrained = [evaluate_accuracy(start(seed)[2], loaders[1]) for seed in range(UNTRAINED_SEEDS)]
    rate_1 = {"steps_to_nan": [steps_to_nan(seed, loaders[0]) for seed in range(SEEDS)],
              "validation_accuracy_by_formula": [by_formula(seed, loaders[0])
                                                 for seed in range(SEEDS)]}
    save("softmax-scratch", __file__, configuration, runs=runs,
         long_runs=[run(seed, *loaders, LONG_EPOCHS) for seed in range(LONG_SEEDS)],
         untrained_accuracy=untrained, rate_1=rate_1)


if __name__ == "__main__":
    main()
