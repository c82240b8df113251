"""``python -m d2lhelpers.train``: clear refusals, a record, and nothing lost after a kill."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch

from d2lhelpers import data, train
from d2lhelpers.parallel import find_place
from d2lhelpers.presets import PRESETS
from tests.chapters import CHAPTERS, code_cells, read
from tests.test_engine import image_set

ROOT = Path(__file__).parent.parent


class Loader:
    """As much of a loader as the command needs."""

    def __init__(self, seed):
        self.dataset = image_set(seed=seed)
        self.dataset.source = "real"


@pytest.fixture
def small(tmp_path, monkeypatch):
    """A small data set in place of Fashion-MNIST; the folder for what stopped runs keep."""
    monkeypatch.setattr(data, "load_fashion_mnist", lambda *args, **kwargs: (Loader(0), Loader(1)))
    monkeypatch.setenv("D2LHELPERS_DATA", str(tmp_path / "kept"))
    return tmp_path


def refusal(capsys, *arguments):
    with pytest.raises(SystemExit) as stop:
        train.main(list(map(str, arguments)))
    assert stop.value.code == 2
    return capsys.readouterr().err


def without_speed(record):
    for run in record["runs"]:
        del run["images_per_second"]
    return record


@pytest.mark.parametrize("arguments, message", [
    (["lenet"], "invalid choice: 'lenet'"),
    (["mlp", "--preset", "huge"], "invalid choice: 'huge'"),
    (["mlp", "--seeds", "0"], "--seeds: expected a whole number from 1, got '0'"),
    (["mlp", "--epochs", "ten"], "--epochs: expected a whole number from 1, got 'ten'"),
    (["mlp", "--output", "nowhere/run.json"], "there is no folder nowhere"),
    (["mlp", "--output", "run.txt"], "the record is a .json file"),
    (["mlp", "--device", "tpu"], "invalid choice: 'tpu'"),
])
def test_a_wrong_argument_is_named(capsys, arguments, message):
    assert message in refusal(capsys, *arguments)


def test_a_device_that_is_not_there_is_named_with_those_that_are(capsys, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert "--device cuda: this PyTorch sees no such device here; there is cpu" in refusal(
        capsys, "mlp", "--device", "cuda")


@pytest.mark.skipif(sys.platform == "win32" or not hasattr(os, "geteuid") or os.geteuid() == 0,
                    reason="the administrator may write anywhere")
def test_a_place_that_cannot_be_written_is_named(capsys, tmp_path):
    tmp_path.chmod(0o500)
    assert "nothing can be written to" in refusal(capsys, "mlp", "--output", tmp_path / "a.json")


def test_wrong_arguments_are_refused_before_anything_is_loaded():
    code = ("import sys; from d2lhelpers.train import main\n"
            "try: main(['mlp', '--seeds', '0'])\n"
            "except SystemExit: print('torch' in sys.modules)")
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert result.stdout == "False\n"


def test_the_record_says_what_was_run(small, capsys):
    target = small / "run.json"
    assert train.main(["mlp", "--seeds", "3", "--epochs", "2", "--device", "cpu",
                       "--output", str(target)]) == 0
    record = json.loads(target.read_text(encoding="utf-8"))
    assert record["command"] == "python -m d2lhelpers.train mlp --preset cpu --seeds 3 --epochs 2"
    assert (ROOT / record["script"]).is_file()
    assert record["data"] == "Fashion-MNIST"
    assert record["configuration"]["num_epochs"] == 2
    assert record["versions"]["torch"] == torch.__version__
    assert "CPU" in record["hardware"]
    assert [run["seed"] for run in record["runs"]] == [0, 1, 2]
    last = sorted(run["test_accuracy"][-1] for run in record["runs"])
    assert record["test_accuracy"] == {"min": last[0], "median": last[1], "max": last[2]}
    assert all(len(run[name]) == 2 for run in record["runs"] for name in (
        "train_loss", "train_accuracy", "test_accuracy", "images_per_second"))
    assert "seed 2, epoch 2 of 2" in capsys.readouterr().out
    assert not list((small / "kept" / "runs").iterdir())


def test_an_earlier_record_is_kept_beside_the_new_one(small):
    target = small / "run.json"
    target.write_text("{}", encoding="utf-8")
    train.main(["softmax", "--epochs", "1", "--device", "cpu", "--output", str(target)])
    assert target.with_suffix(".json.bak").read_text(encoding="utf-8") == "{}"
    assert json.loads(target.read_text(encoding="utf-8"))["model"] == "softmax"


@pytest.mark.parametrize("arguments, name", [
    ([], "mlp-cpu.json"), (["--preset", "best"], "mlp-best.json"),
    (["--epochs", "3"], "mlp-cpu.json"), (["--epochs", "9"], "mlp-cpu-9-epochs.json"),
    (["--data", "stand-in"], "mlp-cpu-stand-in.json"),
])
def test_unusual_runs_do_not_take_the_place_of_usual_ones(arguments, name):
    args = train._parser().parse_args(["mlp", *arguments])
    assert train._record_file(args) == train.RESULTS / name


def test_no_command_writes_over_a_record_that_a_chapter_reads():
    usual = {f"{model}-{preset}" for model in PRESETS for preset in ("paper", "best", "cpu")}
    for chapter in CHAPTERS:
        read_there = set(re.findall(r'load_result\("([^"]+)"\)', "\n".join(
            cell.source for cell in code_cells(read(chapter)))))
        assert not read_there & usual, chapter


SLOW = """
import sys, time
sys.path.insert(0, sys.argv[1])
from tests.test_train_command import Loader
from d2lhelpers import data, engine, train
data.load_fashion_mnist = lambda *args, **kwargs: (Loader(0), Loader(1))
engine.SAVE_EVERY = 0.0
step = engine.Run.step
engine.Run.step = lambda self, indices: (time.sleep(float(sys.argv[3])), step(self, indices))
sys.exit(train.main(["mlp", "--seeds", "2", "--epochs", "40", "--device", "cpu",
                     "--output", sys.argv[2]]))
