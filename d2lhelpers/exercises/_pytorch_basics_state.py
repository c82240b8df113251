"""The tests of pytorch-basics' exercises on states: a trapped file, a training with its losses."""

import contextlib
import io
import os
import pickle
from unittest import mock

import numpy as np
import torch

from ._answers import Crashed
from ._compare import random_tensors, require
from ._pytorch_basics import explained

RAN = []  # what a trapped file has left behind

# Exercise 8 --------------------------------------------------------------------------------------

def note(what):
    """Note in ``RAN`` that a file has run something."""
    RAN.append(what)


class Trap:
    """An object whose file, when it is loaded without care, leaves a note in ``RAN``."""

    def __reduce__(self):
        """Say that loading calls ``note``."""
        return note, ("ran",)


def trapped_files():
    """Return open files, in PyTorch's format and in Python's, with a trap among the weights."""
    state = {"0.weight": Trap(), "0.bias": torch.zeros(3)}
    file = io.BytesIO()
    torch.save(state, file)
    file.seek(0)
    return file, io.BytesIO(pickle.dumps(state))


class NoisyNet(torch.nn.Sequential):
    """A network with dropout and a buffer that tell what was not restored."""

    def __init__(self):
        """Draw the weights by chance."""
        super().__init__(torch.nn.Linear(4, 8), torch.nn.Dropout(0.5), torch.nn.Linear(8, 3))
        self.register_buffer("shift", torch.zeros(3))

    def forward(self, X):
        """Add the buffer to the scores."""
        return super().forward(X) + self.shift


SAVING = {
    "missing 1 required positional argument: 'X'": "First `save`, then `restore`.",
    "expected 'f' to be string": "`torch.save(what, where)`: first the state, then the file.",
}
LOADING = {
    "Weights only load failed": "The file holds more than tensors, so `weights_only=True` refuses"
                                " it: save the state only.",
    "size mismatch": "The state does not fit the network that `make()` builds.",
    "Missing key": "A part of the state is not in the file: parameters and buffers belong to it.",
    "Unexpected key": "The names in the file are not those of the network.",
}


def restored(save, restore):
    """Save a network with a buffer and dropout, restore it, and compare."""
    torch.manual_seed(1)
    net, X = NoisyNet(), random_tensors((6, 4))[0]
    net.shift.fill_(5.0)
    file, made = io.BytesIO(), []
    explained(save, net, file, hints=SAVING, returns=False)
    require(not file.closed, "`save` has closed the file, which belongs to the caller.")
    require(file.tell() > 0 or file.getvalue(), "`save` has written nothing to the file.")
    require(b"NoisyNet" not in file.getvalue(), "`save` has written the whole network, with the"
            " name of its class: save the state, `net.state_dict()` with its brackets.")
    require(net.training, "`save` has changed the mode of the network, which may be in the middle"
            " of its training.")

    def make():
        made.append(NoisyNet())
        return made[-1]

    file.seek(0)
    other = explained(restore, make, file, hints=LOADING)
    require(isinstance(other, torch.nn.Module), "`restore` must return the network.")
    want, got = net.eval()(X), other.eval()(X) if not other.training else None
    require(got is not None, "The network that `restore` returns is in training mode: its dropout"
            " is at work.")
    require(not any(m.training for m in made[-1].modules()) if made else True, "A part is in"
            " training mode.")
    difference = (want - got).detach()
    require(difference.std() > 1e-6 or difference.abs().max() < 1e-6, "The parameters are right;"
            " the buffer is not restored.")
    require(difference.abs().max() < 1e-6, "The outputs differ: is the whole state in the"
            " file, and loaded into the network that is returned?")
    with torch.no_grad():
        net[0].weight.zero_()
    require(torch.equal(other(X), got), "The two networks share their numbers: the second one must"
            " come from the file.")


