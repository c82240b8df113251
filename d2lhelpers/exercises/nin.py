"""Exercises of the chapter nin."""

import math

import torch
from torch import nn

from ._compare import as_tensor, compare, compare_parts, lenient, require, same_as, when
from ._nin import (
    KERNEL_TWO,
    a_conv,
    as_classes,
    as_list,
    judge_maps,
    notes_block,
    on_pixels,
    same_block,
    yes_or_no,
)
from ._registry import exercise

NIN = ((96, 11, 4, 0), (256, 5, 1, 2), (384, 3, 1, 1))


@exercise("nin/1", expects="function")
def as_conv(answer):
    """A linear layer as a convolution."""
    for bias, dtype in ((True, torch.float64), (False, torch.float64), (True, torch.float32)):
        torch.manual_seed(0)
        linear = nn.Linear(3, 2, bias=bias, dtype=dtype)
        before = {name: p.clone() for name, p in linear.state_dict().items()}
        conv = a_conv(answer.on(linear), bias, dtype)
        on_pixels(conv, linear)
        require(all(torch.equal(p, before[name]) for name, p in linear.state_dict().items()),
                "The linear layer has been changed.")
    return "Equal at every pixel, with and without bias, in 64 and 32 bits."


@exercise("nin/2")
def mean_and_relu(answer):
    """Two pixels for which the ReLU and the mean do not commute."""
    x = as_tensor(answer, (2,)).tolist()
    mean = sum(x) / 2
    of_relus = sum(max(value, 0) for value in x) / 2
    require(of_relus == of_relus and abs(mean) < math.inf, "Two finite numbers are asked.")
    require(abs(max(mean, 0) - of_relus) > 1e-9, "For these two numbers both orders give the same:"
            " one must be positive and one negative.")
    require(of_relus != 1.5, "The ReLUs have the *sum* 3; their mean is asked to be 3.")
    require(abs(of_relus - 3) < 1e-6, "The mean of the ReLUs is not 3: only the positive number"
            " counts for it, and it is divided by two.")
    require(mean <= 1e-9, "The mean is positive, so its ReLU is not 0: make the negative number"
            " larger in size.")
    return "The ReLU of the mean forgets what the mean of the ReLUs keeps."


@exercise("nin/3", expects="function")
def map_sizes(answer):
    """Heights on the way through the network."""
    def heights(arch, size, pool=3, sides=2, block=True):
        found = []
        for _, kernel_size, stride, padding in arch:
            size = (size + sides * padding - kernel_size) // stride + 1
            found += [size] * block
            size = (size - pool) // 2 + 1
            found.append(size)
        return [*found, size, 1]

    def oracle(arch, size):
        return heights(arch, size)

    cases = [(NIN, 224), (((16, 3, 1, 1), (32, 3, 1, 1), (64, 3, 1, 1)), 28),
             (((8, 5, 2, 0),), 29), (NIN, 227), (((4, 2, 1, 0), (4, 3, 2, 2)), 40)]
    compare(as_list(answer), oracle, cases, mistakes=[
        same_as(lambda arch, size: heights(arch, size, pool=2), "The pooling has windows of 3, not"
                " of 2, and it rounds down: one of the two is missing."),
        same_as(lambda arch, size: heights(arch, size, sides=0), "The padding is missing; it"
                " counts on both sides."),
        same_as(lambda arch, size: heights(arch, size, sides=1), "The padding counts on both"
                " sides."),
        same_as(lambda arch, size: heights(arch, size, block=False), "The sizes after the blocks"
                " are missing; these are those after the poolings."),
        same_as(lambda arch, size: heights(arch, size)[:-2], "The last block and the mean are"
                " missing at the end."),
        same_as(lambda arch, size: heights(arch, size)[:-1], "The mean is missing: it leaves a"
                " height of 1."),
        same_as(lambda arch, size: [*heights(arch, size)[:-2], 1], "The last block is missing; it"
                " keeps the size."),
        same_as(lambda arch, size: [size, *heights(arch, size)], "The list begins after the first"
                " block, not with the image."),
        when(lambda got, arch, size: any(v != int(v) for v in got), "Sizes are whole numbers:"
             " divide with `//`."),
    ])


