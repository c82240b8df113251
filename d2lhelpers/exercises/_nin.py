# ruff: noqa: F821
"""What the exercises of nin are tested with: layers compared, hints of values of several parts.

The block that is to be mended is compared with a learner's code and never run.
"""

import torch as pt

from ._answers import Rewritten, Wrong, hinting
from ._compare import as_tensor, require


def notes_block(in_channels, out_channels, strides, padding, kernel_size):
    """Line 423 of the notes."""
    return nn.Sequential(nn.Conv2d(
        in_channels, out_channels, kernel_size,
        nn.Conv2d(out_channels, out_channels, 1), nn.ReLU(),
        nn.Conv2d(out_channels, out_channels, 1), nn.ReLU()))


# Exercise 1 --------------------------------------------------------------------------------------

def a_conv(conv, bias, dtype):
    """Return the convolution, or raise ``Wrong`` unless it is of 1×1 with the right attributes."""
    require(isinstance(conv, pt.nn.Conv2d), f"An nn.Conv2d is asked, this is"
            f" {type(conv).__name__}.")
    require(conv.kernel_size == (1, 1), "The windows must be 1×1.")
    require((conv.in_channels, conv.out_channels) != (2, 3), "Inputs and outputs are exchanged:"
            " `in_features` come in.")
    require(conv.weight.shape == (2, 3, 1, 1), "The convolution must take as many channels as the"
            " layer has inputs, and make as many as it has outputs.")
    require(conv.stride == (1, 1) and conv.padding == (0, 0), "Stride 1 and no padding are asked.")
    require(bias or conv.bias is None or not conv.bias.any(), "The layer has no bias, but the"
            " convolution has one that is not zero: `bias=False`.")
    require(not bias or conv.bias is not None, "The layer has a bias, the convolution has none.")
    require(conv.weight.dtype == dtype, "The type of the numbers must be that of the layer; from"
            " 64 to 32 bits digits get lost.")
    return conv


def on_pixels(conv, linear):
    """Raise ``Wrong`` unless the convolution does at each pixel what the layer does."""
    X = pt.randn(2, 3, 4, 5, dtype=linear.weight.dtype)
    with pt.no_grad():
        got, want = conv(X), linear(X.movedim(1, -1)).movedim(-1, 1)
        size = 1e-12 if X.dtype == pt.float64 else 1e-5
        if (got - want).abs().max() <= size:
            return
        weights = (conv.weight[..., 0, 0] - linear.weight).abs().max()
    require(weights <= size, "The weights are not those of the layer."
            + (" Are they only as exact as 32 bits?" if weights < 1e-6 else ""))
    raise Wrong("The weights are right, the biases are not.")


# Results in a common form ------------------------------------------------------------------------

def as_list(answer):
    """Return the answer, with its result as a list of plain numbers."""
    def plain(result, *_):
        try:
            numbers = as_tensor(result).flatten().tolist()
        except Wrong:
            return result
        return [int(v) if v == int(v) else v for v in numbers]

    return Rewritten(answer, plain)


def as_classes(answer):
    """Return the answer, with its result as a list; of truth values they stay what they are."""
    def plain(result, *_):
        if isinstance(result, pt.Tensor):
            return result.tolist()
        if isinstance(result, (set, tuple, range)) or hasattr(result, "tolist"):
            result = result.tolist() if hasattr(result, "tolist") else sorted(result)
        if isinstance(result, list):
            return [v.item() if hasattr(v, "item") and getattr(v, "ndim", 0) == 0 else v
                    for v in result]
        return result

    return Rewritten(answer, plain)


def yes_or_no(value):
    """Return the truth value that an answer in words stands for."""
    known = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}
    return known.get(value.strip(" .!").lower(), value) if isinstance(value, str) else value


# Exercise 5 --------------------------------------------------------------------------------------

HINTS = {
    "stride": "A convolution is still nested in another's arguments.",
    "invalid combination": "A convolution is still nested in another's arguments: close its bracket"
                           " before the next layer.",
    "not support": "A layer stands where a number is expected: close the bracket before it.",
}


