"""Wrong answers to the exercises of nin, and the hint that each must get."""

import math
from fractions import Fraction

import numpy as np
import torch
from torch import nn

# Exercise 1 --------------------------------------------------------------------------------------


def conv_of(linear, change=None, **how):
    """Return the convolution of a layer, with something changed."""
    how = {"bias": linear.bias is not None} | how
    conv = nn.Conv2d(linear.in_features, linear.out_features, 1, **how).to(linear.weight.dtype)
    with torch.no_grad():
        conv.weight.copy_(linear.weight[:, :, None, None])
        if linear.bias is not None and conv.bias is not None:
            conv.bias.copy_(linear.bias)
        if change:
            change(conv)
    return conv


def single(linear):
    conv = nn.Conv2d(3, 2, 1, bias=linear.bias is not None)
    conv.weight.data = linear.weight.data[:, :, None, None].float()
    if linear.bias is not None:
        conv.bias.data = linear.bias.data.float()
    return conv


def rounded(linear):
    return single(linear).to(linear.weight.dtype)


def exchanged(linear):
    return nn.Conv2d(linear.out_features, linear.in_features, 1).to(linear.weight.dtype)


def window(linear):
    return nn.Conv2d(3, 2, 3, padding=1).to(linear.weight.dtype)


def only_weights(linear):
    return conv_of(linear, lambda conv: conv.bias is None or conv.bias.zero_())


def assigned(linear):
    conv = nn.Conv2d(3, 2, 1)
    conv.weight = nn.Parameter(linear.weight.detach().reshape(2, 3, 1, 1))
    conv.bias = linear.bias
    return conv


# Exercise 3 --------------------------------------------------------------------------------------


def heights(arch, size, pool=3, padded=True, down=True, block=True, start=False):
    found = [size] if start else []
    for _, kernel_size, stride, padding in arch:
        size = (size + 2 * padding * padded - kernel_size) // stride + 1
        found += [size] if block else []
        size = (size - pool) // 2 + 1 if down else math.ceil((size - pool) / 2) + 1
        found.append(size)
    return [*found, size, 1]


def by_network(arch, size):
    Z, found = torch.zeros(1, 1, size, size), []
    for _, kernel_size, stride, padding in arch:
        for layer in (nn.Conv2d(1, 1, kernel_size, stride, padding), nn.MaxPool2d(3, 2)):
            Z = layer(Z)
            found.append(Z.shape[-1])
    return torch.tensor([*found, found[-1], 1])


def fractions_of_pixels(arch, size):
    found = []
    for _, kernel_size, stride, padding in arch:
        size = (size + 2 * padding - kernel_size) / stride + 1
        found.append(size)
        size = (size - 3) / 2 + 1
        found.append(size)
    return [*found, size, 1]


# Exercise 4 --------------------------------------------------------------------------------------


def two_numbers(f, P):
    e = torch.zeros(P)
    e[0] = 1
    return f(e)[:2].tolist()


def by_matrix(f, P):
    A = np.array([f(e).tolist() for e in torch.eye(P)])
    return A[0, 0] - A[0, 1], A[0, 1]


def always(numbers):
    return lambda f, P: numbers


# Exercise 5 --------------------------------------------------------------------------------------


def chain(first, *rest, bends=(1, 1, 1)):
    layers = []
    for conv, bend in zip((first, *rest), bends, strict=True):
        layers += [conv, nn.ReLU()] if bend else [conv]
    return nn.Sequential(*layers)


def block(stride=None, padding=None, k=None, others=(1, 1), bends=(1, 1, 1), bias=True):
    """Return a function that builds the block, with something changed."""
    def build(in_channels, out_channels, strides, pad, kernel_size):
        names = {"strides": strides, "padding": pad, "kernel_size": kernel_size, "one": 1,
                 "zero": 0}
        first = nn.Conv2d(in_channels, out_channels, names[k or "kernel_size"],
                          names[stride or "strides"], names[padding or "padding"])
        return chain(first, *(nn.Conv2d(out_channels, out_channels, w, bias=bias) for w in others),
                     bends=bends)

    return build


