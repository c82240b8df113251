"""How the start decides: small VGG and NiN without batch normalisation, and with it.

The networks are the small ones of the chapters, without batch normalisation, momentum, weight
decay and schedule: plain SGD at the course's rates.  Four ways to start, ten seeds each, one
thread a run.  Nothing is chosen here, so nothing can be chosen on the test set.
"""

import sys
from dataclasses import replace

import torch
from records import save, train_network

from d2lhelpers.data import load_fashion_mnist
from d2lhelpers.presets import PRESETS

SEEDS, NUM_EPOCHS = range(10), 2
WAYS = {"default": {"init": "default"}, "xavier": {"init": "xavier"}, "he": {"init": "he"},
        "batch norm": {"init": "default", "batch_norm": True}}
PLAIN = {"momentum": 0.0, "weight_decay": 0.0, "schedule": "constant", "batch_norm": False,
         "num_epochs": NUM_EPOCHS}
NETWORKS = {"vgg11": {"lr": 0.05}, "nin": {"lr": 0.1, "last_relu": True}}


def run(model, how, seed, loaders):
    """Train once -> the curves of `engine.train_run`."""
    settings = replace(PRESETS[model]["cpu"], **(PLAIN | NETWORKS[model] | WAYS[how]))
    record = train_network(model, settings, seed, *(loader.dataset for loader in loaders), how)
    return {name: record[name] for name in ("train_loss", "test_accuracy")}


def main(model):
    """Record one of the networks; the file grows with each seed."""
    torch.set_num_threads(1)
    loaders = load_fashion_mnist(128, source="real")
    runs = []
    for seed in SEEDS:
        runs.append({"seed": seed} | {how: run(model, how, seed, loaders) for how in WAYS})
        save(f"initialisation-{model}", __file__, PLAIN | NETWORKS[model] | {"starts": WAYS},
             runs=runs)


if __name__ == "__main__":
    main(sys.argv[1])
