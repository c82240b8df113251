"""Training at full size: the same run alone, in two processes, and stopped on the way."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from functools import partial

import pytest
import torch
from torch import nn
from torch.nn import functional as F
from torch.testing import assert_close

from d2lhelpers import engine, parallel
from d2lhelpers.data import ImageSet
from d2lhelpers.device_images import DeviceImages, draw_moves
from d2lhelpers.parallel import Place
from d2lhelpers.presets import PRESETS

CPU = Place(torch.device("cpu"))
QUIET = {"tell": lambda line: None}


def image_set(n=70, seed=0):
    """Images whose brightness tells their label."""
    generator = torch.Generator().manual_seed(seed)
    labels = torch.randint(10, (n,), generator=generator)
    noise = torch.randint(20, (n, 1, 28, 28), generator=generator)
    return ImageSet((noise + 20 * labels[:, None, None, None]).to(torch.uint8), labels, "made")


def images(n=70, size=28):
    return DeviceImages(image_set(n), size, CPU.device)


def settings(model, **changes):
    """The small settings of a model, for a few steps at a rate at which rounding stays small."""
    small = {"batch_size": 32, "num_epochs": 2, "lr": 0.01}
    if model == "nin":
        small["arch"] = ((4, 3, 1, 1), (4, 3, 1, 1), (4, 3, 1, 1))
    elif model == "vgg11":
        small |= {"divisor": 32, "num_hiddens": 64}
    return replace(PRESETS[model]["cpu"], **(small | changes))


def train(model, path, how=None, place=CPU, **changes):
    how = how or settings(model, **changes)
    data = images(size=how.image_size)
    return engine.train_run(model, how, 3, data, data, place, path, **QUIET)


def weights(path):
    return torch.load(path, weights_only=True)["net"]


@pytest.mark.parametrize("model, preset, num_parameters", [
    ("softmax", "paper", 7_850), ("mlp", "paper", 203_530),
    ("vgg11", "paper", 43_093_322), ("nin", "paper", 1_992_166),  # the course's networks
    ("vgg11", "cpu", 445_826), ("nin", "cpu", 40_628),
])
def test_presets_have_the_networks_that_are_meant(model, preset, num_parameters):
    with torch.device("meta"):
        net = engine.build(model, PRESETS[model][preset])
    assert sum(p.numel() for p in net.parameters()) == num_parameters


@pytest.mark.parametrize("size", [28, 32, 224])
def test_batches_on_the_device_are_the_loaders_up_to_a_rounding(size):
    data, index = image_set(), torch.tensor([3, 0, 69])
    X, y = DeviceImages(data, size, CPU.device).batch(index)
    resized = ImageSet(data.images, data.labels, "made", None if size == 28 else size)
    wanted, labels = resized[index]
    assert (X - wanted).abs().max() <= 1.001 / 255
    assert torch.equal(y, labels)


def test_moves_mirror_and_shift():
    data = images(2)
    plain, _ = data.batch(torch.tensor([0, 1]))
    moved, _ = data.batch(torch.tensor([0, 1]), torch.tensor([[1, 0, 0], [0, 2, -1]]))
    assert torch.equal(moved[0], plain[0].flip(-1))
    assert torch.equal(moved[1, 0, 2:, :-1], plain[1, 0, :-2, 1:])
    assert moved[1, 0, :2].abs().max() == moved[1, 0, :, -1].abs().max() == 0


def test_moves_are_drawn_from_all_of_them():
    torch.manual_seed(0)
    assert len(torch.unique(draw_moves(2000), dim=0)) == 2 * 5 * 5


def test_a_run_takes_the_steps_of_a_plain_loop(tmp_path):
    how = settings("mlp", momentum=0.0, weight_decay=0.0, schedule="constant")
    record = train("mlp", tmp_path / "run.pt", how)
    torch.manual_seed(3)
    net, data = engine.build("mlp", how), images()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
    for epoch in range(2):
        total, generator = 0.0, torch.Generator().manual_seed(3 * 1_000_003 + epoch)
        for index in torch.randperm(70, generator=generator).split(32):
            X, y = data.batch(index)
            loss = F.cross_entropy(net(X), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(y)
        assert record["train_loss"][epoch] == pytest.approx(total / 70)
    assert_close(weights(tmp_path / "run.pt"), dict(net.state_dict()))
    X, y = data.batch(torch.arange(70))
    accuracy = (net(X).argmax(dim=1) == y).float().mean().item()
    assert record["test_accuracy"][-1] == pytest.approx(accuracy)


def test_the_rate_rises_and_falls_once(tmp_path, monkeypatch):
    rates, step = [], torch.optim.SGD.step
    monkeypatch.setattr(torch.optim.SGD, "step", lambda self, *args: (
        rates.append(self.param_groups[0]["lr"]), step(self, *args))[-1])
    train("mlp", tmp_path / "run.pt", num_epochs=8)
    top = rates.index(max(rates))
    assert max(rates) == pytest.approx(0.01, rel=0.05)
    assert rates == sorted(rates[:top]) + sorted(rates[top:], reverse=True)
    assert rates[-1] < 1e-5


@pytest.mark.parametrize("stop_at", [1, 2, 3, 4])
def test_a_stopped_run_goes_on_to_the_same_numbers(tmp_path, monkeypatch, stop_at):
    how = {"dropout": 0.5, "augment": True}  # what draws at random must go on as well
    whole = train("vgg11", tmp_path / "whole.pt", **how)
    step, count = engine.Run.step, []

    def stopping(self, indices):
        step(self, indices)
        count.append(1)
        if len(count) == stop_at:
            os.kill(os.getpid(), signal.SIGTERM)

    with monkeypatch.context() as patch:
        patch.setattr(engine.Run, "step", stopping)
        with pytest.raises(engine.Stopped):
            train("vgg11", tmp_path / "stopped.pt", **how)
    assert len(count) == stop_at
    torch.manual_seed(99)  # another process starts with other random numbers
    resumed = train("vgg11", tmp_path / "stopped.pt", **how)
    del whole["images_per_second"], resumed["images_per_second"]
    assert resumed == whole
    assert all(map(torch.equal, weights(tmp_path / "stopped.pt").values(),
                   weights(tmp_path / "whole.pt").values()))


def test_a_run_keeps_its_state_also_within_an_epoch(tmp_path, monkeypatch):
    monkeypatch.setattr(engine, "SAVE_EVERY", 0.0)
    saved, save = [], engine.Run.save
    monkeypatch.setattr(engine.Run, "save", lambda self, path: (
        saved.append((self.state.epoch, self.state.step)), save(self, path)))
    train("softmax", tmp_path / "run.pt")
    assert saved == [(0, 1), (0, 2), (0, 3), (1, 0), (1, 1), (1, 2), (1, 3), (2, 0)]


def test_bfloat16_computes_the_same_up_to_its_rounding(tmp_path):
    exact = train("vgg11", tmp_path / "exact.pt")
    rough = train("vgg11", tmp_path / "rough.pt", place=replace(CPU, bfloat16=True))
    first = exact["train_loss"][0]  # the mean of three steps: later ones carry the roundings on
    assert rough["train_loss"][0] != first
    assert rough["train_loss"][0] == pytest.approx(first, rel=0.01)
    assert all(weight.dtype != torch.bfloat16 for weight in weights(tmp_path / "rough.pt").values())


def test_a_compiled_network_is_the_one_that_is_kept_and_tested(tmp_path, monkeypatch):
    """Without the code generator, which needs a C++ compiler: what is traced runs as it is."""
    monkeypatch.setattr(torch, "compile", partial(torch.compile, backend="eager"))
    plain = train("nin", tmp_path / "plain.pt")
    compiled = train("nin", tmp_path / "compiled.pt", place=replace(CPU, compiled=True))
    assert compiled["train_loss"] == pytest.approx(plain["train_loss"], rel=1e-4)
    assert compiled["test_accuracy"] == plain["test_accuracy"]
    assert weights(tmp_path / "compiled.pt").keys() == weights(tmp_path / "plain.pt").keys()


def test_signals_mean_again_what_they_meant(tmp_path):
    before = signal.getsignal(signal.SIGTERM)
    train("softmax", tmp_path / "run.pt")
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_run_that_diverges_is_recorded_as_such(tmp_path):
    record = train("mlp", tmp_path / "run.pt", lr=1e6, schedule="constant")
    assert record["train_loss"][-1] is None


TWO = """
import sys
from pathlib import Path
from d2lhelpers.parallel import find_place, joined
import torch
sys.path.insert(0, sys.argv[1])
from tests import test_engine

