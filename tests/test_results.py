"""Recorded runs say where they come from."""

import json
import re
from pathlib import Path

import pytest

from d2lhelpers import results

ROOT = Path(__file__).parent.parent
NAMES = sorted(path.stem for path in Path(results.__file__).parent.glob("*.json"))

# A slash or a drive where a word begins; "images/s" and "benchmarks/x.py" are none.
ABSOLUTE_PATH = re.compile(r"(?<![\w.)])/\w|://|\b[A-Za-z]:\\\\")


@pytest.mark.parametrize("name", NAMES)
def test_a_recorded_run_names_its_script_versions_and_seeds(name):
    record = results.load_result(name)
    assert (ROOT / record["script"]).is_file()
    assert record["versions"]["torch"] and record["hardware"] and record["configuration"]
    seeds = [run["seed"] for run in record["runs"]]
    assert len(seeds) == len(set(seeds)) > 1
    assert not ABSOLUTE_PATH.search(json.dumps(record))


@pytest.mark.parametrize("path", ["/usr/bin/python", "C:\\Users\\me", "see /opt/x", "file:///a"])
def test_absolute_paths_are_found(path):
    assert ABSOLUTE_PATH.search(json.dumps({"where": path}))


def test_an_unknown_run_is_answered_with_the_known_ones():
    with pytest.raises(FileNotFoundError, match=r"there are: \[.*softmax-scratch"):
        results.load_result("softmax")
