"""Known mistakes in the numbers and words that exercises of autograd ask for."""

import math

_EARLY = "The adjoint of p was passed on before it was complete: p has two consumers."
_SIGN = "The size is right, a sign is lost: y is negative."
_SIGNS = "The size of each share is right; look at their signs, as y is negative."
_CARRIED = "That follows rightly from your adjoint of {0}: mend {0} first."


def by_hand_hints(answer):
    """Return the mistakes in Exercise 1; some follow from an earlier part of the answer."""
    def follows(rule, name, right):
        def test(got):
            q, p = (float(answer[f"adjoint of {v}"]) for v in "qp")
            return {"q": q, "p": p}[name] != right and math.isclose(got, rule(q, p))
        return {_CARRIED.format(name): test}

    by_x = {"The derivative of x y by x is y, not x.": lambda got: got in (-33, -27)}
    return {
        "r": {"That is p.": -6, "That is q.": -3, "A product is asked, not a sum.": -9,
              _SIGN: -18},
        "adjoint of q": {"The derivative of p q by q is the other factor.": -3,
                         "That is the adjoint of r.": 1, _SIGN: 6},
        "adjoint of p": follows(lambda q, p: -3 + q, "q", -6) | {
                         "That is the share from r only; q uses p too.": -3,
                         "That is the share from q only; r uses p too.": -6,
                         "The share from q is its adjoint times 1, not 1.": -2,
                         "The two shares are added, not multiplied.": 18,
                         _SIGNS: lambda got: got in (9, 3)},
        "adjoint of x": follows(lambda q, p: q - 2 * p, "p", -9) | follows(
                             lambda q, p: q - 2 * p, "q", -6) | by_x | {
                         "That is the share from q only; p uses x too.": -6,
                         "That is the share from p only; q uses x too.": 18,
                         _EARLY: lambda got: got in (0, 6),
                         _SIGNS: lambda got: got in (-12, 24, -24)},
        "adjoint of y": follows(lambda q, p: 3 * p, "p", -9) | {
                         _EARLY: lambda got: got in (-9, -18),
                         "The derivative of x y by y is x, not y.": 18, _SIGN: 27}}


PATHS_HINTS = {
    "paths": {"`x + x` uses x twice: two edges, so two ways at each sum.": 1,
              "About right; the exact number is asked.":
              lambda got: 0.9 * 2**20 < got < 1.1 * 2**20,
              "At each sum a path has two ways to go on, so the numbers multiply.":
              lambda got: got in (2, 20, 21, 40, 400),
              "There are 20 sums, and each doubles the number of paths.":
              lambda got: got in (2**19, 2**21),
              "That counts all paths and parts of paths, from every node.":
              lambda got: got in (2**21 - 1, 2**21 - 2)},
    "edges": {"`x + x` has an edge for each of its two inputs.": 20,
              "That is the number of nodes.": 21,
              "The sweep does not walk along paths; it uses each edge once.": 2**20,
              "The input has no edges of its own.": lambda got: got in (41, 42),
              "There are 20 sums, the first one too.": lambda got: got in (38, 39)}}

_FREED = "{} has saved what its derivative needs, and the first pass frees it."
TWICE_HINTS = {
    "x.grad": {"That is the gradient once (it is 4x); the second call adds to it.":
               [0.0, 4.0, 8.0, 12.0],
               "That is after three calls.": [0.0, 12.0, 24.0, 36.0],
               "The second gradient is added to the first, not multiplied by it.":
               [0.0, 16.0, 64.0, 144.0],
               "The gradient of 2 x·x is 4x, and it comes twice.":
               lambda got: list(got) in ([0.0, 2.0, 4.0, 6.0], [0.0, 1.0, 2.0, 3.0]),
               "Four numbers are asked, not a list within a list.": lambda got: len(got) == 1,
               "The second call adds to the gradient, it does not take it away.": [0.0] * 4},
    "y = 2 * x @ x": {_FREED.format("The dot product"): True},
    "y = x.sum()": {"What would a sum have to save? Its derivative is 1, whatever x is.": False},
    "y = x.exp().sum()": {_FREED.format("exp"): True},
    "y = (x - x.mean()).sum()": {"A difference, a mean, a sum: which of these needs a value on"
                                 " the way back?": False}}

