"""Exercises of the chapter autograd."""

import contextlib

import torch

from ._answers import Crashed, Wrong
from ._autograd import (
    ENGINE_MISTAKES,
    HESSIAN_MISTAKES,
    Watcher,
    engine,
    tapes,
    times_hessian,
    wavy,
)
from ._autograd_hints import (
    CUTTING_HINTS,
    MODES_HINTS,
    PATHS_HINTS,
    TWICE_HINTS,
    by_hand_hints,
)
from ._autograd_memory import MEMORY_MISTAKES, memory_cases, saved_sizes
from ._autograd_notes import notes_memory, notes_sgd, notes_soft_relu
from ._compare import compare, compare_parts, random_tensors, require
from ._registry import exercise


@exercise("autograd/1")
def by_hand(answer):
    """Values and adjoints of a small graph with fan-out."""
    compare_parts(answer, {"r": 18.0, "adjoint of q": -6.0, "adjoint of p": -9.0,
                           "adjoint of x": 12.0, "adjoint of y": -27.0}, by_hand_hints(answer))
    return "The formula x²y² + x²y agrees."


@exercise("autograd/2")
def paths(answer):
    """Paths against edges in a chain of doublings."""
    compare_parts(answer, {"paths": 2**20, "edges": 40}, PATHS_HINTS, rtol=1e-9)
    return "A million paths, forty edges."


@exercise("autograd/3", expects="function")
def tape_engine(answer):
    """Reverse mode on a list of steps."""
    tape, inputs = [("+", 0, 1)], [2.0, 3.0]
    with contextlib.suppress(Crashed):  # told below, on a case that is shown
        answer.on(tape, inputs)
    require((tape, inputs) == ([("+", 0, 1)], [2.0, 3.0]), "The function changes the lists that it"
            " is given: `values = inputs` is another name for the same list. Take a copy,"
            " `list(inputs)`.")
    compare(answer, lambda tape, inputs: engine(tape, inputs), tapes(), ENGINE_MISTAKES,
            rtol=1e-11, atol=1e-13)
    with Watcher() as seen:
        answer(*tapes()[3])
    require(not seen.operations, "The derivatives are right, but PyTorch has made them: the tape"
                                 " is to do it with plain floats.")
    return "25 tapes, with numbers used twice, in one step and in several, or not at all."


@exercise("autograd/4")
def twice(answer):
    """What a second backward does."""
    compare_parts(answer, {
        "x.grad": [0.0, 8.0, 16.0, 24.0], "y = 2 * x @ x": False, "y = x.sum()": True,
        "y = x.exp().sum()": False, "y = (x - x.mean()).sum()": True}, TWICE_HINTS)
    return "It depends on what was saved."


@exercise("autograd/5")
def cutting(answer):
    """What detach does to gradients."""
    gradients = [3.0, 12.0, 27.0], [1.0, 4.0, 9.0], [1.0, 2.0, 3.0], [2.0, 4.0, 6.0]
    if isinstance(answer, (list, tuple)) and len(answer) == len(CUTTING_HINTS):
        answer = dict(zip(CUTTING_HINTS, answer, strict=True))
    compare_parts(answer, dict(zip(CUTTING_HINTS, gradients, strict=True)), CUTTING_HINTS)
    return "Value and gradient need not belong together."


@exercise("autograd/6", expects="function", given=notes_memory)
def memory(answer):
    """Entries that autograd saves."""
    def oracle(function, x):
        return sum(saved_sizes(function, x))

    cases = memory_cases()
    try:
        compare(answer, oracle, cases.values(), MEMORY_MISTAKES)
    except Wrong as wrong:  # name the function that was tried
        for name, case in cases.items():
            try:
                compare(answer, oracle, [case])
            except Wrong:
                raise Wrong(str(wrong).replace("a function", name, 1)) from None
        raise
    return "Sines, products, a sum, a layer, and without recording."


@exercise("autograd/7", expects="function", given=notes_sgd)
def sgd(answer):
    """The notes' update, mended."""
    _test_update(answer, 0.5, 4)
    try:
        _test_update(answer, 0.3, 10)
    except Wrong:
        require(False, "With lr = 0.3 and batch_size = 10 the step is another than lr * gradient /"
                       " batch_size: is a number written into the function?")
    return "Now leave the clearing out, and compare `final_loss` over a few seeds."


