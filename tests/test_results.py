"""Recorded runs say where they come from."""

import json
from pathlib import Path

import pytest

from d2lhelpers import results

ROOT = Path(__file__).parent.parent
NAMES = sorted(path.stem for path in Path(results.__file__).parent.glob("*.json"))


@pytest.mark.parametrize("name", NAMES)
def test_a_recorded_run_names_its_script_versions_and_seeds(name):
    record = results.load_result(name)
    assert (ROOT / record["script"]).is_file()
    assert record["versions"]["torch"] and record["hardware"] and record["configuration"]
    seeds = [run["seed"] for run in record["runs"]]
    assert len(seeds) == len(set(seeds)) > 1
    text = json.dumps(record)
    assert "/home/" not in text and "/root/" not in text


def test_an_unknown_run_is_answered_with_the_known_ones():
    with pytest.raises(FileNotFoundError, match=r"there are: \[.*softmax-scratch"):
        results.load_result("softmax")