def same_block(answer):
    """Raise ``Wrong`` unless the answer builds the block of the chapter."""
    with hinting(HINTS):
        block = answer.on(2, 3, 3, 2, 5)
    require(isinstance(block, pt.nn.Module), "Return the block, an `nn.Sequential`.")
    if any(isinstance(p, pt.nn.UninitializedParameter) for p in block.parameters()):
        with hinting(HINTS):  # lazy layers, as the course has them, get their sizes
            block(pt.zeros(1, 2, 9, 9))
    convs = [m for m in block.modules() if isinstance(m, pt.nn.Conv2d)]
    require(len(convs) == 3, f"Three convolutions are asked, these are {len(convs)}"
            + (": what is nested in another's arguments is not registered."
               if len(convs) == 1 else "."))
    first = convs[0]
    require(all(isinstance(v, int) for c in convs for v in (*c.stride, *c.padding, *c.dilation)),
            HINTS["stride"])
    require(first.weight.shape[2:] not in ((3, 3), (2, 2)),
            "The window is `kernel_size`, here 5: are the arguments in the order of the call?")
    require(first.weight.shape == (3, 2, 5, 5), "The first convolution must go from in_channels to"
            " out_channels with windows of kernel_size.")
    require(first.stride != (1, 1), "The stride is still dropped.")
    require(first.padding != (0, 0), "The padding is still dropped.")
    require(first.stride != (2, 2), "Stride and padding are exchanged.")
    require(first.stride == (3, 3) and first.padding == (2, 2), "The first convolution must have"
            " the stride and the padding that are handed in.")
    require(all(c.weight.shape == (3, 3, 1, 1) for c in convs[1:]), "The other two convolutions"
            " keep out_channels, with windows of 1×1.")
    require(all(c.stride == (1, 1) and c.padding == (0, 0) for c in convs[1:]), "Stride and padding"
            " belong to the first convolution only.")
    require(all(c.bias is not None for c in convs), "The convolutions have biases.")
    require(not any(isinstance(m, pt.nn.BatchNorm2d) for m in block.modules()), "The block is asked"
            " without batch normalisation.")
    like_chain(block, convs)


def like_chain(block, convs):
    """Raise ``Wrong`` unless the block is the convolutions with a ReLU after each."""
    X, after = pt.randn(2, 2, 9, 9, generator=pt.Generator().manual_seed(0)), None
    with pt.no_grad():
        got = block(X)
        for bends in ((1, 1, 1), (0, 1, 1), (1, 0, 1), (1, 1, 0), (0, 1, 0), (1, 0, 0), (0, 0, 1),
                      (0, 0, 0)):
            Z = X
            for conv, bend in zip(convs, bends, strict=True):
                Z = conv(Z).relu() if bend else conv(Z)
            if Z.shape == got.shape and pt.allclose(Z, got, atol=1e-6):
                after = bends
                break
    require(after is not None, "The block does something else than three convolutions with ReLUs.")
    places = [("first", "second", "third")[i] for i in range(3) if not after[i]]
    require(not places, f"There is no ReLU after the {' and the '.join(places)} convolution.")


# Exercise 6: hints for the values of each part -------------------------------------------------

KERNEL_TWO = {
    "heights": {"Those are the heights for windows of 3.": [26, 12, 5],
                "The pooling has no padding.": [28, 15, 8],
                "The first convolution comes before the first pooling, and has stride 4.":
                    lambda v: v[0] > 50,
                "PyTorch rounds down.": [27, 14, 7]},
    "ten scores": {"Nothing after the poolings depends on a size: the mean takes what it gets.":
                   False},
    "smallest": {"That is with windows of 3.": 67,
                 "The first convolution must make 8 pixels, with stride 4 and a window of 11.":
                     lambda n: n in (8, 32, 35, 40, 43), "At 38 the third pooling gets one"
                 " pixel, and its window is 2.": 38, "For that many pixels it works, but there"
                 " is a smaller size.": lambda n: n > 39,
                 "There nothing is left before the mean.": lambda n: 0 < n < 39}}


# Exercise 9 --------------------------------------------------------------------------------------

def judge_maps(got, features, linear):
    """Raise ``Wrong`` unless these are the class maps whose means are the scores."""
    with pt.no_grad():
        want = linear(features.movedim(1, -1)).movedim(-1, 1)
        bare = want if linear.bias is None else want - linear.bias[:, None, None]
    require(isinstance(got, pt.Tensor), "A tensor is asked.")
    require(got.shape != want.mean(dim=(2, 3)).shape, "Those are the scores; their maps are asked.")
    require(got.shape != features.movedim(1, -1).shape[:3] + want.shape[1:2], "The classes are the"
            " last axis; they belong in the place of the channels, (n, K, h, w).")
    require(got.shape == want.shape, f"The shape is {tuple(got.shape)}, not (n, K, h, w) ="
            f" {tuple(want.shape)}.")
    got = got.detach().double()

    def is_(wrong):
        return pt.allclose(got, wrong, atol=1e-9) and not pt.allclose(wrong, want, atol=1e-9)

    area = features.shape[2] * features.shape[3]
    require(not is_(bare), "The bias is missing, so the means are not the scores.")
    require(not is_(want / area), "The *means* are to be the scores, not the sums.")
    if linear.bias is not None:
        require(not is_(bare + (linear.bias / area)[:, None, None]), "The mean of the bias over the"
                " pixels is the bias only if it stands at each pixel in full.")
    require(not is_(want.movedim(1, -1).reshape(want.shape)), "`reshape` reads the numbers off in"
            " other groups; `movedim` takes the axis of the classes to its place.")
    require(not is_(want.relu()), "A ReLU has crept in: maps may be negative.")
    require(pt.allclose(got.mean(dim=(2, 3)), want.mean(dim=(2, 3)), atol=1e-9), "The means of"
            " these maps are not the scores.")
    require(pt.allclose(got, want, atol=1e-9), "The means are right, but the maps are not: each"
            " pixel's numbers must come from its own features.")