def _test_update(answer, lr, batch_size):
    """Raise ``Wrong`` unless the update moves the parameters and clears the gradients."""
    shapes = (2, 1), (1,), (3,)
    starts, slopes = random_tensors(*shapes), random_tensors(*shapes, seed=1)
    params = [start.clone().requires_grad_() for start in starts]
    for param, slope in zip(params, slopes, strict=True):
        param.grad = slope.clone()
    try:
        answer.on(list(params), lr, batch_size, returns=False)
    except Crashed as crash:
        require("leaf Variable" not in str(crash), "An update must not be recorded: it belongs"
                                                   " under `torch.no_grad()`.")
        require("NoneType" not in str(crash), "`param = param - …` makes a new tensor, and that has"
                                              " no gradient. Change the old one: `param -= …`.")
        require("object has no attribute 'zero" not in str(crash), "In-place methods end in an"
                " underscore, and what is cleared is the gradient: `param.grad.zero_()`.")
        raise

    def moved(size):
        return [torch.allclose(p, start + size * slope)
                for p, start, slope in zip(params, starts, slopes, strict=True)]

    require(any(p.any() for p in params), "The parameters themselves are 0 now: what has to be"
                                          " cleared is `param.grad`, not `param`.")
    require(not all(moved(0)), "The parameters have not changed: `param = param - …` gives the name"
            " to a new tensor, and so does a new entry of the list; `param -= …` changes the one"
            " that is there. And is the gradient zeroed only after it was used?")
    require(not any(moved(0)), "Only some of the parameters are updated.")
    require(not all(moved(-lr)), "The division by the batch size belongs to it, since the losses"
                                 " are added up.")
    require(not all(moved(lr / batch_size)), "That goes up the slope: the sign is wrong.")
    require(all(moved(-lr / batch_size)), "The step is not lr * gradient / batch_size.")
    left = [p.grad is not None and bool(p.grad.any()) for p in params]
    require(not all(left), "The step is right, but the gradients are still there, and the next"
                           " backward adds to them.")
    require(not any(left), "Only some of the gradients are cleared.")
    require(all(p.requires_grad for p in params), "The parameters no longer require gradients.")


@exercise("autograd/8")
def modes(answer):
    """How many JVPs and VJPs, and which mode."""
    if isinstance(answer, dict):
        answer = {key: {"both": "either"}.get(word := value.strip().lower().removesuffix(" mode"),
                                              word)
                  if isinstance(value, str) else value for key, value in answer.items()}
        if answer.get("layer: mode") == "forward":
            answer["layer: mode"] = "either"  # forward mode keeps less
    compare_parts(answer, {
        "network: JVPs": 203_530, "network: VJPs": 1, "network: mode": "reverse",
        "ball: JVPs": 2, "ball: VJPs": 1500, "ball: mode": "forward",
        "layer: JVPs": 100, "layer: VJPs": 100, "layer: mode": "either"}, MODES_HINTS)
    return "The smaller side of the Jacobian decides."


@exercise("autograd/9", expects="function")
def hessian_vector(answer):
    """A product with the Hessian by two sweeps."""
    def small(x):
        return x[0] ** 2 * x[1] + x[1].exp()

    x, v, far, way = (t.double() for t in random_tensors((6,), (6,), (300,), (300,)))
    cases = [(small, *torch.tensor([[1.0, 2.0], [3.0, -1.0]], dtype=torch.float64)),
             (wavy, x, v), (lambda x: (x @ x) ** 2, x, v), (wavy, x, torch.zeros_like(v)),
             (lambda x: torch.sin(1e4 * x).sum(), x, v)]
    compare(answer, lambda f, x, v: times_hessian(f, x, v), cases, HESSIAN_MISTAKES, rtol=1e-9,
            atol=1e-9)
    with Watcher() as seen:
        answer(wavy, far, way)
    require(seen.largest < 300 * 150, "The product is right, but for 300 inputs a tensor of"
            f" {seen.largest:,} numbers arises: that is the Hessian, and it shall not be built.")
    require(seen.operations < 600, "The product is right, but for 300 inputs it takes"
            f" {seen.operations:,} operations: is there a sweep for each input? Two are enough.")
    compare(answer, lambda f, x, v: times_hessian(f, x, v),
            [(wavy, *(t.double() for t in random_tensors((100_000,), (100_000,))))], rtol=1e-9)
    return "Even for 100,000 inputs."


