# ruff: noqa: F821
"""What the exercises of pytorch-basics are tested with: the programs that are to be mended, small
networks, and a file that tells whether it was run.

The programs are compared with a learner's code and never run; torch has another name here, since
the compiler treats names that a module imports in its own way.
"""

import torch as pt

from ._answers import Wrong, hinting
from ._blank import NotAttempted, _instructions, _methods
from ._compare import require
from ._texts import TEXTS


def notes_net():
    """Line 438 of the notes."""
    net = nn.Sequential(nn.Linear(20, 256), nn.ReLU(),)
    return net


class Tower(pt.nn.Module):
    """Keep three layers in a list."""

    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(20, 20) for _ in range(3)]

    def forward(self, X):
        for layer in self.layers[:-1]:
            X = torch.relu(layer(X))
        return self.layers[-1](X)


class Scale(pt.nn.Module):
    """A layer with three faults."""

    def __init__(self, n):
        self.gain = nn.Parameter(torch.ones(n))
        self.shift = torch.zeros(n, requires_grad=True)

    def __call__(self, X):
        return self.gain * X + self.shift


def keep_best(net, train_epoch, loss_of, num_epochs):
    """Keep the last state, and take it for the best."""
    best_loss = math.inf
    for _ in range(num_epochs):
        train_epoch(net)
        loss = loss_of(net)
        if loss < best_loss:
            best_loss, best_state = loss, net.state_dict()
    net.load_state_dict(best_state)
    return best_loss


def as_given(answer, given):
    """Raise ``NotAttempted`` if a class has the methods of the one that was given, unchanged."""
    own, old = _methods(answer), _methods(given)
    if own.keys() == old.keys() and all(
            _instructions(own[name].__code__) == _instructions(old[name].__code__) for name in own):
        raise NotAttempted(TEXTS["given"])


def explained(attempt, *args, hints, returns=True):
    """Call the answer on the arguments themselves, with hints for its errors."""
    with hinting(hints):
        return attempt.on(*args, returns=returns)


def output(net, X, hint="The network does not take a batch of shape {}: {}"):
    """Return what the network makes of the batch, detached; errors become ``Wrong``."""
    try:
        result = net(X)
    except RecursionError:
        raise Wrong("The network calls itself without end: `modules()` begins with the whole, and"
                    " then goes into all parts.") from None
    except Exception as error:
        raise Wrong(hint.format(tuple(X.shape), str(error).splitlines()[0][:120])) from None
    require(isinstance(result, pt.Tensor), "The network must return a tensor.")
    return result.detach()


def count(net):
    """Return how many single numbers the network's parameters have."""
    return sum(p.numel() for p in net.parameters())


def hooks_of(net):
    """Return how many hooks hang on the modules of a network."""
    return sum(len(hooks) for m in net.modules() for hooks in (
        m._forward_hooks, m._forward_pre_hooks, m._backward_hooks))


# Exercise 10 -------------------------------------------------------------------------------------

class Crooked(pt.nn.Module):
    """A network whose ReLUs are not called in the order of their names."""

    def __init__(self):
        """Register the last one first."""
        super().__init__()
        self.calls = 0
        self.last, self.inner = pt.nn.ReLU(), pt.nn.Sequential(pt.nn.ReLU(), pt.nn.ReLU6())
        self.first = pt.nn.ReLU()

    def forward(self, X):
        """Subtract 1 before each ReLU."""
        self.calls += 1
        return self.last(self.inner(self.first(X) - 1) - 1)