def nested(in_channels, out_channels, strides, padding, kernel_size):
    return nn.Sequential(nn.Conv2d(
        in_channels, out_channels, kernel_size, nn.Conv2d(out_channels, out_channels, 1),
        padding), nn.ReLU())


def as_class(in_channels, out_channels, strides, padding, kernel_size):
    return nn.Sequential(
        nn.Sequential(nn.Conv2d(in_channels, out_channels, kernel_size, padding=padding,
                                stride=strides), nn.ReLU(inplace=True)),
        nn.Sequential(nn.Conv2d(out_channels, out_channels, (1, 1)), nn.ReLU(),
                      nn.Conv2d(out_channels, out_channels, 1), nn.ReLU()))


def lazy(in_channels, out_channels, strides, padding, kernel_size):
    return chain(nn.LazyConv2d(out_channels, kernel_size, strides, padding),
                 nn.LazyConv2d(out_channels, 1), nn.LazyConv2d(out_channels, 1))


def normalised(in_channels, out_channels, strides, padding, kernel_size):
    layers = block()(in_channels, out_channels, strides, padding, kernel_size)
    return nn.Sequential(layers[0], nn.BatchNorm2d(out_channels), *layers[1:])


# Exercise 8 --------------------------------------------------------------------------------------


def lost(scores):
    return [k for k in range(scores.shape[1]) if all(row[k] == 0 for row in scores)]


# Exercise 9 --------------------------------------------------------------------------------------


def maps(features, linear, bias=1.0, scale=1.0, last=False, relu=False):
    found = torch.einsum("kc,nchw->nkhw", linear.weight, features)
    if linear.bias is not None:
        found = found + bias * linear.bias[:, None, None]
    found = found.relu() if relu else found / scale
    return found.movedim(1, -1) if last else found


def share_of_bias(features, linear):
    return maps(features, linear, bias=1 / (features.shape[2] * features.shape[3]))


def sums(features, linear):
    return maps(features, linear, scale=features.shape[2] * features.shape[3])


def reshaped(features, linear):
    found = linear(features.movedim(1, -1))
    return found.reshape(found.shape[0], -1, *features.shape[2:])


def flat(features, linear):
    scores = linear(features.mean(dim=(2, 3)))
    return scores[:, :, None, None].expand(-1, -1, *features.shape[2:])


def whose(**changed):
    right = {"block inputs": 384, "mean inputs": 1000, "block parameters": 5_459_000,
             "mean parameters": 0, "network": 7_439_608}
    return right | {key.replace("_", " "): value for key, value in changed.items()}