_VALUES = "Those are the terms of the sum; their derivatives are asked."
CUTTING_HINTS = {  # in the order of the exercise
    "u = x * x; (u * x).sum()": {
        _VALUES: [1.0, 8.0, 27.0],
        "Nothing is detached here: u changes with x.": [1.0, 4.0, 9.0],
        "That is the derivative through u alone; the other factor depends on x too.":
        [2.0, 8.0, 18.0],
        "That is the gradient of the sum of squares.": [2.0, 4.0, 6.0],
        "The derivative of x³ is 3x², not 3x.": [3.0, 6.0, 9.0]},
    "u = (x * x).detach(); (u * x).sum()": {
        _VALUES: [1.0, 8.0, 27.0],
        "A constant factor stays: the derivative of 7x is 7, not 1.": [1.0] * 3,
        "u is a constant here; that is the gradient without detach.": [3.0, 12.0, 27.0],
        "The branch through u is the one that is cut; the other remains.": [2.0, 8.0, 18.0],
        "The factor x outside is not detached.": [0.0] * 3,
        "That is the derivative of u; but u is a constant, and its values are the factor.":
        [2.0, 4.0, 6.0],
        "u holds the squares of x.": [1.0, 2.0, 3.0]},
    "(x * x.detach()).sum()": {
        _VALUES: [1.0, 4.0, 9.0],
        "One of the two factors is a constant.": [2.0, 4.0, 6.0],
        "Only one of the two factors is detached.": [0.0] * 3,
        "The constant factor is x itself, not 1.": [1.0] * 3},
    "(x * x - (x * x).detach()).sum()": {
        "The sign: it is the second term that is constant.": [-2.0, -4.0, -6.0],
        "The value is 0 everywhere, but to autograd the second term is a constant.": [0.0] * 3,
        "Nothing is cut in the first term: two factors.": [1.0, 2.0, 3.0]}}

_TIE = "By count it is a tie, and reverse mode must keep all values: it has no advantage here."
_WEIGHTS = "As a function of its inputs, the layer has 100; its weights are constants here."
_SWAPPED = "A JVP gives a column, so there is one for each input; a VJP one for each output."
_WORDS = {'The mode is asked: "forward", "reverse" or "either".':
          lambda got: str(got).strip().lower() not in ("forward", "reverse", "either")}
MODES_HINTS = {
    "network: JVPs": {_SWAPPED: 1},
    "network: VJPs": {_SWAPPED: 203_530,
                      "The loss is one number, whatever the outputs of the network.": 10},
    "network: mode": _WORDS | {"One VJP is fewer than 203,530 JVPs.": "forward",
                               "The two counts are far apart.": "either"},
    "ball: JVPs": {_SWAPPED: 1500,
                   "The inputs are the angle and the speed.": lambda got: got in (1, 3, 500)},
    "ball: VJPs": {_SWAPPED: 2, "At each moment there are three coordinates.": 500,
                   "One VJP serves one number; the path is many.": 1,
                   "Count all the outputs: coordinates times moments.":
                   lambda got: got in (3, 503),
                   "The outputs are counted, not multiplied by the inputs.": 3000},
    "ball: mode": _WORDS | {"Two columns are fewer than 1500 rows.":
                            lambda got: str(got).strip().lower() in ("reverse", "either")},
    "layer: JVPs": {_WEIGHTS: lambda got: got in (10_000, 10_100),
                    "The outputs do not count here: one JVP for each input.": 200,
                    "One JVP gives one column of a hundred.": 1},
    "layer: VJPs": {"The entries of the Jacobian are computed a row at a time.": 10_000,
                    "One VJP gives one row of a hundred.": 1},
    "layer: mode": _WORDS | {_TIE: "reverse"}}
