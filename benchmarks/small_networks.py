"""The small VGG and NiN that the chapters train: the learning rate, five seeds, and the time.

    python benchmarks/small_networks.py vgg11 [--quiet]

Settings: ``PRESETS[model]["cpu"]``.  The rate is chosen by the accuracy on the last 10,000
training images, which the trials do not train on; only then are five networks trained on all of
them and tested, each timed on its own.  Say ``--quiet`` when nothing else runs on the machine;
without it the record marks its times as disturbed.
"""

import argparse
import time
from dataclasses import asdict, replace

import torch
from records import save, train_network

from d2lhelpers.data import ImageSet, load_fashion_mnist
from d2lhelpers.engine import build
from d2lhelpers.presets import PRESETS

SEEDS, RATES, TRIAL_SEED, HELD_OUT = range(5), (0.05, 0.1, 0.2), 1000, 10_000


def run(model, settings, seed, train, test):
    """Train once, evaluation after each epoch included -> curves, wall and processor seconds."""
    began, worked = time.perf_counter(), time.process_time()
    record = train_network(model, settings, seed, train, test, settings.lr)
    record |= {"seconds": round(time.perf_counter() - began, 1),
               "cpu_seconds": round(time.process_time() - worked, 1)}
    return record


def choose(model, settings, train):
    """Return the rate with the best validation accuracy, and all trials."""
    rest, held_out = (ImageSet(train.images[part], train.labels[part], train.source)
                      for part in (slice(-HELD_OUT), slice(-HELD_OUT, None)))
    trials = []
    for lr in RATES:
        found = run(model, replace(settings, lr=lr), TRIAL_SEED, rest, held_out)
        trials.append({"lr": lr, "validation_accuracy": found["test_accuracy"][-1]})
    return max(trials, key=lambda trial: trial["validation_accuracy"])["lr"], trials


def main():
    """Choose, train with every seed, and record."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("model", choices=("vgg11", "nin"))
    parser.add_argument("--quiet", action="store_true", help="nothing else runs on the machine")
    args = parser.parse_args()
    settings = PRESETS[args.model]["cpu"]
    train, test = (loader.dataset for loader in load_fashion_mnist(128, source="real"))
    lr, trials = choose(args.model, settings, train)
    settings = replace(settings, lr=lr)
    runs = [run(args.model, settings, seed, train, test) for seed in SEEDS]
    save(f"small-{args.model}", __file__, asdict(settings), trials=trials,
         validation=f"the last {HELD_OUT:,} training images",
         times="quiet machine" if args.quiet else "disturbed: to be measured again",
         num_parameters=sum(p.numel() for p in build(args.model, settings).parameters()),
         num_threads=torch.get_num_threads(), runs=runs)


if __name__ == "__main__":
    main()
