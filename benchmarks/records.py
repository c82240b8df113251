"""What the benchmarks that record runs share: a measure, and the file with its provenance."""

import json
import platform
from pathlib import Path

import torch

RESULTS = Path(__file__).parents[1] / "d2lhelpers" / "results"


def recall(net, loader):
    """Return the share of right answers among the images of each class."""
    num_correct, num_examples = torch.zeros(10), torch.zeros(10)
    with torch.no_grad():
        for X, y in loader:
            num_correct += torch.bincount(y[net(X).argmax(dim=1) == y], minlength=10)
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