def refuses_strangers(restore):
    """See that a trapped file does nothing, whatever this version's default is."""
    for setting in ({}, {"TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD": "1"}):
        for file, reader in zip(trapped_files(), ("torch", "pickle"), strict=True):
            RAN.clear()
            with mock.patch.dict(os.environ, setting), contextlib.suppress(Crashed):
                restore.on(lambda: torch.nn.Linear(2, 3), file)
            require(not RAN or reader != "pickle", "Loading is right, but Python's `pickle` runs"
                    " whatever is in a file: use `torch.save` and `torch.load`.")
            require(not RAN or setting, "Loading is right, but a file with a trap in it has run its"
                    " code: say `weights_only=True`, and do not try again without it.")
            require(not RAN, "Loading is right, and safe with this version of PyTorch; up to 2.5"
                    " the default was to run what is in the file. Say `weights_only=True`.")


KEPT = {"Missing key": "A part of the state is missing: parameters *and* buffers belong to it."}

# Exercise 9 --------------------------------------------------------------------------------------

class Course:
    """A training whose losses are given: each epoch adds 1 to all parameters and buffers."""

    def __init__(self, losses):
        """Take the losses, one an epoch."""
        self.losses, self.epochs, self.asked = losses, 0, 0
        self.net = torch.nn.BatchNorm1d(2)  # it has parameters, buffers, and one of whole numbers
        with torch.no_grad():
            for tensor in self.net.state_dict().values():
                tensor.zero_()

    def train_epoch(self, net):
        """Count up in place, as an optimiser would."""
        require(net is self.net, "`train_epoch` must be given `net` itself, the one network.")
        require(self.held() == {float(self.epochs)}, "Each epoch must go on from where the last one"
                " stopped: put the best numbers back after the loop, not in it.")
        self.epochs += 1
        with torch.no_grad():
            for tensor in net.state_dict().values():
                tensor += 1

    def loss_of(self, net):
        """Return the loss of the present epoch."""
        require(self.epochs > 0, "The loss is asked before the first epoch.")
        self.asked += 1
        return self.losses[self.epochs - 1]

    def held(self):
        """Return which epochs the tensors of the network are of."""
        return {float(value) for tensor in self.net.state_dict().values()
                for value in tensor.flatten()}


def keeps_best(answer):
    """Train on three courses, and see which epoch the network holds at the end."""
    for losses in ([3.0, 1.0, 4.0, 2.0], [0.5, 0.7, 0.6], [3.0, 2.0, 1.0]):
        course, best = Course(losses), losses.index(min(losses)) + 1
        loss = explained(answer, course.net, course.train_epoch, course.loss_of, len(losses),
                         returns=False, hints=KEPT)
        require(course.epochs == len(losses), f"{len(losses)} epochs are asked, and"
                f" {course.epochs} were trained.")
        require(not isinstance(loss, float) or loss != float("inf"), "The loss that is returned is"
                " still infinite: `best_loss` is never lowered, so each epoch counts as the best.")
        held, worst = course.held(), losses.index(max(losses)) + 1
        last = {float(len(losses))}
        names = getattr(getattr(answer.function, "__code__", None), "co_names", ())
        require(held != last or best == len(losses) or "load_state_dict" in names, "The best"
                " numbers are not put back into `net`: it ends with those of the last epoch.")
        require(held != last or best == len(losses), "`net` still ends with the numbers of the"
                " last epoch: what was kept is a dictionary of the very tensors that training goes"
                " on to change.")
        require(held != {float(worst)}, "`net` ends with the numbers of its worst epoch.")
        require(held != {float(best - 1)} or best == 1, "`net` ends with the numbers of the epoch"
                " before the best: copy after `train_epoch`.")
        require(held != {0.0}, "`net` ends with the numbers from before the training.")
        require(held == {float(best)} or float(best) not in held, "Only a part of the state is"
                " that of the best epoch: parameters *and* buffers belong to it.")
        require(held == {float(best)}, "`net` does not end with the numbers of its best epoch.")
        require(loss is not None, "The numbers are right; the loss of the best epoch must be"
                " returned.")
        require(isinstance(loss, (int, float, torch.Tensor, np.number)), "Return the loss"
                " of the best epoch, a number.")
        require(loss != losses[-1] or best == len(losses), "The numbers are right; the loss"
                " returned is that of the last epoch.")
        require(abs(float(loss) - min(losses)) < 1e-6, "The numbers are right, the loss returned"
                " is not that of the best epoch.")
