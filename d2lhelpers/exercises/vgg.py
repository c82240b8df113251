"""Exercises of the chapter vgg."""

import math

import torch

from ._compare import (
    compare,
    compare_parts,
    lenient,
    random_tensors,
    require,
    same_as,
    when,
)
from ._registry import exercise
from ._vgg import (
    built,
    counted,
    parts_of,
    plateau,
    pools_adaptively,
    same_convs,
    same_network,
    same_window,
)
from ._vgg_given import notes_vgg as given_vgg
from ._vgg_given import notes_vgg_block as given_block
from ._vgg_given import trunk as given_trunk

SMALL = ((1, 2), (1, 3), (2, 4), (2, 5), (2, 6))


def _known(right, table):
    """Return the mistakes that a table of hints and changed settings describes."""
    return [same_as(lambda *args, how=how: right(*args, **how), hint)
            for hint, how in table.items()]


@exercise("vgg/1")
def fields(answer):
    """Receptive fields by hand."""
    compare_parts(answer, {"15 layers": 31, "layers for 224": 112, "six 5x5": 25,
                           "with pooling": 12}, mistakes={
        "15 layers": {"The fields overlap: a layer adds 2 pixels, not 3.": 45,
                      "The unit itself counts: it starts from one pixel.": 30,
                      "One layer too few or too many.": lambda r: r in (29, 33),
                      "Windows do not multiply: a layer *adds* to the field.": 3 ** 15},
        "layers for 224": {"One layer fewer sees 223.": 111, "A number of layers is whole.": 111.5,
                           "A layer adds 2 pixels, one on each side.": lambda t: t in (223, 224),
                           "A layer adds 2 pixels, not 3.": lambda t: t in (74, 75),
                           "One layer fewer is enough: 112 layers see 225.": 113},
        "six 5x5": {"A layer of 5 x 5 adds 4 pixels.": lambda r: r in (13, 30, 31),
                    "The unit itself counts.": 24},
        "with pooling": {"Behind the pooling the jump is 2, so each of the two windows adds 4"
                         " pixels.": 8,
                         "Without the pooling's own window it would be 11; it sees two"
                         " neighbours.": 11,
                         "The pooling has the jump of the layer before it, 1, so it adds one"
                         " pixel.": 13}})
    return "31, 112, 25 and 12."


@exercise("vgg/2")
def prices(answer):
    """Stacks against large windows."""
    compare_parts(answer, {"share": 27 / 49, "quarter": 8, "channels": math.sqrt(0.72),
                           "first": 75_456 / 9_408}, mistakes={
        "share": {"That is for two layers against 5 x 5.": 0.72, "Turn it over: the stack as a"
                  " share of the large window.": 49 / 27, "That is what is saved.": 22 / 49,
                  "That is one of the three layers.": 9 / 49, "As a fraction, not in percent.":
                  lambda s: 55 < s < 56, "A window has k * k weights.": 9 / 7},
        "quarter": {"There it is still 0.28.": 7, "It is below a quarter before that.":
                    lambda t: t > 8, "There it is more than a quarter.": lambda t: t < 7,
                    "A number of layers is whole.": lambda t: 7 < t < 8},
        "channels": {"The channels come squared: take the root.": 0.72, "The fraction is C'/C, of"
                     " the large window's channels.": math.sqrt(1 / 0.72),
                     "That is for 7 x 7 against three layers.": math.sqrt(27 / 49)},
        "first": {"That is rounded to a whole number: give two decimals.": 8.0,
                  "Turn it over: weights of the stack for each weight of the window.": 0.12468,
                  "Only the first of the three layers has three input channels.": 27 / 49,
                  "The two later layers go from 64 to 64, and there are two of them.":
                  9 * (3 * 64 + 64 ** 2) / 9408, "That is the difference.": 75_456 - 9_408,
                  "That is the number of the stack; divide by that of the window.": 75_456,
                  "The first layer, from 3 to 64, counts too.": 18 * 64 ** 2 / 9408}})
    return "0.551, 8, 0.849 and 8.02."


