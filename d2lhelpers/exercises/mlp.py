"""Exercises of the chapter mlp."""

import math
from itertools import pairwise

import torch

from ._answers import Attempt, Rewritten
from ._compare import (
    compare,
    compare_parts,
    compare_value,
    judge_parts,
    raises,
    random_tensors,
    require,
    same_as,
    when,
)
from ._mlp import (
    as_names,
    backpropagated,
    by_layer,
    collapsed,
    counted,
    same_network,
    sigmoid_form,
)
from ._mlp_given import constant_start
from ._mlp_units import different_units, mended_signs, no_biases, parity, shortcut
from ._registry import exercise
from ._texts import TEXTS


def _known(right, table):
    """Return the mistakes that a table of hints and changed settings describes."""
    return [same_as(lambda *args, how=how: right(*args, **how), hint)
            for hint, how in table.items()]


@exercise("mlp/1", expects="function")
def folded(answer):
    """Linear layers folded into one."""
    W1, b1, W2, b2, W3, b3 = random_tensors((3, 4), (4,), (4, 2), (2,), (2, 5), (5,))
    S, c, T, d, U, e = random_tensors((3, 3), (3,), (3, 3), (3,), (3, 3), (3,), seed=1)
    cases = [([(W1, b1), (W2, b2)],), ([(S, c), (T, d)],), ([(S, c), (T, d), (U, e)],),
             ([(W1, b1), (W2, b2), (W3, b3)],), ([(W1, b1)],)]

    def collapse(layers):
        return collapsed(layers)

    compare(answer, collapse, cases, mistakes=[*_known(collapsed, {
        "The product is in the wrong order: an example is a row, and the first W stands on the"
        " left.": {"order": -1},
        "The biases are just added: each must pass through the weights that follow it.":
            {"bias": "sum"},
        "Only the last bias is kept; the earlier ones pass through the later weights.":
            {"bias": "last"},
        "Only the first bias is carried on; each layer adds its own.": {"bias": "first"},
        "The bias passes through the next layer's weights only, not through the product of all.":
            {"bias": "product"},
        "The biases are lost: each passes through the weights that follow it.": {"bias": "none"},
        "The bias stands on the wrong side: in XW + b it is a row, and b W comes of it.":
            {"bias": "left"},
        "The last layer is left out.": {"stop": -1},
        "The first layer is counted twice: go on from the second.": {"first": 0},
        "W is transposed: its shape is (inputs, outputs).": {"transpose": True},
        "The bias comes first and W second; the other way round is asked.": {"swap": True},
        "Right for two layers; the rest of the list is not looked at.": {"stop": 2}}),
        same_as(lambda layers: collapsed(layers, stop=2) if len(layers) > 1 else None, "The"
                " `return` stands inside the loop: after one round the function is left."),
        same_as(lambda layers: (collapsed(layers)[0], sum(b.sum() for _, b in layers)),
                "b has one number for each output; these are all biases added up.")])
    return "One layer for one, two and three."


@exercise("mlp/2", expects="function")
@torch.no_grad()
def tanh_as_sigmoid(answer):
    """A tanh network as a sigmoid network."""
    cases = [random_tensors((3, 3), (3,), (3, 3), (3,), seed=2),
             random_tensors((2, 3), (3,), (3, 2), (2,))]

    def to_sigmoid(W1, b1, W2, b2):
        return sigmoid_form(W1, b1, W2, b2)

    compare(Rewritten(answer, same_network), to_sigmoid, cases, mistakes=_known(sigmoid_form, {
        "The outputs are all shifted: the -1 of tanh = 2 sigmoid - 1 must go into b2.":
            {"shift": 0},
        "The -1 has become +1: b2 gets smaller by the column sums.": {"shift": 1},
        "The sigmoid must get 2 z: the first layer's weights are not doubled.": {"inner": 1},
        "2 z = 2 x W1 + 2 b1: the first bias is doubled too.": {"bias": 1},
        "Neither weights nor bias of the first layer are doubled, and the sigmoid must get 2 z.":
            {"inner": 1, "bias": 1},
        "tanh = 2 sigmoid - 1: the second layer's weights are not doubled.": {"outer": 1},
        "The correction of b2 is twice too large: the 1 in 2 sigmoid - 1 is not doubled.":
            {"shift": -2},
        "Output k loses the sum of its column of W2, over the hidden units, not of a row.":
            {"axis": 1},
        "b2 loses 1; but the -1 of each tanh is multiplied by its weight in W2.": {"one": True},
        "b2 loses one number for all outputs; each loses the sum of its own column.":
            {"axis": None},
        "The first layer is halved: the sigmoid gets 2 z, not z / 2.":
            {"inner": 0.5, "bias": 0.5},
        "The second layer is still that of the tanh: put 2 sigmoid(2 z) - 1 into the output.":
            {"outer": 1, "shift": 0},
        "Nothing has changed: put tanh z = 2 sigmoid(2 z) - 1 into the output.":
            {"inner": 1, "bias": 1, "outer": 1, "shift": 0}}) + _known(lambda W1, b1, W2, b2, last:
            (2 * W1, 2 * b1, 2 * W2, last(W2, b2)), {
        "b2 is added once, outside of the tanh; it is not doubled.":
            {"last": lambda W2, b2: 2 * b2 - W2.sum(0)},
        "b2 is not doubled, nor is the sum: -1 times W2, not times 2 W2.":
            {"last": lambda W2, b2: 2 * b2 - 2 * W2.sum(0)},
        "Each output's bias loses the sum over the units, not the mean.":
            {"last": lambda W2, b2: b2 - W2.mean(0)}}))
    return "Both networks compute the same."


