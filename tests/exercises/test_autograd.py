"""Wrong answers to the exercises of autograd, and the hint that each must get."""

import math

import numpy as np
import pytest
import torch
from torch.autograd.graph import saved_tensors_hooks

from d2lhelpers.exercises import check
from d2lhelpers.exercises._autograd import engine


def faulty(**fault):
    return lambda tape, inputs: engine(tape, inputs, **fault)


def on_tensors(tape, inputs):
    """Let PyTorch do it."""
    values = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in inputs]
    leaves = list(values)
    for name, i, j in tape:
        u, v = values[i], values[j]
        values.append(u + v if name == "+" else u * v if name == "*" else u.tanh())
    slopes = torch.autograd.grad(values[-1], leaves, allow_unused=True, materialize_grads=True)
    return values[-1], [slope.item() for slope in slopes]


def ahead(tape, inputs):
    """Forward mode: one run for each input."""
    slopes = []
    for k in range(len(inputs)):
        values, tangents = list(inputs), [float(i == k) for i in range(len(inputs))]
        for name, i, j in tape:
            u, v, s, t = values[i], values[j], tangents[i], tangents[j]
            value = math.tanh(u)
            values.append(u + v if name == "+" else u * v if name == "*" else value)
            tangents.append(s + t if name == "+" else s * v + u * t if name == "*"
                            else s * (1 - value**2))
        slopes.append(tangents[-1])
    return values[-1], tuple(slopes)


def differences(tape, inputs):
    def value(k, h):
        values = [x + h * (i == k) for i, x in enumerate(inputs)]
        return engine(tape, values)[0]

    return engine(tape, inputs)[0], [(value(k, 1e-6) - value(k, -1e-6)) / 2e-6
                                     for k in range(len(inputs))]


def all_adjoints(tape, inputs):
    value, slopes = engine(tape, inputs)
    return value, slopes + [0.0] * len(tape)


def one_too_far(tape, inputs):
    return engine(tape, inputs)[0], [tape[k + len(tape)] for k in range(len(inputs))]


def in_numpy(tape, inputs):
    value, slopes = engine(tape, inputs)
    return np.float64(value), np.array(slopes)


def grown(tape, inputs):
    values = inputs
    for name, i, j in tape:
        u, v = values[i], values[j]
        values.append(u + v if name == "+" else u * v if name == "*" else math.tanh(u))
    return values[-1], [0.0] * 2


def unused_none(tape, inputs):
    value, slopes = engine(tape, inputs)
    return value, [slope or None for slope in slopes]


def from_the_chapter(tape, inputs):
    return inputs[0].data, []


def without_offset(tape, inputs):
    values, adjoints = list(inputs), [0.0] * (len(inputs) + len(tape) - 1) + [1.0]
    for _, i, j in tape:
        values.append(values[i] * values[j])
    for k in reversed(range(len(tape))):
        _, i, j = tape[k]
        adjoints[i] += adjoints[k] * values[j]
        adjoints[j] += adjoints[k] * values[i]
    return engine(tape, inputs)[0], adjoints[:len(inputs)]


def kept_between(function, x, sizes=[]):  # noqa: B006
    sizes.append(hooked(torch.Tensor.numel)(function, x))
    return sum(sizes)


def wiped(f, x, v):
    x = x.clone().requires_grad_()
    f(x).backward(create_graph=True)
    g = x.grad
    x.grad.zero_()
    return (g * v).detach()


def hooked(size, only=slice(None)):
    def memory(function, x):
        sizes = []

        def note(tensor):
            sizes.append(size(tensor))
            return tensor

        with saved_tensors_hooks(note, lambda tensor: tensor):
            function(x)
        return sum(sizes[only])
    return memory


def each_once(function, x):
    kept = {}
    with saved_tensors_hooks(lambda t: (kept.update({t.data_ptr(): t.numel()}), t)[1],
                             lambda t: t):
        function(x)
    return sum(kept.values())


def ran_twice(function, x):
    return 2 * hooked(torch.Tensor.numel)(function, x)


def update(size=lambda lr, n: -lr / n, clear=lambda p: p.grad.zero_(), only=slice(None),
           recorded=False, early=False):
    """Make the update, with the given fault."""
    def sgd(params, lr, batch_size):
        with torch.set_grad_enabled(recorded):
            for param in list(params)[only]:
                if early:
                    clear(param)
                param += size(lr, batch_size) * param.grad
                clear(param)
    return sgd


