"""The settings that ``python -m d2lhelpers.train`` knows: tables, and how to change them."""

from dataclasses import dataclass

__all__ = ["PRESETS", "Settings"]


@dataclass(frozen=True)
class Settings:
    """One way to train a network.

    - ``image_size``: height and width in pixels that the images are scaled to;
    - ``divisor``: the published numbers of channels of VGG are divided by it;
    - ``num_hiddens``: units in each of VGG's hidden linear layers;
    - ``arch``: a table of blocks in place of the published one (see `models`);
    - ``init``: "normal" (standard deviation 0.01, biases 0) or a name of `models.initialise`;
    - ``schedule``: "constant", or "one-cycle", for which ``lr`` is the highest rate;
    - ``augment``: mirror each image with probability 1/2 and shift it by up to 2 pixels.
    """

    image_size: int
    batch_size: int
    lr: float
    num_epochs: int = 10
    init: str = "he"
    arch: tuple | None = None
    divisor: int = 1
    num_hiddens: int = 4096
    batch_norm: bool = False
    dropout: float = 0.0
    last_relu: bool = True
    momentum: float = 0.0
    weight_decay: float = 0.0
    schedule: str = "constant"
    augment: bool = False


# paper: what the course publishes (https://zh.d2l.ai), with its start of the weights and SGD.
# best: this book's recipe at full size.
# cpu: a minute on two cores; rates of vgg11 and nin chosen by benchmarks/small_networks.py.
RECIPE = {"init": "he", "momentum": 0.9, "weight_decay": 5e-4, "schedule": "one-cycle"}
PRESETS = {
    "softmax": {
        "paper": Settings(28, 256, 0.1, init="normal"),
        "best": Settings(28, 256, 0.1, init="normal", momentum=0.9, schedule="one-cycle"),
        "cpu": Settings(28, 256, 0.1, 3, init="normal", momentum=0.9, schedule="one-cycle"),
    },
    "mlp": {
        "paper": Settings(28, 256, 0.1, init="normal"),
        "best": Settings(28, 256, 0.1, **RECIPE),
        "cpu": Settings(28, 256, 0.1, 3, **RECIPE),
    },
    "vgg11": {
        "paper": Settings(224, 128, 0.05, init="xavier", divisor=4, dropout=0.5),
        "best": Settings(224, 128, 0.1, batch_norm=True, dropout=0.5, augment=True, **RECIPE),
        "cpu": Settings(32, 128, 0.2, 2, divisor=8, num_hiddens=512, batch_norm=True, **RECIPE),
    },
    "nin": {
        "paper": Settings(224, 128, 0.1, init="xavier", dropout=0.5),
        "best": Settings(224, 128, 0.1, batch_norm=True, last_relu=False, augment=True, **RECIPE),
        "cpu": Settings(28, 128, 0.2, 2, arch=((16, 3, 1, 1), (32, 3, 1, 1), (64, 3, 1, 1)),
                        batch_norm=True, last_relu=False, **RECIPE),
    },
}