@exercise("nin/4", expects="function")
def two_numbers(answer):
    """The two numbers of a map that treats all pixels alike."""
    def make(a, b):
        def f(x):
            x = torch.as_tensor(x, dtype=torch.get_default_dtype())
            return a * x + b * x.sum(dim=-1, keepdim=True)
        return f

    def near(got, want):
        return (got - torch.tensor(want, dtype=got.dtype)).abs().max() < 1e-5

    for a, b, pixels in ((2.0, 0.0, 4), (0.0, 0.25, 4), (-1.5, 0.5, 7), (3.0, -2.0, 2)):
        got = as_tensor(answer.on(make(a, b), pixels), (2,))
        for hint, wrong in {
            "The entry at the pixel's own place is a + b, not a.": (a + b, b),
            "The two are in the other order: a, the number of the 1×1 convolution, comes first.":
                (b, a),
            "b stands before the *sum*, not before the mean.": (a, b * pixels),
        }.items():
            clear = max(abs(w - v) for w, v in zip(wrong, (a, b), strict=True)) > 1e-6
            require(not (clear and near(got, wrong)), hint)
        require(near(got, (a, b)), "For one of the tried maps these are not its two numbers: ask f"
                " what becomes of a single 1.")
    return "Four maps, and both numbers of each."


@exercise("nin/5a")
def nested(answer):
    """What PyTorch takes a nested convolution for."""
    if isinstance(answer, dict):
        answer = {key: value.strip().strip("=").lower() if isinstance(value, str) else value
                  for key, value in answer.items()}
    order = ("The arguments come in the order in_channels, out_channels, kernel_size, stride,"
             " padding.")
    compare_parts(answer, {"second conv": "stride", "ReLU": "padding", "parameters": 11_712}, {
        "second conv": {"The window is the third argument, 11; the convolution is the fourth.":
                        "kernel_size", order: lambda v: isinstance(v, str)},
        "ReLU": {"That is the argument before it.": "stride", order: lambda v: isinstance(v, str)},
        "parameters": {"What is kept in a tuple is not registered: the inner convolutions do not"
                       " count.": lambda n: n in (21_024, 30_336),
                       "The biases are missing.": 11_616,
                       "One channel comes in, and each of 96 kernels has a bias.":
                           lambda n: n in (121, 11_617)}})


@exercise("nin/5b", expects="function", given=notes_block)
def block_mended(answer):
    """The block of the notes."""
    same_block(answer)
    return "Three convolutions, a ReLU after each, stride and padding in the first."


@exercise("nin/5c")
def strides_dropped(answer):
    """What is lost with the stride."""
    compare_parts(answer, {"height": 214, "times": (214 / 54) ** 2}, {
        "height": {"That is with stride 4.": 54, "224 - 11 places, and the first one.": 213,
                   "There is no padding.": 224},
        "times": {"That is the ratio of the heights; a map has two directions.": 214 / 54,
                  "That is the other way round.": (54 / 214) ** 2,
                  "Not 4 · 4: compare the two maps.": 16}}, rtol=5e-3)


@exercise("nin/6")
def kernel_two(answer):
    """Pooling over 2 by 2."""
    if isinstance(answer, dict) and "heights" in answer:
        answer = dict(answer)
        if isinstance(answer["heights"], (list, tuple)) and len(answer["heights"]) == 4:
            require(answer["heights"][0] != 54, "Three heights are asked, those after the"
                    " poolings; 54 is the one before the first.")
        answer["ten scores"] = yes_or_no(answer.get("ten scores"))
        require(not isinstance(answer["ten scores"], str), 'Answer "ten scores" with "yes" or'
                ' "no".')
    compare_parts(answer, {"heights": [27, 13, 6], "ten scores": True, "smallest": 39}, KERNEL_TWO)


@exercise("nin/7")
def whose_channels(answer):
    """Input channels of the block and of the mean."""
    inner = 1000 * 1000 + 1000
    compare_parts(answer, {"block inputs": 384, "mean inputs": 1000, "block parameters": 5_459_000,
                           "mean parameters": 0, "network": 7_439_608}, {
        "block inputs": {"That is what the block makes; what comes in is what the third block made."
                         : 1000, "That is with ten classes, and at the end of the block.": 10},
        "mean inputs": {"Those are the block's; the mean comes behind it.": 384,
                        "There are 1,000 classes here.": 10},
        "block parameters": {"The two 1×1 convolutions are missing.": 3_457_000,
                             "One of the two 1×1 convolutions is missing.": 3_457_000 + inner,
                             "The biases are missing.": 5_456_000,
                             "That is with ten classes.": 34_790},
        "mean parameters": {"A mean has nothing to learn.": lambda n: n > 0},
        "network": {"That is for one channel.": 7_439_608 - 23_232,
                    "That is with ten classes.": lambda n: n in (1_992_166, 2_015_398)}})