def rebound(params, lr, batch_size):
    for param in params:
        param = param - lr * param.grad / batch_size


def renamed(params, lr, batch_size):
    for param in params:
        param = param - lr * param.grad / batch_size
        param.grad.zero_()


def replaced(params, lr, batch_size):
    for i, param in enumerate(params):
        params[i] = (param - lr * param.grad / batch_size).detach().requires_grad_()


def zeroed(params, lr, batch_size):
    update(clear=lambda p: p.zero_())(params, lr, batch_size)


def none_left(params, lr, batch_size):
    for param in params:
        param.data -= lr * param.grad / batch_size
        param.grad = None


def clears_one(params, lr, batch_size):
    update(clear=lambda p: None)(params, lr, batch_size)
    params[0].grad.zero_()


def gradient(f, x):
    return torch.func.grad(f)(x.detach())


def hessian(f, x):
    return torch.func.hessian(f)(x.detach())


def double_sweep(f, x, v, create_graph=True, weight=None, scale=None):
    x = x.clone().requires_grad_()
    slopes = torch.autograd.grad(f(x), x, create_graph=create_graph)[0]
    product = torch.autograd.grad(slopes @ (v if weight is None else weight), x)[0]
    return product if scale is None else product * scale


def tuple_times(f, x, v):
    x = x.clone().requires_grad_()
    return torch.autograd.grad(torch.autograd.grad(f(x), x, create_graph=True) @ v, x)[0]


def row_by_row(f, x, v):
    x = x.clone().requires_grad_()
    slopes = torch.autograd.grad(f(x), x, create_graph=True)[0]
    return torch.stack([torch.autograd.grad(slope, x, retain_graph=True)[0] @ v
                        for slope in slopes])


def nudged(f, x, v):
    return (gradient(f, x + 1e-4 * v) - gradient(f, x)) / 1e-4


def nudged_both_ways(f, x, v):
    return (gradient(f, x + 1e-5 * v) - gradient(f, x - 1e-5 * v)) / 2e-5


def stable(x):
    return torch.maximum(x, torch.zeros_like(x)) + torch.log1p(torch.exp(-x.abs()))


