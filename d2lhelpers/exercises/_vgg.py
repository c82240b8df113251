"""Oracles and tests of networks for the exercises of vgg."""

import copy

import torch
from torch import nn
from torch.nn import functional as F
from torch.nn.parameter import UninitializedParameter

from d2lhelpers import models

from ._answers import Wrong, hinting
from ._compare import random_tensors, require

KINDS = (nn.Conv2d, nn.BatchNorm2d, nn.ReLU, nn.MaxPool2d, nn.Flatten, nn.Linear, nn.Dropout)


def counted(arch, in_channels, num_classes, bias=1, update=True, side=None, all_layers=0, head=3,
            once=False):
    """Return the numbers of convolutions and of parameters, rightly or with a known mistake."""
    num_convs, num_params, c = 0, 0, in_channels
    for n, channels in arch:
        for i in range(n):
            num_convs += 1
            num_params += channels * (9 * c + bias)
            c = channels if update and not (once and i < n - 1) else c
    side = 224 // 2 ** len(arch) if side is None else side
    layers = [(arch[-1][1] * side ** 2, 4096), (4096, 4096), (4096, num_classes)][:head]
    return num_convs + all_layers, num_params + sum(o * (i + bias) for i, o in layers)


def plateau(H, y, K, sign=-1, scale=None, centre=True, sums=False, by=None):
    """Return the gradient of the last layer's weights on the plateau, or a known mistake."""
    means = torch.stack([H[y == k].sum(0) if sums else H[y == k].mean(0) for k in range(K)])
    return sign * (means - H.mean(0) if centre else means) / (K if by is None else by)


def built(answer, *args, hints=(), device="cpu"):
    """Call an answer that makes a network -> the network."""
    with hinting(dict(hints)), torch.device(device):
        net = answer.on(*args)
    require(not isinstance(net, (list, tuple)), "That is a list of layers; wrap it:"
            " `nn.Sequential(*layers)`.")
    require(isinstance(net, nn.Module), "Return the network, an `nn.Module`.")
    return net


def through(net, X, what="a batch"):
    """Return what the network makes of X, without gradient; errors become ``Wrong``."""
    try:
        with torch.no_grad():
            return net(X)
    except Exception as error:
        raise Wrong(f"The network does not take {what} of shape {tuple(X.shape)}:"
                    f" {str(error).splitlines()[0][:120]}") from None


def parts_of(net, kind):
    """Return the layers of a kind, in order; one that stands in two places counts twice."""
    return [m for _, m in net.named_modules(remove_duplicate=False) if isinstance(m, kind)]


def same_convs(net, arch, in_channels):
    """Check channels, ReLUs, poolings and outputs of the blocks."""
    convs, want = parts_of(net, nn.Conv2d), []
    for n, channels in arch:
        for _ in range(n):
            want.append((in_channels, channels))
            in_channels = channels
    got = [(conv.in_channels, conv.out_channels) for conv in convs]
    require(len(got) == len(want), f"For {arch} there should be {len(want)} convolutions; these"
            f" are {len(got)}.")
    require(got[0] == want[0] or got[0] != want[0][::-1], "Input and output channels are swapped:"
            " the number of convolutions comes first, then the input channels.")
    require(got[0][0] == want[0][0], f"The first convolution expects {got[0][0]} channels, and the"
            f" image has {want[0][0]}.")
    for i, (pair, right) in enumerate(zip(got, want, strict=True)):
        require(pair == right, f"Convolution {i + 1} goes from {pair[0]} to {pair[1]} channels; for"
                f" {arch} it should go from {right[0]} to {right[1]}: it gets what the one before"
                " it makes.")
    require(len(parts_of(net, nn.ReLU)) == len(want), "There is not one ReLU for each convolution.")
    pools = len(parts_of(net, nn.MaxPool2d))
    require(pools >= len(arch), "A block ends with a pooling, which is missing.")
    require(pools <= len(arch), "There is one pooling for each block, at its end, not one for each"
            " convolution.")
    require(all(conv.padding in ((1, 1), "same") for conv in convs), "Windows of 3 keep height and"
            " width with padding 1.")
    side = 2 ** (len(arch) + 1)
    X, = random_tensors((2, want[0][0], side, side))
    Y, Z = through(net, X), X
    for n, _ in arch:
        for conv in convs[:n]:
            Z = F.conv2d(Z, conv.weight, conv.bias, padding=1).relu()
        Z, convs = F.max_pool2d(Z, 2), convs[n:]
    require(Y.shape == Z.shape, f"An image of {side} pixels becomes {tuple(Y.shape[2:])} in place"
            f" of {tuple(Z.shape[2:])}: windows of 3 with padding 1, poolings of 2 with stride 2.")
    require(torch.allclose(Y, Z, atol=1e-5), "Layers and sizes are right, their order is not:"
            " convolution, ReLU, and so on, and the pooling at the end of the block.")


