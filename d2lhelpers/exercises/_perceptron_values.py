"""Values that the exercises of perceptron ask for, and the mistakes that lead to others."""

import math

import torch

from ._answers import Wrong
from ._compare import as_tensor, require
from ._perceptron import signed

RATES = {
    "weights": {"These are the weights for a rate of 1; each update now adds a tenth.":
                [3.0, 2, -4],
                "The bias has the wrong sign.": [0.3, 0.2, 0.4],
                "The rate multiplies the bias too.": [0.3, 0.2, -4],
                "The order is w1, w2, b.": [-0.4, 0.3, 0.2],
                "Smaller steps make smaller weights, not larger ones.": [30.0, 20, -40],
                "The rate multiplies the weights too, not only the bias.": [3.0, 2, -0.4],
                "The signs are reversed: that is NAND.": [-0.3, -0.2, 0.4],
                "That is the end for another order of the examples.": [0.2, 0.3, -0.4],
                "The end for a rate of 1 is divided by 10 once.": [0.03, 0.02, -0.04],
                "That is OR.": [0.2, 0.2, -0.1],
                "Three numbers are asked: w1, w2 and b.": lambda w: len(w) != 3},
    "updates": {"Ten times smaller steps do not need ten times as many: nothing is compared but"
                " signs.": 180, "That is the number of epochs.": 9, "That is the bound.": 51,
                "Smaller steps do not make fewer updates: nothing is compared but signs.": 1.8,
                "The start is no update.": 19},
    "start": {"The rate divides the start; it does not multiply it.": [0.5, 0.5, -0.5],
              "From another start than zero the rate matters.": [1.0, 1, -1],
              "The bias is divided too.": [2.0, 2, -1],
              "The weights are divided too.": [1.0, 1, -2],
              "The bias has the wrong sign.": [2.0, 2, 2],
              "The start is divided by the rate once.": [4.0, 4, -4],
              "The rate of this run is 0.5, and the rate divides.":
                  lambda w: w[0] == w[1] == -w[2] and w[0] in (0.1, 10, 20),
              "From zero the first score is a tie; from (1, 1, -1) it is not.": [0.0, 0, 0]}}

NUMBERS = {
    "growth": {"The middle term of (4) is missing: at an update it may be as large as 2τ.": 3,
               "The middle term of (4) is twice the score.": 9,
               "That is without the 1 of the bias.": 14, "That is the middle term alone.": 12,
               "That is τ: the middle term of (4) is twice the score, and there is another.": 6,
               "The squared length of an example is r² + 1, not its root.": math.sqrt(3) + 12,
               "The squared length grows by that; no root is taken here.": math.sqrt(15)},
    "updates": {"That is the bound of Theorem 2; τ is missing.": 51,
                "Divide by ρ squared, not by ρ.": 15 * math.sqrt(17), "2τ, not τ.": 153,
                "That is without the 1 of the bias.": 238,
                "Multiply by 17: ρ² is 1/17.": 15 / 17,
                "Divide by ρ squared; this is multiplied by ρ.": 15 / math.sqrt(17),
                "That is the middle term alone, divided by ρ²; r² + 1 is missing.": 204},
    "length": {"That is the squared length.": 255 * 15,
               "That would be the root of the number of updates; each may add 15.": math.sqrt(255),
               "That is the bound on the number of updates.": 255,
               "The length grows with τ too; that is for τ = 0.": math.sqrt(153),
               "There are up to 255 updates, and each adds up to 15.": math.sqrt(765),
               "ρ stands below the line: multiply by √17.": 15 / math.sqrt(17),
               "That is without the 1 of the bias.": 14 * math.sqrt(17),
               "2τ, not τ.": 9 * math.sqrt(17)},
    "share": {"That is τ divided by τ: the length is more than that.": 1.0,
              "That is the limit for large τ.": 0.5,
              "That is the margin; divide it by ρ.": 0.4 / math.sqrt(17),
              "That is without the 1 of the bias.": 6 / 14,
              "At the end every score is above τ; not above 2τ.": 12 / 15,
              "That is the value for τ = r² + 1 = 3.": 1 / 3, "2τ, not τ, below the line.": 6 / 9,
              "A promise is less than ρ.": lambda share: share > 1}}