@exercise("mlp/3")
def weights_by_hand(answer):
    """XOR without biases, with a shortcut; parity of three."""
    tests = {"no biases": no_biases, "shortcut": shortcut, "parity": parity}
    require(isinstance(answer, dict) and set(answer) == set(tests),
            f"Give a dict with the keys {', '.join(tests)}.")
    judge_parts({part: lambda part=part: tests[part](answer[part]) for part in tests})
    return "All labels are exact."


@exercise("mlp/4", expects="function")
def parameters_counted(answer):
    """The parameters of a fully connected network."""
    def num_params(sizes):
        return counted(sizes)

    compare(answer, num_params, [([784, 256, 10],), ([784, 256, 128, 10],), ([784, 10],),
                                 ([3, 5, 5, 2],)], mistakes=[
        same_as(lambda s: counted(s, bias=0), "These are the weights; each layer has biases too."),
        same_as(lambda s: counted(s, bias=0) + sum(s), "The inputs have no biases."),
        same_as(lambda s: counted(s, bias=0) + s[-1], "The hidden layers have biases too."),
        same_as(lambda s: counted(s, bias=0) + len(s) - 1, "A layer has one bias for each of its"
                " units, not one altogether."),
        same_as(lambda s: counted(s, bias=0) + sum(s[:-1]), "A layer has as many biases as"
                " outputs, not as inputs."),
        same_as(lambda s: counted(s, skip=1) if len(s) > 2 else 0, "The first layer is missing,"
                " from the inputs to the first hidden units."),
        same_as(lambda s: (s[0] + 1) * s[1] + (s[1] + 1) * s[-1], "Right for one hidden layer;"
                " there may be more."),
        when(lambda got, s: got == counted(s[:3]), "Right for one hidden layer; the layers after"
             " it are not counted."),
        same_as(lambda s: sum(p * q + p + q for p, q in pairwise(s)), "A layer has as many biases"
                " as outputs; here its inputs are added too."),
        same_as(lambda s: counted(s, bias=0) + sum(s[1:-1]), "The outputs have biases too."),
        same_as(lambda s: counted(s[:-1]), "The last layer is missing, to the outputs."),
        same_as(lambda s: counted(s[:2]), "That is the first layer alone: is the `return` inside"
                " the loop?"),
        same_as(lambda s: counted(s[-2:]), "That is the last layer alone: add up the layers."),
        same_as(lambda s: counted(s, bias=0) + 1, "Each unit has a bias of its own, not the whole"
                " network one."),
        same_as(lambda s: sum((p + 1) * (q + 1) for p, q in pairwise(s)), "The 1 that is added"
                " to the inputs carries the bias; the outputs get none."),
        same_as(math.prod, "Weights of different layers add up."),
        when(lambda got, s: isinstance(got, (tuple, list)), "One number is asked: weights and"
             " biases together."),
        same_as(sum, "These are the units; between two layers every pair has a weight."),
        raises(IndexError, "", "A layer needs a size and the one after it; the last size has"
               " none after it.")])
    return "203,530 and 235,146 are among the cases."


@exercise("mlp/5")
def product_mended(answer):
    """Signs from which a linear output computes XOR."""
    mended_signs(answer)
    return "A linear output does the rest."