"""


def command(small, name, pause):
    return [sys.executable, "-c", SLOW, str(ROOT), str(small / name), str(pause)]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("how, status", [(signal.SIGKILL, -9), (signal.SIGINT, 130)])
def test_a_killed_command_goes_on_when_it_is_given_again(small, how, status):
    subprocess.run(command(small, "whole.json", 0), check=True, timeout=120)
    process = subprocess.Popen(command(small, "killed.json", 0.05), text=True,
                               stdout=subprocess.PIPE)
    for line in process.stdout:  # into the second seed, so one is done and one is not
        if line.startswith("seed 1, epoch 3"):
            time.sleep(0.1)
            process.send_signal(how)
    assert process.wait() == status
    assert not (small / "killed.json").exists()
    again = subprocess.run(command(small, "killed.json", 0), check=True, text=True,
                           capture_output=True, timeout=120)
    assert "seed 0: was done before the command was stopped" in again.stdout
    assert "seed 1: goes on after" in again.stdout
    assert "seed 1, epoch 1 of" not in again.stdout
    whole, killed = (without_speed(json.loads((small / name).read_text(encoding="utf-8")))
                     for name in ("whole.json", "killed.json"))
    assert killed == whole


def test_fresh_forgets_what_was_kept(small, capsys):
    arguments = ["mlp", "--epochs", "1", "--device", "cpu", "--output", str(small / "run.json")]
    args = train._parser().parse_args(arguments)
    folder = train._work_folder(args, train._settings(args), find_place("cpu"))
    folder.mkdir(parents=True)
    (folder / "seed-0.json").write_text(json.dumps({"seed": 0, "test_accuracy": [0.0]}))
    train.main([*arguments, "--fresh"])
    assert "was done before" not in capsys.readouterr().out
