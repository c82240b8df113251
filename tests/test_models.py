"""The networks have the published sizes, shapes and starts."""

import math

import pytest
import torch
from torch import nn
from torch.testing import assert_close

from d2lhelpers import models


def num_parameters(net):
    return sum(p.numel() for p in net.parameters())


def bare(make, *args, **kwargs):
    """A network without memory for its weights: shapes only."""
    with torch.device("meta"):
        return make(*args, **kwargs)


@pytest.mark.parametrize("arch, grey, color, imagenet", [
    (models.VGG11, 128_806_154, 128_807_306, 132_863_336),
    (models.VGG13, 128_990_666, 128_991_818, 133_047_848),
    (models.VGG16, 134_300_362, 134_301_514, 138_357_544),
    (models.VGG19, 139_610_058, 139_611_210, 143_667_240),
])
def test_vgg_has_the_published_number_of_parameters(arch, grey, color, imagenet):
    assert num_parameters(bare(models.vgg, arch)) == grey
    assert num_parameters(bare(models.vgg, arch, in_channels=3)) == color
    assert num_parameters(bare(models.vgg, arch, 3, 1000)) == imagenet


def test_vggs_blocks_are_torchvisions():
    from torchvision.models.vgg import make_layers

    torch.manual_seed(0)
    theirs = make_layers([4, "M", 8, 8, "M", 6, 6, 6, "M"])  # M: a pooling
    blocks = [(1, 4), (2, 8), (3, 6)]
    ours = models.vgg(blocks, 3, image_size=32, num_hiddens=5)[:len(blocks)]
    ours.load_state_dict(dict(zip(ours.state_dict(), theirs.state_dict().values(), strict=True)))
    X = torch.rand(2, 3, 32, 32)
    assert_close(ours(X), theirs(X))


def test_nin_has_the_published_number_of_parameters():
    assert num_parameters(bare(models.nin)) == 1_992_166
    assert num_parameters(bare(models.nin, in_channels=3)) == 2_015_398
    assert num_parameters(bare(models.nin, in_channels=3, num_classes=1000)) == 7_439_608


def test_nin_takes_images_of_other_sizes():
    net = bare(models.nin)
    for height, width in (224, 224), (160, 192):
        assert net(torch.empty(2, 1, height, width, device="meta")).shape == (2, 10)


def test_the_last_relu_makes_scores_nonnegative_and_can_be_left_out():
    torch.manual_seed(0)
    X, arch = torch.rand(8, 1, 28, 28), [(4, 3, 1, 1), (4, 3, 1, 1), (4, 3, 1, 1)]
    with_relu = models.nin(arch).eval()
    without = models.nin(arch, last_relu=False).eval()
    without.load_state_dict(with_relu.state_dict())
    assert (with_relu(X) >= 0).all()
    assert (without(X) < 0).any()


def test_a_block_halves_the_image_and_its_layers_follow_one_another():
    block = models.vgg_block(2, 3, 8)
    assert block(torch.rand(1, 3, 32, 32)).shape == (1, 8, 16, 16)
    assert [type(layer).__name__ for layer in block] == ["Conv2d", "ReLU", "Conv2d", "ReLU",
                                                         "MaxPool2d"]
    assert block[2].in_channels == 8


def test_batch_normalisation_stands_before_the_relu_and_takes_the_bias_away():
    conv, norm, relu = models.conv_layer(3, 8, 3, padding=1, batch_norm=True)
    assert conv.bias is None
    assert (type(norm), type(relu)) == (nn.BatchNorm2d, nn.ReLU)
    assert models.conv_layer(3, 8, 3)[0].bias is not None


def test_dropout_and_hidden_units_are_those_asked_for():
    net = models.vgg([(1, 4)] * 5, image_size=32, num_hiddens=7, dropout=0.25)
    assert [layer.p for layer in net if isinstance(layer, nn.Dropout)] == [0.25, 0.25]
    assert [layer.out_features for layer in net if isinstance(layer, nn.Linear)] == [7, 7, 10]


def test_an_image_that_the_blocks_halve_away_is_refused():
    with pytest.raises(ValueError, match="28 pixels: take at least 32"):
        models.vgg(models.VGG11, image_size=28)


@pytest.mark.parametrize("how, variance", [
    ("he", 2 / 450), ("xavier", 2 / (450 + 900)), ("default", 1 / (3 * 450)),
])
def test_initial_weights_have_the_stated_variance(how, variance):
    torch.manual_seed(0)
    net = models.initialise(nn.Sequential(nn.Conv2d(50, 100, 3), nn.Linear(450, 900)), how)
    for layer in net:
        n = layer.weight.numel()
        assert layer.weight.var().item() == pytest.approx(variance, rel=6 * math.sqrt(2 / n))
        assert (layer.bias.abs().max() == 0) == (how == "he")


def test_an_unknown_start_is_answered_with_the_known_ones():
    with pytest.raises(ValueError, match="he, xavier, default: got 'kaiming'"):
        models.initialise(nn.Linear(1, 1), "kaiming")
