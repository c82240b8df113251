"""Training at full size: images on the device, on one process or several, resumed after a kill.

What a step does depends on the settings, the seed and the number of the step alone, so a run
that is stopped and resumed gives the numbers of one that is not.
"""

import contextlib
import math
import signal
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

from d2lhelpers import models
from d2lhelpers.device_images import DeviceImages, draw_moves
from d2lhelpers.parallel import Place, parallel, share_batch_norm, total
from d2lhelpers.presets import Settings
from d2lhelpers.progress import Progress
from d2lhelpers.training import History

__all__ = ["Run", "Stopped", "build", "evaluate", "train_run"]

SAVE_EVERY = 30.0  # seconds between two checkpoints within an epoch
AGREE_EVERY = 10  # steps after which several processes ask one another whether to save


class Stopped(Exception):
    """The run was asked to stop (Ctrl-C, SIGTERM) and has kept its state."""


def build(model: str, settings: Settings) -> nn.Sequential:
    """Return the network ``model`` of the settings with its initial weights."""
    if model == "softmax":
        net = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
    elif model == "mlp":
        net = nn.Sequential(nn.Flatten(), nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 10))
    elif model == "nin":
        net = models.nin(settings.arch or models.NIN, dropout=settings.dropout,
                         batch_norm=settings.batch_norm, last_relu=settings.last_relu)
    else:
        arch = [(num_convs, channels // settings.divisor) for num_convs, channels in models.VGG11]
        net = models.vgg(arch, image_size=settings.image_size, num_hiddens=settings.num_hiddens,
                         dropout=settings.dropout, batch_norm=settings.batch_norm)
    if settings.init != "normal":
        return models.initialise(net, settings.init)
    for layer in net:
        if isinstance(layer, nn.Linear):
            nn.init.normal_(layer.weight, std=0.01)
            nn.init.zeros_(layer.bias)
    return net


def evaluate(net, images: DeviceImages, place: Place, batch_size: int = 500) -> float:
    """Accuracy of ``net`` in evaluation mode, each process counting its share of the images."""
    net.eval()
    num_correct = torch.zeros((), device=place.device)
    with torch.no_grad(), place.autocast():
        for index in torch.arange(len(images)).split(batch_size):
            X, y = images.batch(index[place.rank::place.num_processes])
            num_correct += (net(X).argmax(dim=1) == y).sum()
    return total(num_correct, place).item() / len(images)


class _Asked:
    """Context manager: remembers that someone asked the process to stop."""

    SIGNALS = (signal.SIGINT, signal.SIGTERM)

    def __enter__(self):
        self.stop = False
        self.before = {}
        with contextlib.suppress(ValueError):  # not the main thread: no signals arrive here
            self.before = {s: signal.signal(s, self._note) for s in self.SIGNALS}
        return self

    def _note(self, *_):
        self.stop = True

    def __exit__(self, *exception):
        for number, handler in self.before.items():
            signal.signal(number, handler)


@dataclass
class _State:
    """Where a run is: all that a checkpoint holds, besides weights, optimizer and schedule."""

    epoch: int = 0
    step: int = 0  # in this epoch
    seconds: float = 0.0  # of training in this epoch


class Run:
    """One seed of one network: what a step changes, and the step."""

    def __init__(self, model: str, settings: Settings, seed: int, images: DeviceImages,
                 place: Place):
        """Build the network and its optimizer."""
        self.settings, self.seed, self.images, self.place = settings, seed, images, place
        torch.manual_seed(seed)
        net = share_batch_norm(build(model, settings), place)
        self.net = net.to(place.device, memory_format=torch.channels_last)
        self.optimizer = torch.optim.SGD(
            self.net.parameters(), settings.lr, settings.momentum,
            weight_decay=settings.weight_decay, nesterov=settings.momentum > 0)
        self.num_steps = -(-len(images) // settings.batch_size)
        steps = self.num_steps * settings.num_epochs
        self.schedule = torch.optim.lr_scheduler.LambdaLR(self.optimizer, lambda _: 1.0)
        if settings.schedule == "one-cycle":
            self.schedule = torch.optim.lr_scheduler.OneCycleLR(
                self.optimizer, settings.lr, total_steps=steps, pct_start=0.25)
        self.state, self.history, self.epoch_seconds = _State(), History(), []
        self.sums = torch.zeros(2, device=place.device)  # loss and right answers, in this epoch
        self.model = parallel(self.net, place)

    def order(self):
        """The epoch's batches of indices: the same in every process, and after a resumption."""
        generator = torch.Generator().manual_seed(self.seed * 1_000_003 + self.state.epoch)
        return torch.randperm(len(self.images), generator=generator).split(
            self.settings.batch_size)

    def step(self, indices):
        """Take one step on a batch of indices (n,), whose images the processes share."""
        place, number = self.place, self.state.epoch * self.num_steps + self.state.step
        torch.manual_seed(self.seed << 32 | number)
        moves = draw_moves(len(indices)) if self.settings.augment else None
        mine = slice(place.rank, None, place.num_processes)
        X, y = self.images.batch(indices[mine], None if moves is None else moves[mine])
        torch.manual_seed((self.seed << 32 | number) + (place.rank << 56))  # dropout's masks
        with place.autocast():
            scores = self.model(X)
        losses = F.cross_entropy(scores.to(torch.get_default_dtype()), y, reduction="sum")
        # The processes' gradients are averaged: together the mean over the whole batch.
        loss = losses * place.num_processes / len(indices)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        self.schedule.step()
        self.sums += torch.stack([losses.detach(), (scores.argmax(dim=1) == y).sum()])
        self.state.step += 1

    def save(self, path):
        """Write a checkpoint, whole or not at all."""
        sums = total(self.sums.clone(), self.place)
        if self.place.rank == 0:
            new = path.with_suffix(".new")
            torch.save({"net": self.net.state_dict(), "optimizer": self.optimizer.state_dict(),
                        "schedule": self.schedule.state_dict(), "sums": sums,
                        "state": asdict(self.state), "history": asdict(self.history),
                        "epoch_seconds": self.epoch_seconds}, new)
            new.replace(path)

    def restore(self, path):
        """Go on from a checkpoint."""
        kept = torch.load(path, map_location=self.place.device, weights_only=True)
        self.net.load_state_dict(kept["net"])
        self.optimizer.load_state_dict(kept["optimizer"])
        self.schedule.load_state_dict(kept["schedule"])
        if self.place.rank == 0:
            self.sums.copy_(kept["sums"])
        self.state, self.history = _State(**kept["state"]), History(**kept["history"])
        self.epoch_seconds = kept["epoch_seconds"]

    def train_epoch(self, path, asked, bar):
        """Train to the end of the epoch that the state is in; keep checkpoints on the way."""
        saved = started = time.monotonic()
        before = self.state.seconds
        for indices in self.order()[self.state.step:]:
            self.step(indices)
            bar.update()
            due = asked.stop or time.monotonic() - saved > SAVE_EVERY
            if self.agree(due):
                self.state.seconds = before + time.monotonic() - started
                self.save(path)
                saved = time.monotonic()
                if self.agree(asked.stop, now=True):
                    raise Stopped
        loss, accuracy = (total(self.sums.clone(), self.place) / len(self.images)).tolist()
        self.epoch_seconds.append(before + time.monotonic() - started)
        return loss, accuracy

    def agree(self, flag, now=False):
        """Whether any process says yes: asked every few steps only, since all must answer."""
        if self.place.num_processes == 1:
            return flag
        if not now and self.state.step % AGREE_EVERY:
            return False
        return total(torch.tensor(float(flag), device=self.place.device), self.place).item() > 0


def train_run(model: str, settings: Settings, seed: int, train: DeviceImages, test: DeviceImages,
              place: Place, checkpoint: Path, tell: Callable[[str], None] = print) -> dict:
    """Train one network and return its record: the seed, and a list with an entry an epoch for
    ``train_loss`` (nats), ``train_accuracy``, ``test_accuracy``, ``images_per_second``.

    A number that is not finite, of a run that diverged, is None in the record.  The run goes on
    from ``checkpoint`` if that file exists, and keeps its state there after each epoch, every
    half minute, and when it is asked to stop; it raises `Stopped` then.  The file is not
    removed at the end.  ``tell`` is given a line for each epoch.
    """
    run = Run(model, settings, seed, train, place)
    if checkpoint.exists():
        run.restore(checkpoint)
        tell(f"seed {seed}: goes on after {run.state.epoch} epochs and {run.state.step} steps")
    with _Asked() as asked, Progress(run.num_steps * settings.num_epochs, f"seed {seed}") as bar:
        bar.done = run.num_steps * run.state.epoch + run.state.step
        while run.state.epoch < settings.num_epochs:
            run.net.train()
            loss, train_accuracy = run.train_epoch(checkpoint, asked, bar)
            run.history.append(loss, train_accuracy, evaluate(run.net, test, place))
            run.state = _State(run.state.epoch + 1)
            run.sums.zero_()
            run.save(checkpoint)
            tell(f"seed {seed}, epoch {run.state.epoch} of {settings.num_epochs}: "
                 f"training loss {loss:.3f}, test accuracy {run.history.test_accuracy[-1]:.4f}, "
                 f"{len(train) / run.epoch_seconds[-1]:.0f} images/s")
            if run.agree(asked.stop, now=True) and run.state.epoch < settings.num_epochs:
                raise Stopped
    curves = {name: [value if math.isfinite(value) else None for value in values]
              for name, values in asdict(run.history).items()}
    return {"seed": seed} | curves | {
        "images_per_second": [round(len(train) / s, 1) for s in run.epoch_seconds]}