@exercise("autograd/10", expects="function", given=notes_soft_relu)
def soft_relu(answer):
    """log(1 + exp(x)) with value and derivative right everywhere."""
    def at(fine):
        return [point for point, ok in zip(points, fine, strict=True) if not ok]

    points = [0.0, 0.55, 1.3, 2.3, 3.7, 5.2, 7.7, 8.6, 12.4, 31.0, 80.5, 90.5, 100.0, 1000.0,
              -0.55, -1.3, -3.3, -5.2, -7.7, -8.6, -12.4, -20.5, -60.5, -1000.0]
    tiny, at_far = torch.tensor(points) < -6, [points.index(100.0), points.index(1000.0)]
    for dtype in (torch.float32, torch.float64):
        x = torch.tensor(points, dtype=dtype, requires_grad=True)
        exact = x.detach().double()
        want = torch.logaddexp(exact, torch.zeros_like(exact))
        y = answer(x)
        require(isinstance(y, torch.Tensor) and y.shape == x.shape,
                "Return a tensor of the shape of x.")
        require(y.requires_grad, "The result has no graph: something is detached, or was computed"
                                 " by another library than PyTorch.")
        value = torch.isclose(y.detach().double(), want, rtol=1e-4, atol=0)
        require(y.isfinite().all(), f"The value is not finite at x = {at(y.isfinite())}.")
        require(not torch.allclose(y.detach().double(), exact.sigmoid()), "That is the derivative;"
                " autograd makes it of the function, which is asked.")
        require(not torch.equal(value, exact <= 0), "Right up to x = 0; for positive x, take e^x"
                " out of the bracket, and x comes before the logarithm.")
        y_far = y.detach()[at_far]
        require(y_far[0] != y_far[1], "The value no longer grows for large x: it is a constant"
                                      " there, as `clamp` makes it.")
        require(value[tiny].all() or not value[~tiny].all(), "Where x is far below 0 the value is"
                " rounded away: `log1p(t)` is log(1 + t) without loss.")
        require(value.all(), f"The value is wrong at x = {at(value)}.")
        weights = torch.arange(1.0, len(points) + 1, dtype=dtype)
        got, = torch.autograd.grad((weights * y).sum(), x, allow_unused=True)
        require(got is not None, "The result does not depend on x for autograd: it was made anew"
                                 " from numbers.")
        got = got.double() / weights
        right = torch.isclose(got, exact.sigmoid(), rtol=1e-4, atol=1e-6)
        require(not got.isnan().any(), f"The value is right, but the derivative is nan at x ="
                f" {at(~got.isnan())}: either a branch that `torch.where` does not pick is still in"
                " the graph, or a `backward` divides infinity by infinity, which `torch.sigmoid`"
                " does not.")
        require(not right[1:].all() or right[0], "All is right but the derivative at x = 0, which"
                f" comes out as {float(got[0]):.3g}: max, relu, clamp, where and |x| have a kink or"
                " a jump there, autograd chooses a slope for each, and here they do not add up to"
                " 1/2.")
        require(not torch.allclose(got * weights, exact.sigmoid(), rtol=1e-4),
                "Multiply by the adjoint that comes in: it is not always 1.")
        require(right.all(), f"The derivative is wrong at x = {at(right)}.")
        rows = answer(x.detach().reshape(3, -1))
        require(isinstance(rows, torch.Tensor) and rows.shape == (3, len(points) // 3)
                and torch.equal(rows.flatten(), y.detach()),
                "Right for a vector x, but not for a matrix.")
    return "Values and derivatives from -1000 to 1000, in 32 and 64 bits."