WRONG = {
    "nin/1": [
        (lambda linear: linear, "An nn.Conv2d is asked"),
        (exchanged, "exchanged"),
        (window, "must be 1×1"),
        (single, "The type of the numbers"),
        (rounded, "as exact as 32 bits"),
        (only_weights, "The weights are right, the biases are not"),
        (lambda linear: conv_of(linear, bias=False), "the convolution has none"),
        (lambda linear: conv_of(linear, lambda conv: conv.weight.mul_(2)), "are not those of the"
         " layer."),
        (lambda linear: conv_of(linear, bias=True), "The layer has no bias"),
    ],
    "nin/2": [
        ((6, 8), "one must be positive and one negative"),
        ((3, -4), "have the *sum* 3"),
        ((8, -10), "is not 3"),
        ((6, -4), "The mean is positive"),
    ],
    "nin/3": [
        (lambda arch, size: heights(arch, size, padded=False), "The padding is missing"),
        (lambda arch, size: heights(arch, size, padded=0.5), "The padding counts on both"),
        (lambda arch, size: heights(arch, size, down=False), "it rounds down"),
        (lambda arch, size: heights(arch, size, block=False), "after the blocks are missing"),
        (lambda arch, size: heights(arch, size)[:-1], "The mean is missing"),
        (lambda arch, size: heights(arch, size)[:-2], "and the mean are missing"),
        (lambda arch, size: [*heights(arch, size)[:-2], 1], "The last block is missing"),
        (lambda arch, size: heights(arch, size, start=True), "begins after the first block"),
        (fractions_of_pixels, "Sizes are whole numbers"),
    ],
    "nin/4": [
        (two_numbers, "is a + b, not a"),
        (lambda f, P: by_matrix(f, P)[::-1], "in the other order"),
        (lambda f, P: (by_matrix(f, P)[0], P * by_matrix(f, P)[1]), "before the *sum*"),
        (always((2, 0)), "what becomes of a single 1"),
    ],
    "nin/5a": [
        ({"second conv": "kernel_size", "ReLU": "padding", "parameters": 11_712},
         "The window is the third argument"),
        ({"second conv": "padding", "ReLU": "dilation", "parameters": 11_712},
         "The arguments come in the order"),
        ({"second conv": "stride", "ReLU": "stride", "parameters": 11_712}, "the argument before"),
        ({"second conv": "stride", "ReLU": "padding", "parameters": 30_336}, "not registered"),
        ({"second conv": "stride", "ReLU": "padding", "parameters": 11_616}, "biases are missing"),
    ],
    "nin/5b": [
        (nested, "what is nested in another's arguments"),
        (block(stride="one"), "The stride is still dropped"),
        (block(padding="zero"), "The padding is still dropped"),
        (lambda a, b, s, p, k: block()(a, b, p, s, k), "Stride and padding are exchanged"),
        (block(k="strides"), "order of the call"),
        (block(others=(5, 1)), "windows of 1×1"),
        (block(bends=(0, 1, 1)), "no ReLU after the first convolution"),
        (block(bends=(1, 1, 0)), "no ReLU after the third convolution"),
        (block(bends=(0, 1, 0)), "the first and the third"),
        (block(bias=False), "have biases"),
        (normalised, "without batch normalisation"),
        (lambda a, b, s, p, k: nn.Sequential(nn.Conv2d(a, b, k, s, p), nn.Conv2d(b, b, 1)),
         "these are 2."),
    ],
    "nin/5c": [
        ({"height": 54, "times": 15.7}, "with stride 4"),
        ({"height": 213, "times": 15.7}, "and the first one"),
        ({"height": 214, "times": 3.96}, "two directions"),
        ({"height": 214, "times": 16}, "compare the two maps"),
        ({"height": 214, "times": 0.0637}, "the other way round"),
    ],
    "nin/6": [
        ({"heights": [26, 12, 5], "ten scores": "yes", "smallest": 39}, "for windows of 3"),
        ({"heights": [54, 27, 13, 6], "ten scores": "yes", "smallest": 39}, "Three heights"),
        ({"heights": [27, 14, 7], "ten scores": "yes", "smallest": 39}, "rounds down"),
        ({"heights": [27, 13, 6], "ten scores": "no", "smallest": 39}, "the mean takes"),
        ({"heights": [27, 13, 6], "ten scores": "maybe", "smallest": 39}, '"yes" or "no"'),
        ({"heights": [27, 13, 6], "ten scores": "yes", "smallest": 67}, "That is with windows"),
        ({"heights": [27, 13, 6], "ten scores": "yes", "smallest": 8}, "must make 8 pixels"),
        ({"heights": [27, 13, 6], "ten scores": "yes", "smallest": 41}, "there is a smaller size"),
    ],
    "nin/7": [
        (whose(block_inputs=1000), "what the third block made"),
        (whose(mean_inputs=384), "the mean comes behind"),
        (whose(block_parameters=3_457_000), "The two 1×1 convolutions are missing"),
        (whose(mean_parameters=1000), "nothing to learn"),
        (whose(network=1_992_166), "with ten classes"),
        (whose(network=7_416_376), "for one channel"),
    ],
    "nin/8a": [
        (lambda s: (s == 0).any(dim=0).nonzero().flatten().tolist(), "zero for *some* image"),
        (lambda s: (s == 0).all(dim=1).nonzero().flatten().tolist(), "the other axis"),
        (lambda s: (s != 0).any(dim=0).nonzero().flatten().tolist(), "the living"),
        (lambda s: (s.sum(dim=0) == 0).nonzero().flatten().tolist(), "A sum can be zero"),
        (lambda s: (s == 0).all(dim=0), "the numbers of the dead"),
        (lambda s: (s == 0).all(dim=0).nonzero(), "a list of its own"),
        (lambda s: [k + 1 for k in lost(s)], "counted from 0"),
    ],
    "nin/8b": [
        ({"dead": 45, "dead with ReLU": 45, "always negative": 45}, "negative is not dead"),
        ({"dead": 0, "dead with ReLU": 55, "always negative": 45}, "Those are the living"),
        ({"dead": 0, "dead with ReLU": 4, "always negative": 45}, "That is one network"),
        ({"dead": 0, "dead with ReLU": 45, "always negative": 0}, "may be negative"),
    ],
    "nin/8c": [
        ({"loss": math.log(10), "accuracy": 0.6}, "all are averaged"),
        ({"loss": 0.6 * math.log(10), "accuracy": 0.6}, "the share of the living"),
        ({"loss": 0.4 * math.log(4), "accuracy": 0.6}, "The living classes stand"),
        ({"loss": 0.4 * math.log2(10), "accuracy": 0.6}, "the natural one"),
        ({"loss": 0.921, "accuracy": 60}, "not percent"),
        ({"loss": 0.921, "accuracy": 0.4}, "what is lost"),
        ({"loss": 0.921, "accuracy": 0.7}, "it is not dead"),
    ],
    "nin/9": [
        (lambda f, linear: maps(f, linear, bias=0), "The bias is missing"),
        (share_of_bias, "at each pixel in full"),
        (sums, "not the sums"),
        (lambda f, linear: maps(f, linear, last=True), "the last axis"),
        (lambda f, linear: maps(f, linear, relu=True), "A ReLU has crept in"),
        (lambda f, linear: linear(f.mean(dim=(2, 3))), "Those are the scores"),
        (flat, "the maps are not"),
        (reshaped, "`reshape` reads"),
    ],
}

