"""Recorded runs: JSON files with seeds, hardware, versions, configuration and numbers.

A chapter that quotes numbers from runs too long for a notebook reads them from here; the
script named under ``script`` makes the file again.
"""

import json
from importlib.resources import files

__all__ = ["load_result"]


def load_result(name: str) -> dict:
    """Return the recorded run ``name``, such as ``"softmax-scratch"``.

    Raises FileNotFoundError, with the names that there are, for another name.
    """
    path = files(__package__) / f"{name}.json"
    if not path.is_file():
        known = sorted(p.name[:-5] for p in files(__package__).iterdir()
                       if p.name.endswith(".json"))
        raise FileNotFoundError(f"there is no recorded run {name!r}; there are: {known}")
    return json.loads(path.read_text(encoding="utf-8"))
