"""Wrong answers to the exercises of vgg, and the hint that each must get."""

import copy
import math
from fractions import Fraction
from itertools import pairwise

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from d2lhelpers.models import conv_layer, vgg_block

# Exercise 3 --------------------------------------------------------------------------------------


def counting(bias=1, update=True, start=0, side=None, head=3, swap=False, early=False):
    def count(arch, in_channels, num_classes):
        c, convs, params = in_channels, start, 0
        for n, channels in arch:
            for i in range(n):
                convs, params = convs + 1, params + channels * (9 * c + bias)
                c = channels if update and (not early or i == n - 1) else c
        last = arch[-1][1] * (side or 224 // 2 ** len(arch)) ** 2
        sizes = [last, 4096, 4096, num_classes][:head + 1]
        params += sum((i + bias) * o for i, o in pairwise(sizes))
        return (params, convs) if swap else (convs, params)

    return count


def by_building(arch, in_channels, num_classes):
    c, sizes = in_channels, []
    for n, channels in arch:
        for _ in range(n):
            sizes.append((9 * c + 1) * channels)
            c = channels
    out = c * (224 // 2 ** len(arch)) ** 2
    sizes += [(out + 1) * 4096, 4097 * 4096, 4097 * num_classes]
    return [len(sizes) - 3, np.int64(sum(sizes))]


# Exercise 4 --------------------------------------------------------------------------------------


def window(order=None, bias=True, padding=0, stride=1, weights=True, kernel=None, copied=True):
    def as_convolution(linear, channels, side):
        outputs = linear.out_features
        conv = nn.Conv2d(channels, outputs, kernel or side, stride, padding,
                         bias=bias is not None)
        if weights:
            w = linear.weight.detach().clone() if copied else linear.weight.data.zero_()
            if order == "last":
                w = w.reshape(outputs, side, side, channels).permute(0, 3, 1, 2)
            elif order == "turned":
                w = w.reshape(outputs, channels, side, side).transpose(2, 3)
            conv.weight.data = w.reshape(outputs, channels, side, side).contiguous()
        if bias:
            conv.bias.data = linear.bias.detach().clone()
        return conv

    return as_convolution


def by_parameters(linear, channels, side):
    conv = nn.Conv2d(channels, linear.out_features, (side, side), padding="valid")
    conv.weight = nn.Parameter(linear.weight.view(-1, channels, side, side))
    conv.bias = linear.bias
    return conv


def by_state(linear, channels, side):
    conv = nn.Conv2d(channels, linear.out_features, side)
    conv.load_state_dict({"weight": linear.weight.unflatten(1, (channels, side, side)),
                          "bias": linear.bias})
    return conv


def as_function(linear, channels, side):
    w = linear.weight.reshape(-1, channels, side, side)
    return lambda X: F.conv2d(X, w, linear.bias)


# Exercise 5 --------------------------------------------------------------------------------------


def block(update=True, relu=True, pool=True, padding=1, order=None, each=False, kernel=3,
          wrapped=True, last=False):
    def notes_vgg_block(num_convs, in_channels, out_channels):
        layers = []
        for _ in range(num_convs):
            pair = [nn.Conv2d(in_channels, out_channels, kernel, padding=padding),
                    *[nn.ReLU()] * relu]
            layers += pair[::-1] if order == "relu first" else pair
            layers += [nn.MaxPool2d(2)] * each
            in_channels = out_channels if update else in_channels
        layers += [nn.MaxPool2d(2)] * (pool and not each)
        layers = layers[-1:] + layers[:-1] if order == "pool first" else layers
        return nn.Sequential(*layers) if wrapped else layers

    return notes_vgg_block


def old_order(in_channels, out_channels, num_convs):
    return block()(num_convs, in_channels, out_channels)


def third_order(num_convs, out_channels, in_channels):
    return block()(num_convs, in_channels, out_channels)


def half_spelt(num_convs, in_channels, out_channels):
    layers = []
    for _ in range(num_convs):
        layers.append(nn.Conv2d(in_channels, out_channels, kernel_size=(3, 3), padding=1))
        layer.append(nn.ReLU())  # noqa: F821
        in_channels = out_channels
    return nn.Sequential(*layers)


def misspelt(num_convs, in_channels, out_channels):
    return nn.Conv2d(in_channels, out_chaneels, kernel_size=(3, 3), padding=1)  # noqa: F821


def network(update=True, hidden=4096, dropout=0.5, classes=10, first=1, relu=True, side=7,
            drops=True, one=False):
    def notes_vgg(conv_arch):
        blocks, in_channels = [], first
        for num_convs, out_channels in conv_arch:
            blocks.append(vgg_block(1 if one else num_convs, in_channels, out_channels))
            in_channels = out_channels if update else in_channels
        drop = [nn.Dropout(dropout)] * drops
        return nn.Sequential(
            *blocks, nn.Flatten(), nn.Linear(out_channels * side * side, 4096),
            *[nn.ReLU()] * relu, *drop, nn.Linear(4096, hidden), nn.ReLU(), *drop,
            nn.Linear(hidden, classes))

    return notes_vgg


def comma(conv_arch):
    blocks = []
    for _, _ in conv_arch:
        blocks, append(1)  # noqa: F821


def no_unpacking(conv_arch):
    for (in_channels, out_channels) in conv_arch:
        vgg_block(num_convs, in_channels, out_channels)  # noqa: F821


def capital(conv_arch):
    return nn.Sequential(nn.DropOut(0.5))


def flat(conv_arch):
    layers, c = [], 1
    for n, channels in conv_arch:
        for _ in range(n):
            layers += [nn.Conv2d(c, channels, 3, padding=1), nn.ReLU()]
            c = channels
        layers.append(nn.MaxPool2d(2))
    head = [nn.Flatten(), nn.LazyLinear(4096), nn.ReLU(), nn.Dropout(), nn.Linear(4096, 4096),
            nn.ReLU(), nn.Dropout(), nn.Linear(4096, 10)]
    head[1] = nn.Linear(49 * c, 4096)
    return nn.Sequential(nn.Sequential(*layers), *head)


def lazy(conv_arch):
    net = network()(conv_arch)
    for i, layer in enumerate(net):
        if isinstance(layer, nn.Linear):
            net[i] = nn.LazyLinear(layer.out_features)
    return net


# Exercise 6 --------------------------------------------------------------------------------------


def trunk(inner=True, outer=True, start=None, pools=True):
    def fixed(arch, in_channels=1):
        blocks, in_channels = [], start or in_channels
        for num_convs, out_channels in arch:
            layers = []
            for _ in range(num_convs):
                layers += conv_layer(in_channels, out_channels, 3, padding=1)
                in_channels = out_channels if inner else in_channels
            in_channels = out_channels if outer else in_channels
            blocks.append(nn.Sequential(*layers, *[nn.MaxPool2d(2)] * pools))
        return nn.Sequential(*blocks)

    return fixed


def trunk_of_blocks(arch, in_channels=1):
    inputs = [in_channels, *[channels for _, channels in arch]]
    return nn.Sequential(*[vgg_block(n, c, channels) for c, (n, channels)
                           in zip(inputs, arch, strict=False)])


def one_each(arch, in_channels=1):
    return trunk_of_blocks([(1, channels) for _, channels in arch], in_channels)


# Exercise 8 --------------------------------------------------------------------------------------


def adaptive(pool=nn.AdaptiveAvgPool2d, after=False, fixed=None, first=False, copied=False,
             cut=False):
    def any_size(net, side):
        layers = []
        for layer in copy.deepcopy(net) if copied else net:
            extra = [pool(fixed or side)] if isinstance(layer, nn.Flatten) else []
            layers += [layer, *extra] if after else [*extra, layer]
        layers = layers[:-1] if cut else layers
        return nn.Sequential(*([pool(4 * side)] if first else []), *layers)

    return any_size


class Wrapped(nn.Module):
    def __init__(self, net, side):
        super().__init__()
        self.net, self.side = net, side

    def forward(self, X):
        for layer in self.net:
            if isinstance(layer, nn.Flatten):
                X = F.adaptive_avg_pool2d(X, self.side)
            X = layer(X)
        return X


def in_place(net, side):
    where = [isinstance(layer, nn.Flatten) for layer in net].index(True)
    net.insert(where, nn.AdaptiveAvgPool2d((side, side)))
    return net


def nested(net, side):
    where = [isinstance(layer, nn.Flatten) for layer in net].index(True)
    return nn.Sequential(net[:where], nn.AdaptiveAvgPool2d(side), net[where:])


def resized(net, side):
    class Resized(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = net

        def forward(self, X):
            return self.net(F.interpolate(X, 4 * side))

    return Resized()


# Exercise 9 --------------------------------------------------------------------------------------


def by_autograd(H, y, K):
    with torch.enable_grad():
        W = torch.zeros(K, H.shape[1], requires_grad=True)
        F.cross_entropy(H @ W.T, y).backward()
    return W.grad


def by_grad(H, y, K):
    W = torch.zeros(K, H.shape[1], requires_grad=True)
    return torch.autograd.grad(F.cross_entropy(H @ W.T, y), W)[0]


def by_errors(H, y, K):
    errors = torch.full((len(y), K), 1 / K) - F.one_hot(y, K)
    return (errors.T @ H / len(y)).tolist()


def by_loops(H, y, K):
    mean = H.mean(0)
    return np.stack([((mean - H[y == k].mean(0)) / K).numpy() for k in range(K)])


FIELDS = {"15 layers": 31, "layers for 224": 112, "six 5x5": 25, "with pooling": 12}
PRICES = {"share": 27 / 49, "quarter": 8, "channels": math.sqrt(0.72), "first": 75456 / 9408}
SUMS = {"224": 7, "160": 5, "100": 3, "weights": 52_428_800, "fewer": 49_284}
TURNED = {"norm": 5, "degrees": 53.13, "gradient": 0.2, "rate": 200}

WRONG = {
    "vgg/1": [
        (FIELDS | {"15 layers": 45}, "not 3."), (FIELDS | {"15 layers": 30}, "itself counts: it"),
        (FIELDS | {"layers for 224": 111}, "sees 223"), (FIELDS | {"with pooling": 8}, "jump is 2"),
        (FIELDS | {"layers for 224": 111.5}, "whole"), (FIELDS | {"layers for 224": 224}, "each s"),
        (FIELDS | {"six 5x5": 13}, "adds 4 pixels."), (FIELDS | {"with pooling": 11}, "own window"),
        (FIELDS | {"with pooling": 13}, "adds one"), (FIELDS | {"15 layers": 29}, "few or too"),
        (FIELDS | {"layers for 224": 75}, "2 pixels, not"), (FIELDS | {"six 5x5": 24}, "counts."),
        (FIELDS | {"layers for 224": 113}, "see 225"),
    ],
    "vgg/2": [
        (PRICES | {"share": 0.72}, "against 5 x 5"), (PRICES | {"share": 49 / 27}, "as a share"),
        (PRICES | {"share": 22 / 49}, "saved"), (PRICES | {"quarter": 7}, "still 0.28"),
        (PRICES | {"share": 55.1}, "percent"), (PRICES | {"quarter": 7.6}, "layers is whole"),
        (PRICES | {"quarter": 9}, "before that"), (PRICES | {"channels": 0.72}, "squared"),
        (PRICES | {"channels": 1.1785}, "C'/C"), (PRICES | {"first": 9408 / 75456}, "for each w"),
        (PRICES | {"first": 27 / 49}, "Only the first"), (PRICES | {"first": 75456}, "divide by"),
        (PRICES | {"channels": 0.742}, "7 x 7"), (PRICES | {"first": 8}, "two decimals"),
    ],
    "vgg/3": [
        (counting(bias=0), "biases"), (counting(update=False), "stay what they were"),
        (counting(early=True), "Within a block"), (counting(start=3), "counts the fully"),
        (counting(side=7), "five blocks only"), (counting(head=0), "layers are missing"),
        (counting(head=2), "third"), (counting(swap=True), "comes first"),
        (counting(side=1), "side * side"), (lambda a, i, c: counting()(a, i, c)[1], "Expected"),
    ],
    "vgg/4": [
        (window(order="last"), "wrong order"), (window(bias=False), "convolution's own"),
        (window(bias=None), "bias is missing"), (window(padding=1), "Without padding"),
        (window(weights=False), "not those of"), (window(kernel=1), "cover the map"),
        (window(copied=False), "is changed"), (window(stride=2), "stride 1"),
        (as_function, "an `nn.Module`"), (lambda *args: nn.Linear(1, 1), "nn.Conv2d` is asked"),
    ],
    "vgg/5a": [
        (old_order, "order of the parameters"), (third_order, "are swapped"),
        (half_spelt, "called `layers`"), (misspelt, "misspelt"), (block(update=False), "before it"),
        (block(relu=False), "one ReLU"), (block(pool=False), "is missing"),
        (block(each=True), "not one for each"), (block(padding=0), "padding 1"),
        (block(order="relu first"), "order is not"), (block(wrapped=False), "wrap it"),
    ],
    "vgg/5b": [
        (comma, "is a pair"), (no_unpacking, "Nobody sets"), (capital, "nn.Dropout`."),
        (network(update=False), "channels that the one before"), (network(dropout=0.1), "0.5"),
        (network(relu=False), "layers `ReLU`"), (network(one=True), "number of convolutions is"),
        (lambda arch: network()(arch)[:-1], "number of layers with"),
        (lambda arch: list(network()(arch)), "nn.Sequential(*layers)"),
    ],
    "vgg/6": [
        (trunk(inner=False), "gets what the one before"), (trunk(start=1), "the image has 2"),
        (trunk(pools=False), "ends with a pooling"), (one_each, "there should be"),
        (lambda arch, c=1: list(trunk()(arch, c)), "wrap it"),
    ],
    "vgg/7": [
        (SUMS | {"224": 44.8}, "224/5"), (SUMS | {"224": 14}, "too few"),
        (SUMS | {"160": 32}, "not by five"), (SUMS | {"100": 3.125}, "last odd row"),
        (SUMS | {"weights": 102_760_448}, "for 224"), (SUMS | {"weights": 52_432_896}, "left out"),
        (SUMS | {"weights": 10_485_760}, "both directions"),
        (SUMS | {"weights": 12_800}, "goes in"),
        (SUMS | {"fewer": 49_152}, "10 weights fewer"), (SUMS | {"fewer": 49_272}, "has a bias."),
        (SUMS | {"fewer": 49_164}, "behind it, to"), (SUMS | {"fewer": 61_164}, "1,000"),
        (SUMS | {"fewer": 12}, "count their"), (SUMS | {"fewer": -49_284}, "positive"),
        (SUMS | {"100": 20}, "100/5"),
    ],
    "vgg/8": [
        (adaptive(pool=nn.AdaptiveMaxPool2d), "takes maxima"),
        (adaptive(after=True), "right before `nn.Flatten`"), (adaptive(copied=True), "copies"),
        (adaptive(cut=True), "missing"), (adaptive(fixed=7), "handed in: 3"),
        (resized, "by means"), (lambda net, side: net, "does not take images"),
    ],
    "vgg/9": [
        (lambda H, y, K: -torch.tensor(by_errors(H, y, K)), "sign"),
        (lambda H, y, K: torch.stack([-H[y == k].mean(0) / K for k in range(K)]), "1/K contrib"),
        (lambda H, y, K: torch.tensor(by_errors(H, y, K)) * K, "factor 1/K"),
        (lambda H, y, K: torch.tensor(by_errors(H, y, K)).T, "Rows and columns"),
        (lambda H, y, K: torch.tensor(by_errors(H, y, K)) * K / len(y), "in place of K"),
        (lambda H, y, K: torch.tensor(by_errors(H, y, K)) * len(y), "divide by n"),
        (lambda H, y, K: H.mean(0).expand(K, -1) / K, "All rows are equal"),
        (lambda H, y, K: torch.stack([(H.mean(0) - H[y == k].sum(0)) / K for k in range(K)]),
         "sums here"),
    ],
    "vgg/10": [
        (TURNED | {"norm": math.sqrt(13)}, "4 long"), (TURNED | {"norm": 25}, "square"),
        (TURNED | {"norm": 7}, "Pythagoras"), (TURNED | {"norm": math.sqrt(7)}, "makes them long"),
        (TURNED | {"degrees": 0.9273}, "radians"), (TURNED | {"degrees": 36.87}, "over the weig"),
        (TURNED | {"degrees": 33.69}, "gradient times the rate."),
        (TURNED | {"rate": 2}, "a tenth."),
        (TURNED | {"gradient": 20}, "smaller as"), (TURNED | {"gradient": 2}, "once"),
        (TURNED | {"norm": 4}, "length of the step"), (TURNED | {"degrees": 53}, "one decimal"),
        (TURNED | {"rate": 100}, "this factor"),
        (TURNED | {"rate": 20}, "Ten times the step"), (TURNED | {"rate": 0.02}, "must grow"),
    ],
}

RIGHT = {
    "vgg/1": [FIELDS, FIELDS | {"15 layers": torch.tensor(31), "six 5x5": 25.0}],
    "vgg/2": [PRICES | {"share": Fraction(27, 49), "first": 8.02}, PRICES | {"share": 0.551}],
    "vgg/3": [counting(), by_building],
    "vgg/4": [window(), by_parameters, by_state],
    "vgg/5a": [block()],
    "vgg/5b": [network(), flat, lazy],
    "vgg/6": [trunk(), trunk(outer=False), trunk_of_blocks],
    "vgg/7": [SUMS, {key: float(value) for key, value in SUMS.items()}],
    "vgg/8": [adaptive(), lambda *args: Wrapped(*args), in_place, nested],
    "vgg/9": [by_autograd, by_errors, by_loops, by_grad],
    "vgg/10": [TURNED, {key: torch.tensor(float(value)) for key, value in TURNED.items()}],
}