RIGHT = {
    "nin/1": [assigned],
    "nin/2": [[6.0, -6.0], torch.tensor([-100.0, 6]), np.array([6, -7]),
              (Fraction(6), Fraction(-13, 2))],
    "nin/3": [by_network, lambda arch, size: tuple(heights(arch, size))],
    "nin/4": [by_matrix, lambda f, P: torch.tensor(by_matrix(f, P))],
    "nin/5a": [{"second conv": "Stride", "ReLU": "padding=", "parameters": 11_712.0}],
    "nin/5b": [as_class, lazy],
    "nin/5c": [{"height": torch.tensor(214), "times": 15.7},
               {"height": 214, "times": Fraction(214, 54) ** 2}],
    "nin/6": [{"heights": (27, 13, 6), "ten scores": True, "smallest": 39},
              {"heights": torch.tensor([27, 13, 6]), "ten scores": "Yes.", "smallest": 39}],
    "nin/7": [whose(network=torch.tensor(7_439_608))],
    "nin/8a": [lost, lambda s: (s == 0).all(dim=0).nonzero().flatten(), lambda s: set(lost(s)),
               lambda s: tuple(lost(s)), lambda s: np.array(lost(s))],
    "nin/8b": [{"dead": torch.tensor(0), "dead with ReLU": 45, "always negative": 45}],
    "nin/8c": [{"loss": 0.921, "accuracy": Fraction(3, 5)}],
    "nin/9": [maps],
}
