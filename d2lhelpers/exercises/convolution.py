"""Exercises of the chapter convolution."""

import torch
from torch.nn import functional as F

from ._answers import Rewritten
from ._compare import (
    as_tensor,
    compare,
    compare_value,
    lenient,
    random_tensors,
    require,
    same_as,
    when,
)
from ._convolution import (
    circular_mistakes,
    circulated,
    cost,
    found_kernel,
    gradients,
    layer,
    matrix,
    pooled,
)
from ._convolution_given import max_pool as given_pool
from ._convolution_values import same_kinds, same_products, same_thoughts
from ._registry import exercise


def _known(right, table):
    """Return the mistakes that a table of hints and changed settings describes."""
    return [same_as(lambda *args, how=how: right(*args, **how), hint)
            for hint, how in table.items()]


@exercise("convolution/1", expects="function")
def circular_row(answer):
    """The circular cross-correlation of rows."""
    whole = torch.tensor([1.0, 2, 3, 4, 5]), torch.tensor([1.0, 10])
    cases = [whole, random_tensors((7,), (3,)), random_tensors((4,), (4,), seed=1)]

    def circular(x, w):
        return circulated(x, w)

    compare(lenient(answer), circular, cases, mistakes=[*_known(circulated, {
        "The roll goes the other way: x[i + a] must come to place i, and x.roll(1) brings x[i - 1]"
        " there.": {"sign": 1},
        "The kernel is flipped: that is the true convolution, moved.": {"flip": True},
        "At the end zeros come in, where the beginning of x should come round.": {"ends": True},
        "The window is centred; here it begins at i.": {"start": 1},
    }), when(lambda got, x, w: got.shape == (len(x) - len(w) + 1,), "The window stops at the end"
               " of x; it goes round, and there are n results."),
        same_as(lambda x, w: circulated(F.pad(x, (len(w) // 2, len(w))), w)[:len(x)],
                "The window is centred, and zeros come in at the ends; it begins at i and goes"
                " round.")])
    return "All shifts come round."


@exercise("convolution/2", expects="function")
def kernel_found(answer):
    """The weights of a linear map that commutes with shifts."""
    for size, seed in ((5, 0), (8, 1), (1, 2)):
        w, = random_tensors((size,), seed=seed)
        got = found_kernel(answer, w)
        require(got.shape == (size,), f"For n = {size} there are {size} weights; these have the"
                f" shape {tuple(got.shape)}.")
        compare_value(got, w.double(), circular_mistakes(w))
    return "For three maps."


@exercise("convolution/3")
def products(answer):
    """Convolution and cross-correlation of two rows."""
    same_products(answer)


@exercise("convolution/4", expects="function")
def matrix_of_kernel(answer):
    """The matrix of a cross-correlation."""
    (K, L, M) = (torch.arange(4.0).reshape(2, 2), *random_tensors((2, 3), (1, 2)))
    cases = [(K, 3, 3), (L, 4, 5), (M, 2, 4), (torch.arange(1.0, 10).reshape(3, 3), 3, 3)]

    def conv_matrix(K, h, w):
        return matrix(K, h, w)

    compare(lenient(answer), conv_matrix, cases, mistakes=[*_known(matrix, {
        "The kernel is flipped.": {"flip": True},
        "Rows and columns are swapped: one row for each result.": {"transpose": True},
        "Pixels and results are counted column after column; row after row is asked.":
            {"column_major": True},
        "The window goes round the border; it should stop there.": {"around": True},
        "The kernel's entries are cut to whole numbers: of what kind are the zeros at the start?":
            {"whole": True},
        "A row of the picture has w pixels, not h: pixel (i, j) is column i * w + j.":
            {"width": lambda h, w: h}}),
        when(lambda got, K, h, w: got.shape[0] == h * w, "There is a row for each pixel; one for"
             " each place at which the whole window fits is asked."),
        when(lambda got, K, h, w: got.shape == matrix(K, h, w).shape and torch.equal(
            got[0], matrix(K, h, w)[0]), "Row 0 is right. When the window starts anew on the left,"
             " how far does it move in the long row of pixels?"),
        when(lambda got, K, h, w: got.shape == matrix(K, h, w).shape and got[0].equal(F.pad(
            K.flatten(), (0, h * w - K.numel()))), "From one row of the window to the next it is w"
             " pixels on: between the rows of the kernel there are zeros.")])
    return "The matrices have the right rows."


@exercise("convolution/5", expects="function")
@torch.no_grad()
def whole_layer(answer):
    """Several channels, padding and stride."""
    X, K = torch.arange(9.0).reshape(1, 3, 3), torch.arange(4.0).reshape(1, 1, 2, 2)
    U, V = random_tensors((3, 6, 7), (4, 3, 2, 3))
    cases = [(X, K, 0, 1), (U, V, 0, 1), (U, V, 2, 1), (U, V, 0, 2), (U, V, 1, 3)]

    def conv_layer(X, K, padding, stride):
        return layer(X, K, padding, stride)

    compare(lenient(answer), conv_layer, cases, mistakes=[*_known(layer, {
        "The kernel is flipped: the library computes the cross-correlation.": {"flip": True},
        "Padding is not looked at.": {"pad": False},
        "Stride is not looked at.": {"step": False},
        "Padding goes on all four sides.": {"one_side": True},
        "Padding p puts p on each side, not 2 p.": {"times": 2},
        "Padding is with zeros, not with the pixels of the border.": {"mode": "replicate"},
        "Padding goes above and below as well as left and right.": {"doubled": True},
        "The stride holds in both directions.": {"rows_only": True},
        "Only the first input channel is looked at.": {"channels": "first"},
        "The channels are added, not averaged.": {"channels": "mean"},
        "Neither padding nor stride is looked at.": {"pad": False, "step": False}}),
        when(lambda got, X, K, p, s: got.ndim == 4, "The input channels are still apart, or there"
             " is an axis for examples: the result has three axes, and the channels are added."),
        when(lambda got, X, K, p, s: got.ndim == 2, "The output channels are lost: one picture for"
             " each is asked.")])
    return "Channels, padding and stride, as in the library."


@exercise("convolution/6")
def eight_maps(answer):
    """Invariant, equivariant or neither."""
    same_kinds(answer)
    return "Early layers are equivariant, the end may be invariant."


@exercise("convolution/7")
def thoughts(answer):
    """When invariance hurts; kernels of one pixel."""
    same_thoughts(answer)


@exercise("convolution/8", expects="function")
def layer_cost(answer):
    """Side, parameters and multiplications."""
    cases = [(28, 3, 0, 1, 1, 1), (227, 11, 0, 4, 3, 96), (28, 5, 2, 1, 1, 8), (10, 2, 1, 3, 5, 2)]

    def conv_cost(n, k, p, s, c_in, c_out):
        return cost(n, k, p, s, c_in, c_out)

    compare(answer, conv_cost, cases, rtol=1e-9, mistakes=[*_known(cost, {
        "Padding is on both sides: 2p.": {"side": lambda n, k, p, s: (n + p - k) // s + 1},
        "The + 1 of the side is missing.": {"side": lambda n, k, p, s: (n + 2 * p - k) // s},
        "The side is rounded down, and this is not a whole number.":
            {"side": lambda n, k, p, s: (n + 2 * p - k) / s + 1},
        "The side is rounded up.": {"side": lambda n, k, p, s: -(-(n + 2 * p - k) // s) + 1},
        "Padding is left out of the side.": {"side": lambda n, k, p, s: (n - k) // s + 1},
        "The stride is left out of the side.": {"side": lambda n, k, p, s: n + 2 * p - k + 1},
        "The biases are missing.": {"bias": 0},
        "One bias for each output channel, not for each pair of channels.": {"bias": 2},
        "One bias for each output channel, not for the whole layer.": {"bias": 3},
        "One bias for each output channel, not for each input channel.": {"bias": 4},
        "The kernel has k * k weights, not k.": {"square": 1},
        "The multiplications of a single output channel: there are c_out of them.":
            {"used": lambda params, weights, c_out: weights // c_out},
        "The window stands at m * m places, not at every pixel of the padded picture.":
            {"where": lambda n, p: n + 2 * p},
        "A weight is used at every place of a square, m * m times.": {"places": 1},
        "Those are the weights; each is used at every place.": {"places": 0},
        "A bias is added, not multiplied.": {"used": lambda params, weights, c_out: params},
        "The input channels are missing in weights and multiplications.": {"channels": False}}),
        same_as(lambda *sizes: [cost(*sizes)[i] for i in (1, 0, 2)], "The order: first the side,"
                " then the parameters."),
        same_as(lambda n, k, p, s, i, o: (cost(n, k, p, s, i, o)[0], cost(n, k, p, s, i, o)[1],
                                          n * n * k * k * i * o), "The window stands at m * m"
                " places of the result, not at n * n.")])
    return "Four layers."


def _in_pairs(result, *_):
    return tuple(map(as_tensor, result)) if isinstance(result, (tuple, list)) else result


@exercise("convolution/9", expects="function")
@torch.no_grad()
def backward_of_corr2d(answer):
    """The gradients of corr2d by hand."""
    cases = [random_tensors((4, 6), (2, 3), (3, 4)), random_tensors((5, 5), (3, 3), (3, 3), seed=1),
             random_tensors((3, 4), (1, 1), (3, 4), seed=2)]

    def corr2d_gradients(X, K, D):
        return _in_pairs(gradients(X, K, D))

    compare(Rewritten(answer, _in_pairs), corr2d_gradients, cases, mistakes=[*[
        same_as(lambda *args, how=how: _in_pairs(gradients(*args, **how)), hint)
        for hint, how in {
            "By the picture: the kernel must be flipped.": {"flip": False},
            "By the picture: D needs k - 1 rows and columns of zeros around.": {"pad": False},
            "The derivative by the kernel comes first; by the picture is asked first.":
                {"swap": True},
            "By the kernel: D is not flipped.": {"turned": True},
            "D is not used: the derivatives of the sum of all results.": {"ones": True},
            "Both flips are wrong: the kernel is flipped for the picture, D is not for the kernel.":
                {"turned": True, "flip": False}}.items()],
        when(lambda got, X, K, D: torch.allclose(got[1], gradients(X, K, D)[1].double(),
                                                 atol=1e-4), "The derivative by K is right, that by"
             " X is not."),
        when(lambda got, X, K, D: torch.allclose(got[0], gradients(X, K, D)[0].double(),
                                                 atol=1e-4), "The derivative by X is right, that by"
             " K is not.")])
    return "As backward finds them."


@exercise("convolution/10", expects="function", given=given_pool)
@torch.no_grad()
def pool_mended(answer):
    """Max pooling with padding."""
    X, Y = random_tensors((6, 6), (5, 7))
    cases = [(-torch.ones(4, 4), 2, 1, 2), (X - 3, 3, 1, 2), (Y, 2, 0, 1), (Y - 2, 4, 2, 3),
             (1e6 * (X - 5), 3, 1, 2)]

    def max_pool(X, k, p, s):
        return pooled(X, k, p, s)

    compare(lenient(answer), max_pool, cases, mistakes=[*_known(pooled, {
        "The zeros around still win against negative pixels.": {"fill": 0.0},
        "With +infinity the border always wins.": {"fill": torch.inf},
        "That is the mean.": {"reduce": "mean", "fill": 0.0},
        "Minus one is not small enough: there are smaller pixels.": {"fill": -1.0},
        "Padding goes on all four sides.": {"one_side": True}}),
        when(lambda got, X, k, p, s: X.max() < -10 and got.shape == pooled(X, k, p, s).shape
             and (got - pooled(X, k, p, s)).min() > -1, "Pixels can be smaller than the number"
             " around them, and then it wins: what number never does?"),
        same_as(lambda X, k, p, s: pooled(X, k, 0, s), "Without padding the result is too small:"
                " the windows at the border should be there."),
        same_as(lambda X, k, p, s: pooled(X.abs(), k, p, s), "The signs are lost."),
        same_as(lambda X, k, p, s: pooled(X, k, p, s, fill=0.0).minimum(torch.zeros(())), "Cut off"
                " at zero, positive pixels are lost, and zeros still win.")])
    return "Nothing wins against a pixel but a pixel."