@exercise("mlp/6")
def zeros_move(answer):
    """What a start of zeros moves."""
    want = {"relu, 100 steps": {"b2"}, "relu, loss": 0.25, "sigmoid, 1 step": {"W2", "b2"},
            "sigmoid, 2 steps": {"W1", "b1", "W2", "b2"}}
    require(isinstance(answer, dict) and set(answer) == set(want),
            f"Give a dict with the keys {'; '.join(want)}.")
    hints = {
        "relu, 100 steps": {"A gradient that is zero can be computed, but one of the four is not"
                            " zero.": set(), "relu(0) is 0: what does W2 multiply?":
                            {"w2", "b2"}, "Does anything come back through W2 = 0?":
                            {"w1", "b1", "w2", "b2"},
                            "b1 gets what comes back through W2 = 0.": {"b1", "b2"},
                            "W1 gets what comes back through W2 = 0.": {"w1", "b2"},
                            "Are the first layer's weights not multiplied by W2 = 0?":
                            {"w1", "w2", "b2"},
                            "Which units are active at zero? W2 multiplies what they say.":
                            {"w2"}},
        "sigmoid, 1 step": {"sigmoid(0) is not 0: what does W2 multiply?": {"b2"},
                            "In the first step nothing comes back through W2 = 0.":
                            {"w1", "b1", "w2", "b2"}, "Through W2 = 0 nothing comes back to W1"
                            " yet.": {"w1", "w2", "b2"}, "The output's bias moves too.": {"w2"},
                            "b1 gets what comes back through W2 = 0; and what does W2 multiply?":
                            {"b1", "b2"},
                            "The outputs are wrong at the start, so something moves.": set()},
        "sigmoid, 2 steps": {"After the first step W2 is no longer 0: what comes back now?":
                             {"w2", "b2"}, "The first layer's bias gets the same error as its"
                             " weights, with the input 1.": {"w1", "w2", "b2"},
                             "Count what moved in the first step too.": {"w1", "b1"},
                             "What moves b1 moves W1 too, where an input is not 0.":
                             {"b1", "w2", "b2"}},
    }

    def judge(part):
        if part == "relu, loss":
            compare_value(answer[part], want[part], rtol=3e-3, mistakes={
                "That is the loss at the start; b2 moves.": 0.5,
                "That is half of it: the loss is the mean squared error.": 0.125,
                "That is the sum over the four points; the mean is asked.": 1.0,
                "A network that moves only b2 cannot reach 0.": 0.0})
        else:
            got = as_names(answer[part])
            for hint, wrong in hints[part].items():
                require(got != wrong, hint)
            require(got == {name.lower() for name in want[part]}, TEXTS["wrong value"])

    judge_parts({part: lambda part=part: judge(part) for part in want})
    return "Gradients can be computed; most are zero."


@exercise("mlp/7", expects="function", given=constant_start)
def symmetry_broken(answer):
    """A start from which units become different."""
    return different_units(answer(20, 8, 4))


@exercise("mlp/8")
def pieces_counted(answer):
    """Pieces of curves."""
    compare_parts(answer, {"m = 10": 11, "g(g)": 4, "five times": 32, "deep": 10, "wide": 31},
                  rtol=1e-6, mistakes={
        "m = 10": {"There are at most ten bends; how many pieces do they leave?": 12,
                   "Ten bends cut the line into one piece more.": 10,
                   "Each unit adds one bend, and so one piece.": 20,
                   "Bends add up; they do not multiply in one layer.": 1024},
        "g(g)": {"Four units in *one* layer could make so many; these stand in two.": 5,
                 "Those are the pieces of g itself.": 2, "Count the bends inside, and one more.": 3,
                 "Each of the two halves goes through a whole tent, no more.": 8},
        "five times": {"Ten units in *one* layer could make so many; these stand in five.": 11,
                       "Each further g doubles the number; it does not add 2.": 10,
                       "That is one g too few.": 16, "That is one g too many.": 64,
                       "Those are squares; doubling five times is meant.": 25,
                       "Those are the bends; there is one piece more.": 31},
        "deep": {"That is a single g.": 2, "The units are counted, not the pieces.": 31,
                 "Each g is two units.": 5,
                 "Units of different layers add up.": 32},
        "wide": {"A unit in one layer adds one piece, not two.": 16,
                 "That many units would make 31 pieces.": 30, "m units make m + 1 pieces.": 32,
                 "Those are the pieces plus one.": 33,
                 "With ten units in one layer there are at most eleven pieces.": 10}})


