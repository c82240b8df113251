# ruff: noqa: F821
"""Code that the exercises of autograd give with its faults, compared with a learner's, never run.

torch is not imported here, since the compiler treats names that a module imports in its own way.
"""


def notes_memory(function, x):
    """Count the results, as the reader of Exercise 6 does."""
    y = function(x)
    return len([y])


def notes_sgd(params, lr, batch_size):
    """Lines 121 to 126 of the notes, with the fault."""
    with torch.no_grad():
        for param in params:
            param -= lr * param.grad / batch_size
            param.grad_zero_()


def notes_soft_relu(x):
    """Write the formula word for word."""
    return torch.log(1 + torch.exp(x))
