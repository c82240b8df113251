"""VGG and Network in Network: an architecture is a table, and a short loop over it."""

from collections.abc import Sequence
from functools import partial

from torch import nn

__all__ = ["NIN", "VGG11", "VGG13", "VGG16", "VGG19", "conv_layer", "initialise", "nin",
           "nin_block", "vgg", "vgg_block"]

# (convolutions, channels) of each block: configurations A, B, D and E of the paper's table 1.
VGG11 = ((1, 64), (1, 128), (2, 256), (2, 512), (2, 512))
VGG13 = ((2, 64), (2, 128), (2, 256), (2, 512), (2, 512))
VGG16 = ((2, 64), (2, 128), (3, 256), (3, 512), (3, 512))
VGG19 = ((2, 64), (2, 128), (4, 256), (4, 512), (4, 512))
# (channels, kernel size, stride, padding) of each block before the last, which makes the classes.
NIN = ((96, 11, 4, 0), (256, 5, 1, 2), (384, 3, 1, 1))


def conv_layer(in_channels: int, out_channels: int, kernel_size: int, stride: int = 1,
               padding: int = 0, batch_norm: bool = False) -> list[nn.Module]:
    """A convolution and a ReLU; with ``batch_norm``, batch normalisation between them.

    The convolution has no bias then: the batch's mean is subtracted, and a bias with it.
    Taught in vgg.
    """
    conv = nn.Conv2d(in_channels, out_channels, kernel_size, stride, padding,
                     bias=not batch_norm)
    between = [nn.BatchNorm2d(out_channels)] if batch_norm else []
    return [conv, *between, nn.ReLU()]


def vgg_block(num_convs: int, in_channels: int, out_channels: int,
              batch_norm: bool = False) -> nn.Sequential:
    """3×3 convolutions that keep height and width, then a pooling that halves them.

    Shapes: (n, in_channels, h, w) -> (n, out_channels, h // 2, w // 2).  Taught in vgg.
    Simonyan and Zisserman (2015), https://arxiv.org/abs/1409.1556.
    """
    layers = []
    for _ in range(num_convs):
        layers += conv_layer(in_channels, out_channels, 3, padding=1, batch_norm=batch_norm)
        in_channels = out_channels
    return nn.Sequential(*layers, nn.MaxPool2d(kernel_size=2, stride=2))


def vgg(arch: Sequence[tuple[int, int]], in_channels: int = 1, num_classes: int = 10,
        image_size: int = 224, num_hiddens: int = 4096, dropout: float = 0.5,
        batch_norm: bool = False) -> nn.Sequential:
    """A VGG network: the blocks of ``arch``, such as `VGG11`, and three linear layers.

    Shapes: (n, in_channels, image_size, image_size) -> scores (n, num_classes).  A block halves
    the image; ValueError if nothing is left of it.  Taught in vgg.
    """
    size = image_size // 2 ** len(arch)
    if size == 0:
        raise ValueError(f"{len(arch)} blocks leave nothing of an image of {image_size} pixels: "
                         f"take at least {2 ** len(arch)}")
    blocks = []
    for num_convs, out_channels in arch:
        blocks.append(vgg_block(num_convs, in_channels, out_channels, batch_norm))
        in_channels = out_channels
    return nn.Sequential(
        *blocks, nn.Flatten(),
        nn.Linear(in_channels * size * size, num_hiddens), nn.ReLU(), nn.Dropout(dropout),
        nn.Linear(num_hiddens, num_hiddens), nn.ReLU(), nn.Dropout(dropout),
        nn.Linear(num_hiddens, num_classes))


def nin_block(in_channels: int, out_channels: int, kernel_size: int, stride: int, padding: int,
              batch_norm: bool = False) -> nn.Sequential:
    """A convolution and two 1×1 convolutions, a small MLP at each pixel, with ReLUs.

    Shapes: (n, in_channels, h, w) -> (n, out_channels, h', w'), where the first convolution
    alone sets h' = (h + 2 padding - kernel_size) // stride + 1.  Taught in nin.
    Lin, Chen and Yan (2014), https://arxiv.org/abs/1312.4400.
    """
    return nn.Sequential(
        *conv_layer(in_channels, out_channels, kernel_size, stride, padding, batch_norm),
        *conv_layer(out_channels, out_channels, 1, batch_norm=batch_norm),
        *conv_layer(out_channels, out_channels, 1, batch_norm=batch_norm))


def nin(arch: Sequence[tuple[int, int, int, int]] = NIN, in_channels: int = 1,
        num_classes: int = 10, dropout: float = 0.5, batch_norm: bool = False,
        last_relu: bool = True) -> nn.Sequential:
    """Network in Network: blocks with pooling, a last block with one channel a class, its means.

    Shapes: (n, in_channels, h, w) -> scores (n, num_classes), for any h and w that leave a
    pixel.  ``last_relu=False`` leaves out the last block's last ReLU, which makes scores
    nonnegative.  Taught in nin.
    """
    layers = []
    for out_channels, kernel_size, stride, padding in arch:
        layers += [nin_block(in_channels, out_channels, kernel_size, stride, padding, batch_norm),
                   nn.MaxPool2d(kernel_size=3, stride=2)]
        in_channels = out_channels
    last = nin_block(in_channels, num_classes, 3, 1, 1, batch_norm)
    return nn.Sequential(*layers, nn.Dropout(dropout), last if last_relu else last[:-1],
                         nn.AdaptiveAvgPool2d(1), nn.Flatten())


def initialise(net: nn.Module, how: str = "he") -> nn.Module:
    """Draw the weights of all linear and convolutional layers anew, in place; return ``net``.

    A weight with fan_in inputs and fan_out outputs a unit gets the variance

    - "he": 2 / fan_in, normal (He et al., 2015, https://arxiv.org/abs/1502.01852);
    - "xavier": 2 / (fan_in + fan_out), uniform (Glorot and Bengio, 2010);
    - "default": PyTorch's 1 / (3 fan_in), uniform: nothing is changed.

    "he" sets the biases to zero; the others leave them.  Raises ValueError for another name.
    Taught in vgg.
    """
    ways = {"he": partial(nn.init.kaiming_normal_, nonlinearity="relu"),
            "xavier": nn.init.xavier_uniform_, "default": lambda weight: weight}
    if how not in ways:
        raise ValueError(f"initialise knows {', '.join(ways)}: got {how!r}")
    for layer in net.modules():
        if isinstance(layer, (nn.Linear, nn.Conv2d)):
            ways[how](layer.weight)
            if how == "he" and layer.bias is not None:
                nn.init.zeros_(layer.bias)
    return net
