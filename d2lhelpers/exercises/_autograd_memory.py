"""What Exercise 6 of autograd is tested with: what is saved, counted rightly and wrongly."""

import torch
from torch.autograd.graph import saved_tensors_hooks

from ._autograd_notes import notes_memory
from ._compare import raises, same_as, when


def saved_sizes(function, x, size=torch.Tensor.numel):
    """Return the number of entries of each tensor that autograd saves, or another measure."""
    sizes = []

    def note(tensor):
        sizes.append(size(tensor))
        return tensor

    with saved_tensors_hooks(note, lambda tensor: tensor):
        function(x)
    return sizes


def _counts(size, hint, total=sum):
    """Recognise a sum of another measure of what is saved, or another total."""
    return same_as(lambda function, x: total(saved_sizes(function, x, size)), hint)


def _plus(more, hint):
    return same_as(lambda function, x: sum(saved_sizes(function, x)) + more(function, x), hint)


_ENOUGH = "Nothing need be differentiated: computing is enough to see what is saved."
_CALLED = "`saved_by` takes a function without arguments: `lambda: function(x)`."
_PAIR = "`saved_by` returns two things: what was saved, and the result."
MEMORY_MISTAKES = [
    same_as(lambda function, x: len(saved_sizes(function, x)) * x.numel(),
            "The tensors saved need not have the size of x: ask each for its `numel()`."),
    same_as(lambda function, x: sum(n for n in saved_sizes(function, x) if n == x.numel()),
            "Tensors of other sizes than x count too."),
    _counts(lambda t: 1, "That counts tensors; the numbers in them are asked."),
    _counts(lambda t: t.nbytes, "That counts bytes; numbers are asked, and each takes 4 bytes"
                                " here."),
    _counts(len, "`len` counts rows; all entries are counted by `numel()`."),
    _counts(lambda t: float(t.sum()), "That adds the values up; `numel()` counts the entries."),
    _counts(torch.Tensor.numel, "Only the largest saved tensor is counted: add them up.",
            lambda sizes: max(sizes, default=0)),
    _counts(torch.Tensor.numel, "Only the last saved tensor is counted: add them up.",
            lambda sizes: [0, *sizes][-1]),
    _counts(torch.Tensor.numel, "Only the first saved tensor is counted: add them up.",
            lambda sizes: [*sizes, 0][0]),
    _counts(torch.Tensor.numel, "Everything is counted twice: does the function run twice under the"
                                " hooks?", lambda sizes: 2 * sum(sizes)),
    _counts(lambda t: (t.data_ptr(), t.numel()), "A tensor that is saved twice shall count twice:"
            " `x * x` saves both its factors.", lambda sizes: sum(dict(sizes).values())),
    _plus(lambda function, x: x.numel(), "The input is counted besides, whether it is saved or"
                                         " not."),
    _plus(lambda function, x: function(x).numel(), "The result is counted besides, whether it is"
                                                   " saved or not."),
    same_as(lambda function, x: function(x).numel(),
            "That counts the entries of the result; what is saved hangs on the graph behind it."),
    same_as(lambda function, x: x.numel(), "That counts the entries of the input."),
    same_as(notes_memory, "That counts results, as before; hooks see what is saved."),
    when(lambda got, function, x: got == 50_000, "The list still holds what the call before has"
                                                 " saved: make it inside the function."),
    when(lambda got, function, x: got == 0, "Nothing is saved under `no_grad`: the function must"
                                            " be recorded."),
    same_as(lambda function, x: 2, _PAIR),
    raises(AttributeError, "'list' object has no attribute 'numel'", _PAIR),
    raises(RuntimeError, "does not require grad", _ENOUGH),
    raises(RuntimeError, "only for scalar outputs", _ENOUGH),
    raises(TypeError, "missing 1 required positional argument", _CALLED),
    raises(TypeError, "'Tensor' object is not callable", _CALLED),
]


def memory_cases():
    """Return functions and their inputs, under the names by which a learner is told of them."""
    def sines(depth):
        def chain(x):
            for _ in range(depth):
                x = torch.sin(x)
            return x
        return chain

    def unrecorded(x):
        with torch.no_grad():
            return sines(5)(x)

    x, M, W = (torch.ones(*shape, requires_grad=True) for shape in ((1000,), (3, 4), (4, 2)))
    return {"ten sines": (sines(10), x), "forty sines": (sines(40), x),
            "x * x": (lambda x: x * x, x), "x + x": (lambda x: x + x, x),
            "x.exp().sum()": (lambda x: x.exp().sum(), M),
            "x @ a constant": (lambda x: x @ torch.ones(4, 2), M),
            "(x @ W).tanh().sum()": (lambda x: (x @ W).tanh().sum(), M),
            "five sines under no_grad": (unrecorded, M)}