@exercise("vgg/3", expects="function")
def count(answer):
    """Convolutions and parameters from a table."""
    cases = [(((1, 64), (1, 128), (2, 256), (2, 512), (2, 512)), 3, 1000),
             (((2, 64), (2, 128), (3, 256), (3, 512), (3, 512)), 1, 10),
             (((2, 64), (2, 128), (4, 256), (4, 512), (4, 512)), 3, 1000),
             (((2, 8), (1, 16), (3, 20)), 2, 7)]

    def count(arch, in_channels, num_classes):
        return counted(arch, in_channels, num_classes)

    compare(answer, count, cases, rtol=1e-12, mistakes=[*_known(counted, {
        "The biases are missing.": {"bias": 0},
        "The next convolution gets what the last one makes: the input channels stay what they were"
        " at the start.": {"update": False},
        "Within a block too the second convolution gets what the first makes.": {"once": True},
        "The first number counts the fully connected layers too.": {"all_layers": 3},
        "The side is 7 for five blocks only.": {"side": 7},
        "The fully connected layers are missing.": {"head": 0},
        "The third fully connected layer is missing.": {"head": 2},
        "Flattened, each channel has side * side numbers.": {"side": 1}}),
        when(lambda got, *_: isinstance(got, (tuple, list)) and len(got) == 2 and got[0] > 1000,
             "The number of convolutions comes first.")])
    return "The four of the family, and one of three blocks."


@exercise("vgg/4", expects="function")
def window(answer):
    """A fully connected layer as a convolution."""
    for channels, side, outputs in ((3, 2, 5), (2, 3, 4), (1, 1, 2)):
        same_window(answer, channels, side, outputs)
    return "Same outputs, and a map of outputs on a larger map."


BLOCK = {"out_chaneels": "`out_chaneels` is misspelt.",
         "name 'layer' is not defined": "The list is called `layers`."}
NETWORK = {"'append'": "`conv_blks,append(...)` is a pair; a method is called with a dot.",
           "name 'num_convs'": "Nobody sets `num_convs`: what are the pairs of `conv_arch`?",
           "'DropOut'": "The layer is called `nn.Dropout`.",
           "unpack": "The table's entries are pairs."}


@exercise("vgg/5a", expects="function", given=given_block)
def block_mended(answer):
    """The notes' block."""
    for n, c_in, c_out in ((3, 2, 8), (1, 1, 64), (2, 5, 5)):
        block = built(answer, n, c_in, c_out, hints=BLOCK)
        num_convs = len(parts_of(block, torch.nn.Conv2d))
        require(num_convs != c_out or n == c_out, f"Called with ({n}, {c_in}, {c_out}) it builds"
                f" {num_convs} convolutions: the order of the parameters is still the old one.")
        require(num_convs != c_in or n == c_in, "The number of convolutions comes first, then the"
                " input channels, then the output channels.")
        same_convs(block, ((n, c_out),), c_in)
    return "One convolution where one is asked."


@exercise("vgg/5b", expects="function", given=given_vgg)
def network_mended(answer):
    """The notes' network."""
    for arch in (SMALL, ((1, 64), (1, 128), (2, 256), (2, 512), (2, 512))):
        same_network(built(answer, arch, hints=NETWORK, device="meta"), arch)
    return "VGG-11, and a smaller one."


@exercise("vgg/6", expects="function", given=given_trunk)
def trunk_mended(answer):
    """Input channels that are not updated."""
    for arch, c in ((((1, 4), (1, 6)), 1), (((2, 4), (3, 6)), 1), (((1, 3), (2, 5)), 2)):
        same_convs(built(answer, arch, c), arch, c)
    return "Every convolution gets what the one before it makes."


