# ruff: noqa: F821
"""Code that the exercises of vgg give, to tell an answer that is still as given.

It is compared with a learner's code and never run; torch is not imported here, since the
compiler treats names that a module imports in its own way.
"""


def notes_vgg_block(in_channels, out_channels, num_convs):
    """Lines 364 to 371 of the notes, TabError mended."""
    layers = []
    for _ in range(num_convs):
        layers.append(nn.Conv2d(in_channels, out_chaneels,
                                kernel_size=(3, 3), padding=1))
        layer.append(nn.ReLU())
        in_channels = out_channels
    layers.append(nn.MaxPool2d(kernel_size=2, stride=2))
    return nn.Sequential(*layers)


def notes_vgg(conv_arch):
    """Lines 373 to 380 of the notes."""
    conv_blks = []
    in_channels = 1
    for (in_channels, out_channels) in conv_arch:
        conv_blks,append(vgg_block(num_convs, in_channels, out_channels))
    return nn.Sequential(
        *conv_blks, nn.Flatten(), nn.Linear(out_channels * 7 * 7, 4096),
        nn.ReLU(), nn.DropOut(0.5), nn.Linear(4096, 4096), nn.ReLU(),
        nn.DropOut(0.5), nn.Linear(4096, 10))


def trunk(arch, in_channels=1):
    """Build blocks that do not fit one another."""
    blocks = []
    for num_convs, out_channels in arch:
        layers = []
        for _ in range(num_convs):
            layers += conv_layer(in_channels, out_channels, 3, padding=1)
        blocks.append(nn.Sequential(*layers, nn.MaxPool2d(2)))
    return nn.Sequential(*blocks)
