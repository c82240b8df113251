# ruff: noqa: F821, E741, B007
"""Code of the original notes as it was, mistakes included, and a search for unset names.

The quotes are compared with a learner's code and never run; torch is not imported here, since
the compiler treats names that a module imports in its own way.
"""

import dis
from types import CodeType

from ._answers import Attempt
from ._compare import require


def notes_softmax(X):
    """Lines 232 to 235 of the notes."""
    X_exp = torch.exp(X)
    partition = X_exp(1, keepdim=True)
    return X_exp / partition


def notes_metrics():
    """Lines 249 to 265 of the notes."""
    def cross_enyropy(y_hat, y):
        return -torch.log(y_hat[range(len(y_hat)), y])

    def acurracy(y_hat, y):
        if len(y_hat.shape) > 1 and y_hat.shape[1] > 1:
            y_hat = np.argmax(axis=1)
        cmp = y_hat.type(y.dtype) == y
        return float(cmp.type(y.dtype).sum())

    def evaluate_acuuracy(net, data_iter):
        if isinstance(net, torch.nn.Module):
            net.eval()
        metric = Accunulator(2)
        for x, y in data_iter:
            metric.add(acuuracy(net(X), y), y.numel())
        return metric[0] / metric[1]

    return cross_entropy, accuracy, evaluate_accuracy


def notes_epoch(net, train_iter, loss, updater):
    """Lines 271 to 284 of the notes."""
    if isinstance(net, torch.nn.Module):
        net.train()
    metric = Accumlator(3)
    for x, y in train_iter:
        y_hat = net(x)
        l = loss(y_hat, y)
        if ininstance(updater, torch.optim.Optimizer):
            updater.zero_grad()
            l.backward()
            updater.step()
            metric.add()


def notes_overall(accuracies, sizes):
    """Average the batches' accuracies, as is often done."""
    return sum(accuracies) / len(accuracies)


def demand_names(answer: Attempt, hints: dict[str, str]) -> None:
    """Raise ``Wrong`` with a name's hint if the answer takes that name from outside itself."""
    code = getattr(answer.function, "__code__", None)
    outside = _outside(code) if code else set()
    for name, hint in hints.items():
        require(name not in outside, hint)


def _outside(code: CodeType) -> set[str]:
    """Return the global names that a function reads, those of functions inside it included."""
    names = {step.argval for step in dis.get_instructions(code) if step.opname == "LOAD_GLOBAL"}
    inner = (const for const in code.co_consts if isinstance(const, CodeType))
    return names.union(*map(_outside, inner))