BOUNDS = {
    "0 and 1": {"That is without the 1 of the bias in r² + 1.": 4010,
                "That is without the bias in the length of u.": 440,
                "That is the squared length of u alone.": 401, "That is for m = 2.": 51,
                "That is the other coding.": 1001, "r² is m: ten entries 1.": 802,
                "r² is m, not m².": 101 * 401, "The bias is to be squared too.": 11 * 59,
                "The length of u is to be squared.": 11 * math.sqrt(401),
                "That is the root of the bound.": math.sqrt(4411),
                "Divide by ρ², and 1/ρ² is the squared length of u.": 11 / 401,
                "That is the bound after the bits are multiplied by 10.": 361_761.4},
    "-1 and 1": {"That is without the 1 of the bias in r² + 1.": 910,
                 "That is without the bias in the length of u.": 110,
                 "That is the squared length of u alone.": 91, "That is for m = 2.": 9,
                 "That is the other coding.": 4411, "r² is m: ten entries of size 1.": 182,
                 "r² is m, not m².": 101 * 91, "The bias is to be squared too.": 11 * 19,
                 "The length of u is to be squared.": 11 * math.sqrt(91),
                 "That is the root of the bound.": math.sqrt(1001),
                 "Divide by ρ², and 1/ρ² is the squared length of u.": 11 / 91,
                 "The bias is -(m - 1), here -9.": 11 * 110},
    "smaller": {"Compute both factors: which of them grows, and which shrinks by how much?": True}}


def row(value):
    """Return a vector of any form as a list of numbers, a number as it is."""
    if isinstance(value, (tuple, list)):  # also (w, b), of which w is a vector
        rows = map(row, value)
        return [x for part in rows for x in (part if isinstance(part, list) else [part])]
    return as_tensor(value).flatten().tolist() if getattr(value, "ndim", 0) else value


def check_multipliers(answer):
    """Raise ``Wrong`` unless the eight numbers mix the examples to zero."""
    c = as_tensor(answer).flatten()
    require(len(c) == 8, f"Eight numbers are asked, one for each example; these are {len(c)}.")
    require(c.isfinite().all(), "The numbers must be ordinary ones.")
    X = torch.cartesian_prod(*[torch.tensor([0.0, 1.0])] * 3)
    y = torch.where(X.sum(1) == 1, 1.0, -1.0)
    require((c >= 0).all() or not ((c * y >= 0).all() and (c * y).any()), "These have the signs of"
            " the labels; the inequalities hold the labels already, so all numbers are at least 0.")
    require((c >= 0).all(), "No number may be negative: an inequality times a negative number turns"
            " round.")
    require(c.any(), "All numbers are zero: then the sum says 0 > 0 only because nothing was"
            " added.")
    total = c @ signed(X, y).double()
    good = total.abs().max() <= 1e-4 * c.max()
    if not good:
        for name, order in (("000, 001, 010, 100, 011, 101, 110, 111", [0, 1, 2, 4, 3, 5, 6, 7]),
                            ("111, 110, 101, 100, ...", [7, 6, 5, 4, 3, 2, 1, 0]),
                            ("000, 001, 011, 010, ...", [0, 1, 3, 2, 6, 7, 5, 4])):
            moved = torch.zeros(8, dtype=c.dtype)
            moved[order] = c
            other = moved @ signed(X, y).double()
            require(other.abs().max() > 1e-4 * c.max(), "These are right in the order " + name
                    + "; the order asked is 000, 001, 010, 011, ...")
        require((c * (y > 0)).any(), "Only inequalities of examples that should be off are added;"
                " those that should be on must occur too.")
        require((c * (y < 0)).any(), "Only inequalities of examples that should be on are added;"
                " those that should be off must occur too.")
        names = [f"w{j}" for j in (1, 2, 3) if total[j - 1].abs() > 1e-4 * c.max()]
        raise Wrong("Something is left of the sum: " + (", ".join(names) + " " if names else "")
                    + ("and b do" if names and total[3].abs() > 1e-4 * c.max() else
                       "b does" if not names else "do") + " not cancel.")