def same_network(net, arch):
    """Compare a network on the device meta with the book's: kinds of layers, and shapes."""
    with torch.device("meta"):
        want = models.vgg(arch)
    if any(isinstance(p, UninitializedParameter) for p in net.parameters()):
        through(net, torch.empty(2, 1, 224, 224, device="meta"))
    ours, theirs = ([p.shape for p in n.parameters()] for n in (want, net))
    kinds = [[type(m).__name__ for m in parts_of(n, KINDS)] for n in (want, net)]
    require(len(parts_of(net, nn.Conv2d)) == len(parts_of(want, nn.Conv2d)), "The number of"
            f" convolutions is wrong for {arch}.")
    for i, (a, b) in enumerate(zip(ours, theirs, strict=False)):
        require(a == b, f"Parameter {i} has the shape {tuple(b)}, where {tuple(a)} is right for"
                f" {arch}: does each block get the channels that the one before it makes?")
    require(len(ours) == len(theirs), "The number of layers with weights is wrong.")
    for kind in dict.fromkeys(kinds[0]):
        numbers = [names.count(kind) for names in kinds]
        require(numbers[0] == numbers[1], f"The weights are right, but there should be {numbers[0]}"
                f" layers `{kind}`, and there are {numbers[1]}.")
    require(kinds[0] == kinds[1], "All layers are there, but in another order.")
    require(all(m.p == 0.5 for m in parts_of(net, nn.Dropout)), "Dropout has the probability 0.5.")


def same_window(answer, channels, side, outputs):
    """Check the convolution that an answer makes of a fully connected layer."""
    torch.manual_seed(0)
    linear = nn.Linear(channels * side * side, outputs)
    before = copy.deepcopy(linear)
    conv = built(answer, linear, channels, side, hints={
        "invalid for input of size": "The weights have outputs * channels * side * side numbers:"
                                     " reshape to these four.",
        "is not a Parameter": "`conv.weight.data` takes a tensor.",
        "cannot assign": "A plain tensor cannot take the place of a parameter: set"
                         " `conv.weight.data`, or wrap it in `nn.Parameter`."})
    require(isinstance(conv, nn.Conv2d), "An `nn.Conv2d` is asked.")
    require(torch.equal(linear.weight, before.weight), "The layer that was handed in is changed.")
    require(conv.kernel_size == (side, side), "The window must cover the map: `side` in both"
            " directions.")
    require(conv.padding in ((0, 0), "valid"), "Without padding there is one place for the"
            " window, with padding there are more.")
    X, Z = random_tensors((4, channels, side, side), (2, channels, side + 2, side + 1))
    want, got = linear(X.flatten(1)).detach(), through(conv, X)
    require(got.shape == (4, outputs, 1, 1), "On a map of the old side one place with all outputs"
            " is asked.")
    got = got.flatten(1)
    require(conv.bias is not None, "The bias is missing.")
    bias = torch.equal(conv.bias, linear.bias)
    require(bias or not torch.allclose(got - conv.bias, want - linear.bias, atol=1e-5), "The"
            " weights are right, the bias is still the convolution's own.")
    own = torch.equal(conv.weight.flatten().sort().values, linear.weight.flatten().sort().values)
    require(own, "The weights are not those of the linear layer.")
    require(torch.allclose(got, want, atol=1e-5), "These are the right numbers in a wrong order:"
            " `nn.Flatten` lays out channel by channel, each row by row.")
    require(through(conv, Z).shape == (2, outputs, 3, 2), "On a larger map the window must move by"
            " one pixel: stride 1.")


def pools_adaptively(answer, side):
    """Check the network that takes images of all sizes."""
    torch.manual_seed(0)
    net = models.vgg(((1, 4), (2, 6)), image_size=4 * side, num_hiddens=16).eval()
    kept, own = copy.deepcopy(net), {id(p) for p in net.parameters()}
    got = built(answer, net, side, hints={
        "'Sequential' object has no attribute 'features'": "That is torchvision's VGG; this one is"
        " an `nn.Sequential` of blocks and layers."}).eval()
    pools = parts_of(got, nn.AdaptiveAvgPool2d)
    require(not parts_of(got, nn.AdaptiveMaxPool2d), "That takes maxima; the means of"
            " `nn.AdaptiveAvgPool2d` are asked.")
    require(all(m.output_size in (side, (side, side), [side, side]) for m in pools), "The pooling"
            f" must make the side that is handed in: {side} here.")
    require({id(p) for p in got.parameters()} <= own, "The parameters must be those of the network"
            " itself, not new ones or copies.")
    require({id(p) for p in got.parameters()} == own, "Layers of the network are missing.")
    for size in (4 * side, 4 * side - 8, 4 * side + 12):
        X, = random_tensors((2, 1, size, size), seed=size)
        Z = F.adaptive_avg_pool2d(kept[:2](X), side)
        want = kept[2:](Z).detach()
        if pools and isinstance(got, nn.Sequential):
            after = [type(m).__name__ for m in got.modules() if not list(m.children())]
            after += ["AdaptiveAvgPool2d", "Flatten"]
            require(after.index("Flatten") == after.index("AdaptiveAvgPool2d") + 1, "The pooling"
                    " must stand right before `nn.Flatten`.")
        Y = through(got, X, "images")
        require(Y.shape == (2, 10), "Ten scores an image are asked.")
        require(torch.allclose(Y, want, atol=1e-5) or size != 4 * side, "At the old size the scores"
                " are not the same.")
        require(torch.allclose(Y, want, atol=1e-5), "It runs at other sizes, but the map is not"
                " brought to its side by means, right before the flattening.")