@exercise("vgg/7")
def sums(answer):
    """Halvings, and twelve hidden units."""
    compare_parts(answer, {"224": 7, "160": 5, "100": 3, "weights": 52_428_800, "fewer": 49_284},
                  mistakes={
        "224": {"That is 224/5; five halvings divide by 32.": 44.8, "One halving too few.": 14},
        "160": {"Divide by two five times, not by five.": 32, "One halving too few.": 10},
        "100": {"A pooling drops the last odd row: 25 becomes 12.": lambda n: 3 < n <= 4,
                "That is 100/5.": 20, "One halving too few.": 6},
        "weights": {"That is for 224 pixels.": 102_760_448, "The biases are to be left out.":
                    lambda w: w == 52_432_896, "The side is 5 in both directions.":
                    512 * 5 * 4096, "The channels are missing.": 25 * 4096,
                    "That is what goes in; there are 4,096 units.": 512 * 25},
        "fewer": {"The layer behind it has 10 weights fewer for each unit, too, and each unit has a"
                  " bias.": 49_152, "Each unit has a bias.": 49_272, "The weights behind it, to the"
                  " ten classes, are missing.": 49_164, "That is for 1,000 classes.": 12 * 5097,
                  "Those are the units; count their parameters.": 12,
                  "It has fewer: give a positive number.": -49_284}}, rtol=1e-6)
    return "Halved five times, and 4,107 numbers a unit."


@exercise("vgg/8", expects="function")
def any_size(answer):
    """Adaptive pooling before the flattening."""
    for side in (7, 3):
        pools_adaptively(answer, side)
    return "Same scores at the old size, and scores at others."


@exercise("vgg/9", expects="function")
def plateau_gradient(answer):
    """The gradient of the last weights where all scores are equal."""
    H, G = random_tensors((6, 3), (20, 4))
    order = torch.randperm(20, generator=torch.Generator().manual_seed(1))
    cases = [(H + 1, torch.tensor([0, 1, 0, 1, 1, 0]), 2), (G, torch.arange(20)[order] % 5, 5)]

    def plateau_gradient(H, y, K):
        return plateau(H, y, K)

    compare(lenient(answer), plateau_gradient, cases, mistakes=[*_known(plateau, {
        "The sign is reversed: a step against the gradient must raise the score of an image's own"
        " class.": {"sign": 1},
        "The mean over all images is missing: it is what the probabilities 1/K contribute.":
            {"centre": False},
        "The factor 1/K is missing.": {"by": 1},
        "The means of the classes are sums here.": {"sums": True}}),
        same_as(lambda H, y, K: plateau(H, y, K) * len(y), "The loss is a mean over the minibatch:"
                " divide by n."),
        same_as(lambda H, y, K: plateau(H, y, K) * K / len(y), "Divided by n in place of K: a class"
                " has n/K images, and of these the mean is taken already."),
        when(lambda got, H, y, K: got.shape == (H.shape[1], K), "Rows and columns are swapped: one"
             " row for each class."),
        when(lambda got, H, y, K: torch.allclose(got, got[:1].expand_as(got)), "All rows are equal:"
             " the labels must come in.")])
    return "Only what tells the classes apart is left."


@exercise("vgg/10")
def turned(answer):
    """Steps behind batch normalisation."""
    compare_parts(answer, {"norm": 5.0, "degrees": 53.1301, "gradient": 0.2, "rate": 200.0},
                  mistakes={
        "norm": {"That is the length of the step, not of the new weights.": 4.0,
                 "The step is the gradient times the rate, 4 long.": math.sqrt(13), "That is the"
                 " square.": 25.0, "The two are perpendicular: Pythagoras.": lambda n: n in (7, 1),
                 "The step is perpendicular to the weights, and makes them longer.": math.sqrt(7)},
        "degrees": {"Degrees are asked, not radians.": math.atan2(4, 3), "The tangent is the step"
                    " over the weights.": math.degrees(math.atan2(3, 4)),
                    "The step is the gradient times the rate.": math.degrees(math.atan2(2, 3)),
                    "Give one decimal at least.": 53.0},
        "gradient": {"The gradient gets smaller as the weights grow.": 20.0,
                     "The gradient is divided by 10, too, once.": lambda g: g in (2.0, 0.02)},
        "rate": {"The rate grows by this factor; it was 2.": 100.0,
                 "Ten times the step, with a tenth of the gradient.": 20.0,
                 "The gradient there is a tenth.": 2.0, "The rate must grow.": lambda r: r < 1}})
    return "The angle depends on the rate over the square of the norm."