def own_slope(slope):
    class Function(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x.clamp(min=0) + torch.log1p(torch.exp(-x.abs()))

        @staticmethod
        def backward(ctx, adjoint):
            return slope(adjoint, ctx.saved_tensors[0])

    return Function.apply


def cut_off(at):
    return lambda x: torch.where(x > at, x, torch.log1p(torch.exp(x.clamp(max=at))))


def both_safe(x):
    up = torch.where(x > 0, x, 0.0) + torch.log1p(torch.exp(-torch.where(x > 0, x, 0.0)))
    return torch.where(x > 0, up, torch.log1p(torch.exp(torch.where(x > 0, 0.0, x))))


HAND = {"r": 18, "adjoint of q": -6, "adjoint of p": -9, "adjoint of x": 12, "adjoint of y": -27}
PATHS = {"paths": 2**20, "edges": 40}
TWICE = {"x.grad": [0, 8, 16, 24], "y = 2 * x @ x": False, "y = x.sum()": True,
         "y = x.exp().sum()": False, "y = (x - x.mean()).sum()": True}
CUBES, CUT, HALF, ZERO = CUTS = (
    "u = x * x; (u * x).sum()", "u = (x * x).detach(); (u * x).sum()",
    "(x * x.detach()).sum()", "(x * x - (x * x).detach()).sum()")
SLOPES = dict(zip(CUTS, ([3, 12, 27], [1, 4, 9], [1, 2, 3], [2, 4, 6]), strict=True))
MODES = {"network: JVPs": 203_530, "network: VJPs": 1, "network: mode": "reverse",
         "ball: JVPs": 2, "ball: VJPs": 1500, "ball: mode": "forward",
         "layer: JVPs": 100, "layer: VJPs": 100, "layer: mode": "either"}

RIGHT = {
    "autograd/1": [HAND, {name: torch.tensor(float(value)) for name, value in HAND.items()}],
    "autograd/2": [PATHS, {"paths": 1048576.0, "edges": 40.0}],
    "autograd/3": [engine, ahead, faulty(tanh_second=None), in_numpy],
    "autograd/4": [TWICE, TWICE | {"x.grad": torch.tensor([0.0, 8, 16, 24]), "y = x.sum()": 1}],
    "autograd/5": [SLOPES, list(SLOPES.values()),
                   SLOPES | {CUBES: torch.tensor([3.0, 12, 27]), CUT: (1.0, 4.0, 9.0)}],
    "autograd/6": [hooked(torch.Tensor.numel), hooked(lambda t: t.nbytes // 4),
                   lambda function, x: torch.tensor(hooked(torch.Tensor.numel)(function, x))],
    "autograd/7": [update(), none_left, update(clear=lambda p: setattr(p, "grad", None)),
                   update(clear=lambda p: p.grad.fill_(0))],
    "autograd/8": [MODES, MODES | {"layer: mode": "Forward", "network: mode": "REVERSE"},
                   MODES | {"layer: mode": "both", "network: mode": "reverse mode"}],
    "autograd/9": [double_sweep, lambda f, x, v: torch.autograd.functional.hvp(f, x, v)[1],
                   lambda f, x, v: torch.func.jvp(torch.func.grad(f), (x,), (v,))[1],
                   lambda f, x, v: torch.func.vjp(torch.func.grad(f), x)[1](v)[0],
                   lambda f, x, v: gradient(lambda t: torch.func.grad(f)(t) @ v, x)],
    "autograd/10": [torch.nn.functional.softplus,
                    lambda x: (x + x.abs()) / 2 + torch.log1p(torch.exp(-x.abs())),
                    stable, both_safe, cut_off(12), cut_off(20), cut_off(80),
                    lambda x: torch.logaddexp(x, torch.zeros_like(x)),
                    lambda x: -torch.nn.functional.logsigmoid(-x),
                    own_slope(lambda adjoint, x: adjoint * x.sigmoid())],
}

WRONG = {
    "autograd/1": [
        (HAND | {"r": -6}, "That is p."),
        (HAND | {"r": -3}, "That is q."),
        (HAND | {"r": -9}, "not a sum"),
        (HAND | {"r": -18}, "r: The size is right"),
        (HAND | {"adjoint of q": 6}, "q: The size is right"),
        (HAND | {"adjoint of p": 9}, "p: The size of each share"),
        (HAND | {"adjoint of x": 24}, "x: The size of each share"),
        (HAND | {"adjoint of y": 27}, "y: The size is right"),
        (HAND | {"adjoint of q": -3}, "the other factor"),
        (HAND | {"adjoint of q": 1}, "the adjoint of r"),
        (HAND | {"adjoint of p": -3}, "q uses p too"),
        (HAND | {"adjoint of p": -6}, "r uses p too"),
        (HAND | {"adjoint of p": -2}, "times 1, not 1"),
        (HAND | {"adjoint of p": 18}, "not multiplied"),
        (HAND | {"adjoint of x": -6}, "p uses x too"),
        (HAND | {"adjoint of x": 18}, "q uses x too"),
        (HAND | {"adjoint of x": 0}, "x: The adjoint of p was passed on"),
        (HAND | {"adjoint of x": -33}, "by x is y, not x"),
        (HAND | {"adjoint of p": -3, "adjoint of x": 0, "adjoint of y": -9},
         "x: That follows rightly from your adjoint of p"),
        (HAND | {"adjoint of p": 18, "adjoint of x": -42, "adjoint of y": 54},
         "y: That follows rightly from your adjoint of p"),
        (HAND | {"adjoint of q": -3, "adjoint of p": -6}, "your adjoint of q: mend q"),
        (HAND | {"adjoint of y": -9}, "y: The adjoint of p was passed on"),
        (HAND | {"adjoint of y": 18}, "by y is x"),
    ],
    "autograd/2": [
        (PATHS | {"paths": 40}, "the numbers multiply"),
        (PATHS | {"paths": 2**19}, "each doubles"),
        (PATHS | {"paths": 2**21 - 1}, "parts of paths"),
        (PATHS | {"paths": 1}, "so two ways"),
        (PATHS | {"paths": 1e6}, "the exact number"),
        (PATHS | {"edges": 38}, "20 sums"),
        (PATHS | {"edges": 20}, "for each of its two inputs"),
        (PATHS | {"edges": 21}, "number of nodes"),
        (PATHS | {"edges": 2**20}, "walk along paths"),
        (PATHS | {"edges": 42}, "no edges of its own"),
    ],
    "autograd/3": [
        (faulty(add=False, tanh_second=None), "(In `tanh` too.)"),
        (faulty(add=False), "`+=`, not `=`."),
        (faulty(last=True), "not the last"),
        (faulty(tanh_second=1.0), "its second index is ignored"),
        (unused_none, "0, not None"),
        (from_the_chapter, "it is `math.tanh`"),
        (faulty(square=1), "two edges, two shares"),
        (lambda tape, inputs: (engine(tape, inputs)[0], np.zeros(len(inputs))), "begin at 1, and"),
        (lambda tape, inputs: (inputs[0], engine(tape, inputs)[1]), "the *last* number"),
        (lambda tape, inputs: engine(tape, inputs)[0], "Return two things: the value"),
        (grown, "another name for the same list"),
        (on_tensors, "PyTorch has made them"),
        (faulty(forwards=True), "go backwards"),
        (faulty(slope=lambda x, y: 1 - x * x), "not of its input"),
        (faulty(slope=lambda x, y: 1.0), "tanh is missing"),
        (faulty(slope=lambda x, y: y), "not tanh itself"),
        (faulty(swap=True), "*other* factor"),
        (faulty(slope=lambda x, y: 1 - y), "the *square* of its result"),
        (faulty(skip=1), "ends before 0"),
        (lambda tape, inputs: (engine(tape, inputs)[0],
                               [slope for slope in engine(tape, inputs)[1] if slope]),
         "a derivative for each input"),
        (faulty(second=False), "Only the first input"),
        (faulty(kept=slice(None, None, -1)), "reversed order"),
        (all_adjoints, "by the inputs only"),
        (lambda tape, inputs: engine(tape, inputs)[::-1], "First the value"),
        (one_too_far, "An index leaves the list"),
        (differences, "finite differences, or 32-bit"),
        (lambda tape, inputs: print(engine(tape, inputs)), "`return` it instead"),
    ],
    "autograd/4": [
        (TWICE | {"x.grad": [0, 4, 8, 12]}, "the gradient once"),
        (TWICE | {"x.grad": [0, 12, 24, 36]}, "three calls"),
        (TWICE | {"x.grad": [0, 2, 4, 6]}, "and it comes twice"),
        (TWICE | {"x.grad": [0, 0, 0, 0]}, "take it away"),
        (TWICE | {"x.grad": [0, 16, 64, 144]}, "not multiplied"),
        (TWICE | {"x.grad": [[0, 8, 16, 24]]}, "a list within a list"),
        (TWICE | {"y = 2 * x @ x": True}, "The dot product has saved"),
        (TWICE | {"y = x.sum()": False}, "What would a sum have to save"),
        (TWICE | {"y = x.exp().sum()": True}, "exp has saved"),
        (TWICE | {"y = (x - x.mean()).sum()": False}, "which of these needs a value"),
    ],
    "autograd/5": [
        (SLOPES | {CUBES: [1, 4, 9]}, "u changes with x"),
        (SLOPES | {CUBES: [2, 8, 18]}, "through u alone"),
        (SLOPES | {CUBES: [2, 4, 6]}, "sum of squares"),
        (SLOPES | {CUBES: [3, 6, 9]}, "3x², not 3x"),
        (SLOPES | {CUT: [2, 4, 6]}, "its values are the factor"),
        (SLOPES | {CUT: [1, 2, 3]}, "holds the squares"),
        (SLOPES | {CUBES: [1, 8, 27]}, "u = x * x; (u * x).sum(): Those are the terms of the sum"),
        (SLOPES | {CUT: [1, 8, 27]},
         "(x * x).detach(); (u * x).sum(): Those are the terms of the sum"),
        (SLOPES | {CUT: [1, 1, 1]}, "A constant factor stays"),
        (SLOPES | {HALF: [1, 4, 9]}, "(x * x.detach()).sum(): Those are the terms of the sum"),
        (SLOPES | {ZERO: [-2, -4, -6]}, "The sign"),
        (SLOPES | {CUT: [3, 12, 27]}, "without detach"),
        (SLOPES | {CUT: [2, 8, 18]}, "the other remains"),
        (SLOPES | {CUT: [0, 0, 0]}, "outside is not detached"),
        (SLOPES | {HALF: [2, 4, 6]}, "is a constant."),
        (SLOPES | {HALF: [0, 0, 0]}, "Only one of the two factors"),
        (SLOPES | {HALF: [1, 1, 1]}, "x itself, not 1"),
        (SLOPES | {ZERO: [0, 0, 0]}, "The value is 0 everywhere"),
        (SLOPES | {ZERO: [1, 2, 3]}, "Nothing is cut in the first term"),
    ],
    "autograd/6": [
        (hooked(lambda t: 1), "That counts tensors"),
        (lambda function, x: hooked(lambda t: 1)(function, x) * x.numel(),
         "need not have the size"),
        (lambda function, x: hooked(lambda t: t.numel() * (t.shape == x.shape))(function, x),
         "Tensors of other sizes"),
        (hooked(lambda t: t.nbytes), "That counts bytes"),
        (hooked(len), "`len` counts rows"),
        (hooked(lambda t: t.sum().item()), "adds the values up"),
        (lambda function, x: hooked(torch.Tensor.numel)(function, x) + x.numel(), "The input is"),
        (lambda function, x: hooked(torch.Tensor.numel)(function, x) + function(x).numel(),
         "The result is counted besides"),
        (lambda function, x: hooked(torch.Tensor.numel)(lambda t: function(t).backward(), x),
         "Nothing need be differentiated"),
        (lambda function, x: function(), "`lambda: function(x)`"),
        (kept_between, "what the call before"),
        (lambda function, x: function(x).numel(), "entries of the result"),
        (lambda function, x: x.numel(), "entries of the input"),
        (each_once, "shall count twice"),
        (hooked(torch.Tensor.numel, only=slice(-1, None)), "Only the last"),
        (ran_twice, "Everything is counted twice"),
        (hooked(torch.Tensor.numel, only=slice(1)), "Only the first"),
        (torch.no_grad()(hooked(torch.Tensor.numel)), "must be recorded"),
        (lambda function, x: len(([], function(x))), "returns two things"),
        (lambda function, x: len([function(x)]) * 1, "as before"),
    ],
    "autograd/7": [
        (update(recorded=True), "must not be recorded"),
        (rebound, "have not changed"),
        (update(only=slice(1)), "Only some of the parameters"),
        (zeroed, "themselves are 0"),
        (renamed, "makes a new tensor, and that has no gradient"),
        (lambda params, lr, batch_size: params[0].grad.zero(), "end in an underscore"),
        (update(size=lambda lr, n: -0.125), "a number written into"),
        (update(size=lambda lr, n: -lr), "The division by the batch size"),
        (update(size=lambda lr, n: lr / n), "up the slope"),
        (update(size=lambda lr, n: -lr / n**2), "The step is not"),
        (update(clear=lambda p: None), "are still there"),
        (clears_one, "Only some of the gradients"),
        (lambda params, lr, batch_size: params[0].grad_zero_(), "Your code raised"),
    ],
    "autograd/8": [
        (MODES | {"network: JVPs": 1, "network: VJPs": 203_530}, "one for each input"),
        (MODES | {"network: VJPs": 10}, "whatever the outputs"),
        (MODES | {"network: mode": "forward"}, "is fewer than 203,530"),
        (MODES | {"network: mode": "either"}, "far apart"),
        (MODES | {"ball: JVPs": 3}, "the angle and the speed"),
        (MODES | {"ball: VJPs": 500}, "three coordinates"),
        (MODES | {"ball: VJPs": 503}, "coordinates times moments"),
        (MODES | {"ball: VJPs": 1}, "serves one number"),
        (MODES | {"ball: VJPs": 3000}, "not multiplied by the inputs"),
        (MODES | {"layer: JVPs": 200}, "outputs do not count here"),
        (MODES | {"ball: mode": "reverse"}, "Two columns"),
        (MODES | {"layer: JVPs": 10_100}, "its weights are constants"),
        (MODES | {"layer: VJPs": 10_000}, "a row at a time"),
        (MODES | {"layer: JVPs": 1}, "gives one column"),
        (MODES | {"layer: mode": "reverse"}, "it is a tie"),
        (MODES | {"layer: mode": "backward"}, "The mode is asked"),
    ],
    "autograd/9": [
        (lambda f, x, v: gradient(f, x) * v, "entry by entry"),
        (lambda f, x, v: gradient(f, x) @ v, "now differentiate"),
        (lambda f, x, v: gradient(f, x), "That is the gradient; differentiate"),
        (lambda f, x, v: double_sweep(f, x, v, weight=torch.ones_like(v), scale=v), "*before*"),
        (lambda f, x, v: double_sweep(f, x, v, weight=torch.ones_like(v)), "where is v"),
        (lambda f, x, v: hessian(f, x).diagonal() * v, "Only the diagonal"),
        (lambda f, x, v: double_sweep(f, x, v, create_graph=False), "`create_graph=True`"),
        (lambda f, x, v: gradient(f, x) + double_sweep(f, x, v), "That is g + Hv"),
        (lambda f, x, v: double_sweep(f, x, v) @ v, "the number vᵀHv"),
        (lambda f, x, v: double_sweep(f, x, v).sum(), "That is one number"),
        (lambda f, x, v: torch.autograd.functional.hvp(f, x, v), "take [1]"),
        (lambda f, x, v: torch.func.jvp(torch.func.grad(f), (x,), (v,)), "`jvp` returns two"),
        (lambda f, x, v: double_sweep(f, x, v).float(), "keep the dtype"),
        (wiped, "All zeros"),
        (tuple_times, "returns a tuple: `(g,)"),
        (nudged, "as a finite difference is"),
        (lambda f, x, v: (double_sweep(f, x, v),), "stands in a tuple"),
        (lambda f, x, v: hessian(f, x) @ v, "it shall not be built"),
        (row_by_row, "a sweep for each input"),
        (lambda f, x, v: -double_sweep(f, x, v), "the sign is reversed"),
    ],
    "autograd/10": [
        (lambda x: torch.log(1 + torch.exp(x.clamp(max=80))), "no longer grows"),
        (lambda x: torch.stack([stable(one) for one in x]) if x.ndim == 1 else stable(x)[0],
         "but not for a matrix"),
        (lambda x: torch.log(1 + torch.exp(x)) * 1, "is not finite"),
        (lambda x: stable(x).detach(), "has no graph"),
        (torch.sigmoid, "That is the derivative"),
        (lambda x: torch.log1p(torch.exp(-x.abs())), "out of the bracket"),
        (lambda x: stable(x).sum(), "of the shape of x"),
        (lambda x: torch.maximum(x, torch.zeros_like(x)) + torch.log(1 + torch.exp(-x.abs())),
         "`log1p(t)`"),
        (lambda x: torch.where(x > 0, x + torch.log1p(torch.exp(-x)), torch.log1p(torch.exp(x))),
         "does not pick"),
        (lambda x: torch.where(x > 2, x, stable(x.clamp(max=2))), "x = [2.3, 3.7, 5.2]"),
        (lambda x: torch.tensor(stable(x).tolist(), requires_grad=True), "made anew"),
        (lambda x: torch.relu(x) + torch.log1p(torch.exp(-x.abs())), "a kink"),
        (own_slope(lambda adjoint, x: x.sigmoid()), "the adjoint that comes in"),
        (own_slope(lambda adjoint, x: adjoint * x.sigmoid() ** 2), "The derivative is wrong"),
    ],
}


def test_the_update_leaves_leaves():
    def frozen(params, lr, batch_size):
        update()(params, lr, batch_size)
        params[0].requires_grad_(False)

    assert "no longer require" in check("autograd/7", frozen).message


def test_new_entries_of_the_list_train_nothing():
    assert "a new entry of the list" in check("autograd/7", replaced).message


def test_central_differences_are_no_derivative():
    verdict = check("autograd/9", nudged_both_ways)
    assert not verdict and "as a finite difference is" in verdict.message


def test_a_function_that_fails_is_named():
    verdict = check("autograd/6", lambda function, x: hooked(torch.Tensor.numel)(function, x)
                    + len(x.shape) - 1)
    assert "function = x.exp().sum()," in verdict.message


@pytest.mark.parametrize(("name", "answer", "hint"), [
    ("autograd/2", PATHS | {"paths": 2**21 - 2}, "parts of paths"),
    ("autograd/2", PATHS | {"edges": 41}, "no edges of its own"),
    ("autograd/2", PATHS | {"paths": 21}, "the numbers multiply"),
    ("autograd/2", PATHS | {"edges": 39}, "20 sums"),
    ("autograd/6", lambda function, x: [[function(x)]][0].numel(), "returns two things"),
    ("autograd/3", without_offset, "len(inputs) + k"),
    ("autograd/6", lambda function, x: function(x)(), "`lambda: function(x)`"),
])
def test_neighbours_of_a_mistake_get_its_hint(name, answer, hint):
    assert hint in check(name, answer).message
