# ruff: noqa: F821
"""Code that an exercise of mlp gives, to tell an answer that is still as given.

It is compared with a learner's code and never run; torch is not imported here, since the
compiler treats names that a module imports in its own way.
"""


def constant_start(num_inputs, num_hiddens, num_outputs):
    """Start with 0.1 everywhere."""
    W1 = torch.full((num_inputs, num_hiddens), 0.1, requires_grad=True)
    b1 = torch.full((num_hiddens,), 0.1, requires_grad=True)
    W2 = torch.full((num_hiddens, num_outputs), 0.1, requires_grad=True)
    b2 = torch.full((num_outputs,), 0.1, requires_grad=True)
    return W1, b1, W2, b2