torch.set_default_dtype(torch.float64)
place = find_place("cpu")
with joined(place):
    for model in ("mlp", "vgg11", "nin"):
        path = Path(sys.argv[2]) / f"{model}.pt"
        test_engine.train(model, path, place=place, augment=True)
"""


@pytest.fixture
def float64():
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


def test_two_processes_take_the_steps_of_one(tmp_path, float64):
    """With batch normalisation, random moves and a last batch that does not divide evenly.

    In 64 bits: in 32 the sums' other order is seen after a few steps, at ties of the pooling.
    """
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    script = tmp_path / "two.py"
    script.write_text(TWO, encoding="utf-8")
    torchrun = [sys.executable, "-m", "torch.distributed.run", "--standalone",
                "--nproc-per-node=2", script, root, tmp_path]
    subprocess.run(list(map(str, torchrun)), check=True, timeout=120, capture_output=True,
                   env=os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": root})
    for model in ("mlp", "vgg11", "nin"):
        train(model, tmp_path / f"{model}-alone.pt", augment=True)
        one, two = weights(tmp_path / f"{model}-alone.pt"), weights(tmp_path / f"{model}.pt")
        assert_close(one, two, rtol=1e-7, atol=1e-9)


def test_shared_batch_norm_is_pytorchs_when_alone(monkeypatch):
    monkeypatch.setattr(parallel, "all_reduce", lambda value: value)
    torch.manual_seed(0)
    ours, theirs = parallel.SharedBatchNorm2d(3), nn.BatchNorm2d(3)
    for norm in ours, theirs:
        nn.init.uniform_(norm.weight, generator=torch.Generator().manual_seed(1))
    X, Z = (torch.randn(4, 3, 5, 5).mul(3).add(7).requires_grad_() for _ in range(2))
    Z.data.copy_(X.data)
    weight = torch.randn(4, 3, 5, 5)
    (ours(X) * weight).sum().backward()
    (theirs(Z) * weight).sum().backward()
    assert_close(X.grad, Z.grad, rtol=1e-4, atol=1e-5)
    assert_close(ours.state_dict(), theirs.state_dict())
    assert_close(ours.weight.grad, theirs.weight.grad, rtol=1e-4, atol=1e-4)
    ours.eval(), theirs.eval()
    assert_close(ours(X), theirs(X))
