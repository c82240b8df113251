# ruff: noqa: F821
"""Code that an exercise of convolution gives, to tell an answer that is still as given.

It is compared with a learner's code and never run; torch is not imported here, since the
compiler treats names that a module imports in its own way.
"""


def max_pool(X, k, p, s):
    """Return the maximum of each window, with zeros around."""
    X = F.pad(X, (p, p, p, p))
    h, w = X.shape
    return torch.stack([
        torch.stack([X[i:i + k, j:j + k].max()
                     for j in range(0, w - k + 1, s)])
        for i in range(0, h - k + 1, s)])