@exercise("mlp/9")
def born_dead(answer):
    """Probabilities of dead units."""
    percent = {"A probability lies between 0 and 1; this looks like percent.": lambda v: v > 1}
    compare_parts(answer, {"one of two": 0.375, "three switches": 0.125, "centred": 0.0,
                           "three units": 22 / 512}, rtol=6e-3, mistakes={
        "one of two": percent | {
                       "That is one given unit of the two; either may be the dead one.": 3 / 16,
                       "That is at least one dead.": 7 / 16, "That is both alive.": 9 / 16,
                       "That is a single unit.": 0.25, "That is both dead.": 1 / 16,
                       "A unit is dead with 1/4, not 1/2: two weights must be negative.": 0.5},
        "three switches": percent | {"One weight is negative with probability 1/2.": 1 / 64,
                           "That is a single weight.": 0.5, "That is for two switches.": 0.25,
                           "The eight points are not independent: three weights decide.": 2 ** -8,
                           "All three weights must be negative, not one of them.": 0.875,
                           "The seven points are not independent: three weights decide.": 2 ** -7},
        "centred": percent | {"That is for the points 0 and 1.": 0.25,
                    "For a point and its opposite z has opposite signs: can a unit be dead for"
                    " both?": lambda v: v in (1 / 16, 1 / 2, 1),
                    "Two points and their opposites: which signs does z have?": 0.125},
        "three units": percent | {"Fewer than two is not two or fewer.": 169 / 512,
                 "That is exactly one dead of the three.": 147 / 512,
                 "A unit is dead with 1/8, not 1/2.": 0.5, "That is for two switches.": 10 / 64,
                 "That is none alive; fewer than two means none or one.": 1 / 512,
                 "That is exactly one alive; none is possible too.": 21 / 512,
                 "That is two or more alive.": 490 / 512,
                 "In how many ways can one of the three be the living one?": 8 / 512,
                 "Any one of the three may live, or none.": 7 / 512,
                 "Two are dead here; what must the third be?": 3 / 64}})


@exercise("mlp/10", expects="function")
@torch.no_grad()  # the formulas are to do the work
def backpropagation(answer):
    """Gradients through any number of hidden layers."""
    X, = random_tensors((6, 4))
    y = torch.tensor([0, 2, 1, 1, 0, 2])
    V1, c1, V2, c2, V3, c3 = random_tensors((4, 5), (5,), (5, 4), (4,), (4, 3), (3,), seed=3)
    square, = random_tensors((4, 4), seed=4)
    cases = [(X, y, [(square, c2), (V3, c3)]), (X, y, [(V1, c1), (V2, c2), (V3, c3)]),
             (X, y, [(V3, c3)])]

    def named(X, y, params, **how):
        return by_layer(backpropagated(X, y, params, **how), X, y, params)

    def gradients(X, y, params):
        return named(X, y, params)

    compare(Rewritten(answer, by_layer), gradients, cases, mistakes=[*_known(named, {
        "The mask is missing, or lets everything through: a unit that was not active passes nothing"
        " back.": {"mask": None},
        "The mask multiplies by the unit's value; its slope, 1 or 0, is meant.": {"mask": "value"},
        "The mask is reversed: the active units are those that pass the error back.":
            {"mask": "asleep"},
        "The loss is a mean: divide by the number of examples.": {"mean": False},
        "Divided by the number of examples twice: it is in delta already.": {"mean": "twice"},
        "Divided by all entries; the mean is over the examples, n of them.": {"mean": "all"},
        "The 1 of the label is not taken from the probabilities.": {"label": False},
        "The class *number* is taken from every probability; take 1 from that of the label.":
            {"label": "number"},
        "These are scores minus labels; the gradient has probabilities minus labels.":
            {"soft": None},
        "The softmax goes over the examples; each example's scores, a row, make its"
        " probabilities.": {"soft": 0},
        "The biases get the sum over the examples: the 1/n is in the errors already.":
            {"bias": "mean"},
        "The list is in the order in which it was computed, last layer first.": {"order": -1},
        "These are labels minus probabilities: all signs are reversed.": {"sign": -1},
        "The way forward has no ReLU.": {"relu": False},
        "The way forward has no ReLU, and the way back no mask.": {"relu": False, "mask": None},
        "The scores went through a ReLU; the last layer has none.": {"last": True},
        "The scores went through a ReLU too; the last layer has none.": {"last": "masked"}}),
        same_as(Rewritten(Attempt(lambda *case: list(zip(*backpropagated(*case), strict=True))),
                          by_layer), "All gradients by W come first here, then all by b; a pair for"
                " each layer is asked."),
        same_as(lambda *case: by_layer([(b, W) for W, b in backpropagated(*case)], *case),
                "In each pair W comes first, then b."),
        raises(RuntimeError, "does not require grad", "Without `backward` and `autograd`: the"
               " formulas (2), in a loop."),
        raises(ValueError, "too many values to unpack", "There may be more than one hidden"
               " layer.")])
    return "Agrees with one, two and three layers."
