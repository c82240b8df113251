"""What the benchmarks that record runs share: batches, a schedule, a measure, the record."""

import json
import platform
import tempfile
from functools import partial
from pathlib import Path

import torch
from torch.nn.functional import cross_entropy

from d2lhelpers.device_images import DeviceImages
from d2lhelpers.engine import train_run
from d2lhelpers.parallel import find_place
from d2lhelpers.training import train

RESULTS = Path(__file__).parents[1] / "d2lhelpers" / "results"


class Shuffled:
    """The images of some batches, in new minibatches of the same size for each epoch."""

    def __init__(self, batches):
        """Join the batches."""
        self.size = len(batches[0][1])
        self.X, self.y = map(torch.cat, zip(*batches, strict=True))

    def __len__(self):
        """Return the number of minibatches in an epoch."""
        return -(-len(self.y) // self.size)

    def __iter__(self):
        """Deal one epoch."""
        for index in torch.randperm(len(self.y)).split(self.size):
            yield self.X[index], self.y[index]


def scheduler(optimizer, num_epochs, falling=True):
    """Return a scheduler: the rate falls along a straight line to zero, or stays as it is."""
    return torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda epoch: 1 - epoch / num_epochs if falling else 1.0)


def train_by_epochs(net, batches, evaluation, optimizer, num_epochs, falling):
    """Train; return the test accuracy by epoch and the last epoch's training means.

    The rate changes after each epoch: see `scheduler`.
    """
    rate = scheduler(optimizer, num_epochs, falling)
    test_accuracy = []
    for _ in range(num_epochs):
        epoch = train(net, batches, evaluation, cross_entropy, optimizer, num_epochs=1)
        rate.step()
        test_accuracy += epoch.test_accuracy
    return {"test_accuracy": test_accuracy, "train_loss": epoch.train_loss[0],
            "train_accuracy": epoch.train_accuracy[0]}


def train_network(model, settings, seed, train_set, test_set, *label):
    """Train a network of `presets` on the CPU -> the record of `engine.train_run`."""
    place = find_place("cpu")
    images = (DeviceImages(part, settings.image_size, place.device)
              for part in (train_set, test_set))
    with tempfile.TemporaryDirectory() as folder:
        return train_run(model, settings, seed, *images, place, Path(folder) / "run.pt",
                         tell=partial(print, model, *label, flush=True))


def endless(deal):
    """Yield what ``deal()`` yields, epoch after epoch."""
    while True:
        yield from deal()


def recall(predict, loader):
    """Return, for each class, the share of images whose predicted class is the right one."""
    num_correct, num_examples = torch.zeros(10), torch.zeros(10)
    with torch.no_grad():
        for X, y in loader:
            num_correct += torch.bincount(y[predict(X) == y], minlength=10)
            num_examples += torch.bincount(y, minlength=10)
    return [round(share, 4) for share in (num_correct / num_examples).tolist()]


def save(name, script, configuration, **found):
    """Write ``found`` to ``results/<name>.json``, with where it comes from."""
    record = {
        "script": f"benchmarks/{Path(script).name}",
        "data": "Fashion-MNIST",
        "configuration": configuration,
        "versions": {"python": platform.python_version(), "torch": torch.__version__},
        "hardware": f"{platform.machine()} CPU, {torch.get_num_threads()} threads",
    } | found
    target = RESULTS / f"{name}.json"
    target.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    print(f"written: {target.name}")