@exercise("nin/8a", expects="function")
def lost_classes(answer):
    """The classes whose score is zero for every image."""
    some = torch.tensor([[0.0, 0, 1, 0, 0], [2, 0, 0, 0, 0.5], [0, 0, 3, 0, 0]])
    cancel = torch.tensor([[1.0, 0, -2], [-1, 0, 2]])
    cases = [(some,), (torch.zeros(2, 3),), (torch.ones(3, 4),), (cancel,)]

    def oracle(scores):
        return (scores == 0).all(dim=0).nonzero().flatten().tolist()

    compare(as_classes(answer), oracle, cases, mistakes=[
        same_as(lambda s: (s == 0).any(dim=0).nonzero().flatten().tolist(), "That lists the classes"
                " that are zero for *some* image; dead is who is zero for all."),
        same_as(lambda s: (s == 0).all(dim=1).nonzero().flatten().tolist(), "That is the other"
                " axis: images for which all classes are zero."),
        same_as(lambda s: (s != 0).any(dim=0).nonzero().flatten().tolist(), "Those are the"
                " living."),
        same_as(lambda s: (s.sum(dim=0) == 0).nonzero().flatten().tolist(), "A sum can be zero"
                " though its terms are not."),
        same_as(lambda s: [k + 1 for k in oracle(s)], "Classes are counted from 0."),
        when(lambda got, s: any(isinstance(v, list) for v in got), "Each class stands in a list of"
             " its own: `flatten` them."),
        same_as(lambda s: (s <= 0).all(dim=0).nonzero().flatten().tolist(), "Exactly zero is asked;"
                " a negative score is not dead."),
        when(lambda got, s: all(isinstance(v, bool) for v in got) and len(got) == s.shape[1],
             "That tells of each class whether it is dead; the numbers of the dead are asked."),
    ])


@exercise("nin/8b")
def without_relu(answer):
    """The same networks without the last ReLU."""
    compare_parts(answer, {"dead": 0, "dead with ReLU": 45, "always negative": 45}, {
        "dead": {"Without the ReLU no score is exactly zero; negative is not dead.":
                 lambda n: n > 0},
        "dead with ReLU": {"Those are the living.": 55, "That is one network; ten are asked.":
                           lambda n: 0 < n < 10},
        "always negative": {"Those are the positive ones.": 55, "That is one network; ten are"
                            " asked.": lambda n: 0 < n < 10,
                            "Without the ReLU scores may be negative.": 0}})


@exercise("nin/8c")
def four_dead(answer):
    """What four dead logits cost at least."""
    compare_parts(answer, {"loss": 0.4 * math.log(10), "accuracy": 0.6}, {
        "loss": {"Those images have that loss; the others can come near zero, and all are"
                 " averaged.": math.log(10), "That is the share of the living.": 0.6 * math.log(10),
                 "The logarithm is the natural one.":
                     lambda v: min(abs(v - 0.4), abs(v - 0.4 * math.log2(10))) < 1e-3,
                 "The living classes stand in the denominator too, at best with a score of 0: K is"
                 " ten.": 0.4 * math.log(4),
                 "The dead classes stand in the denominator too: K is ten.": 0.4 * math.log(6)},
        "accuracy": {"That is what is lost.": 0.4, "A part of 1 is asked, not percent.":
                     lambda v: v > 1,
                     "Of equal scores the first wins: class 0, and it is not dead.": 0.7,
                     "A tenth of the dead classes' images by luck: but `argmax` does not draw lots."
                     : 0.64}}, rtol=1.5e-3)


@exercise("nin/9", expects="function")
def maps_of(answer):
    """Class maps in front of the mean."""
    torch.manual_seed(0)
    for c, classes_, h, w, bias in ((3, 4, 5, 5, True), (2, 3, 2, 4, False), (4, 4, 3, 4, True)):
        linear = nn.Linear(c, classes_, bias=bias).double()
        features = torch.randn(2, c, h, w).double()
        judge_maps(lenient(answer)(features, linear), features, linear)
    return "Their means are the scores, bias included."
