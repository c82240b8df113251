"""Right and wrong runs for the exercises of linear-regression-concise, to compare answers with."""

import torch
from torch import nn

from ._answers import Crashed, Wrong

OWN = "That is PyTorch's own optimiser: write the two methods yourself."
CLEARS_PARAMETERS = ("`zero_grad` changes the parameters themselves; what it clears are their"
                     " gradients, `p.grad`.")


def flat(net):
    """Return all parameters as one vector."""
    return nn.utils.parameters_to_vector(net.parameters()).detach()


# Exercise 3: the change p -= rule(p, g, total, lr, decay); total is the sum of all gradients. -----

RULES = {
    "": lambda p, g, total, lr, decay: lr * (g + decay * p),
    "The steps go uphill: the change has to be subtracted.":
        lambda p, g, total, lr, decay: -lr * (g + decay * p),
    "The old gradients are still there: `zero_grad` does not clear them all.":
        lambda p, g, total, lr, decay: lr * (total + decay * p),
    "The learning rate is missing.": lambda p, g, total, lr, decay: g + decay * p,
    "The learning rate is always 0.1, whatever `lr` is.":
        lambda p, g, total, lr, decay: 0.1 * (g + decay * p),
    "The weight decay has no effect.": lambda p, g, total, lr, decay: lr * g,
    "The weight decay is always 0.5, whatever `weight_decay` is.":
        lambda p, g, total, lr, decay: lr * (g + 0.5 * p),
    "The weight decay is not multiplied by the learning rate: it belongs to the gradient.":
        lambda p, g, total, lr, decay: lr * g + decay * p,
    "The weight decay is multiplied by the learning rate twice.":
        lambda p, g, total, lr, decay: lr * (g + lr * decay * p),
    "The decay has the wrong sign: it must make weights smaller.":
        lambda p, g, total, lr, decay: lr * (g - decay * p),
    "The gradient gets the decay times the weight, not twice that: the loss has the half.":
        lambda p, g, total, lr, decay: lr * (g + 2 * decay * p),
    "The decay adds α times the weight to the gradient, not half of that.":
        lambda p, g, total, lr, decay: lr * (g + decay * p / 2),
    "The decay is taken of the weight after the step; it belongs to the gradient before it.":
        lambda p, g, total, lr, decay: lr * g + lr * decay * (p - lr * g),
    "The decay multiplies the weight, not the gradient.":
        lambda p, g, total, lr, decay: lr * g * (1 + decay),
    "The decay shrinks the weight, not the gradient.":
        lambda p, g, total, lr, decay: lr * g * (1 - decay),
    "The decay is a multiple of the weight, not a constant.":
        lambda p, g, total, lr, decay: lr * (g + decay),
    "`torch.optim.SGD` decays every parameter it is given, biases too.":
        lambda p, g, total, lr, decay: lr * (g + decay * p * (p.ndim > 1)),
    "Only the first parameter is trained: is a `return` inside the loop?":
        lambda p, g, total, lr, decay: lr * (g + decay * p) * (p.ndim > 1),
}


def ruled(hint, lr, decay, model, batches):
    """Return the parameters after steps by the rule with this hint."""
    net = nn.Linear(3, 2)
    net.load_state_dict(model.state_dict())
    totals = [torch.zeros_like(p) for p in net.parameters()]
    for X, y in batches:
        net.zero_grad()
        nn.functional.mse_loss(net(X), y).backward()
        with torch.no_grad():
            for p, total in zip(net.parameters(), totals, strict=True):
                total += p.grad
                p -= RULES[hint](p, p.grad, total, lr, decay or 0)
    return flat(net)


def made(make, params, lr, decay):
    """Make a learner's optimiser, called as the text says; None: without a weight decay."""
    how = {} if decay is None else {"weight_decay": decay}
    try:
        return make(params, lr=lr, **how)
    except Wrong:
        raise
    except Exception as error:
        raise Crashed(error) from error


def refuse(*_, **__):
    """Stand in for the constructor of PyTorch's own optimiser."""
    raise Wrong(OWN)


# Exercise 4 --------------------------------------------------------------------------------------

class Counted:
    """A loader that deals the same shuffled batches in each epoch, and counts the epochs."""

    def __init__(self, X, y, size=10):
        """Cut the examples into batches."""
        self.batches, self.passes = list(zip(X.split(size), y.split(size), strict=True)), 0
        self.dataset = torch.utils.data.TensorDataset(X, y)

    def __len__(self):
        """Return the number of batches."""
        return len(self.batches)

    def __iter__(self):
        """Deal one epoch."""
        yield from ((X.clone(), y.clone()) for X, y in self.batches)
        self.passes += 1


TRAINING_FAULTS = {
    "It trains now, but the weights come out at a tenth: (10, 1) and (10,) make a table of all"
    " pairs.": {"column": False},
    "The parameters swing instead of settling: the gradients are not cleared in every step.":
        {"zero": "never"},
    "The gradients are cleared once in an epoch; it must be done in every step.": {"zero": "epoch"},
    "Neither is mended: gradients are not cleared in every step, and (10, 1) and (10,) make a table"
    " of all pairs.": {"column": False, "zero": "never"},
    "The bias is not trained: hand all parameters to the optimiser.": {"bias": False},
}


def trained(start, loader, column=True, zero="step", bias=True):
    """Return the parameters after four epochs, with a fault."""
    net = nn.Linear(2, 1)
    nn.utils.vector_to_parameters(start.clone(), net.parameters())
    optimizer = torch.optim.SGD(list(net.parameters()) if bias else [net.weight], lr=0.015)
    for _ in range(4):
        optimizer.zero_grad() if zero == "epoch" else None
        for X, y in loader.batches:
            optimizer.zero_grad() if zero == "step" else None
            nn.functional.mse_loss(net(X), y[:, None] if column else y).backward()
            optimizer.step()
    return flat(net)
