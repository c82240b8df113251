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
                "Smaller steps make smaller weights, not larger ones.": [30.0, 20, -40]},
    "updates": {"Ten times smaller steps do not need ten times as many: nothing is compared but"
                " signs.": 180, "That is the number of epochs.": 9, "That is the bound.": 51},
    "start": {"The rate divides the start; it does not multiply it.": [0.5, 0.5, -0.5],
              "From another start than zero the rate matters.": [1.0, 1, -1],
              "The bias is divided too.": [2.0, 2, -1]}}

NUMBERS = {
    "growth": {"The middle term of (4) is missing: at an update it may be as large as 2τ.": 3,
               "The middle term of (4) is twice the score.": 9,
               "That is without the 1 of the bias.": 14, "That is the middle term alone.": 12},
    "updates": {"That is the bound of Theorem 2; τ is missing.": 51,
                "Divide by ρ squared, not by ρ.": 15 * math.sqrt(17), "2τ, not τ.": 153,
                "That is without the 1 of the bias.": 238,
                "Multiply by 17: ρ² is 1/17.": 15 / 17},
    "length": {"That is the squared length.": 255 * 15,
               "That would be the root of the number of updates; each may add 15.": math.sqrt(255),
               "That is the bound on the number of updates.": 255,
               "The length grows with τ too; that is for τ = 0.": math.sqrt(153)},
    "share": {"That is τ divided by τ: the length is more than that.": 1.0,
              "That is the limit for large τ.": 0.5,
              "That is the margin; divide it by ρ.": 0.4 / math.sqrt(17),
              "That is the value for τ = r² + 1 = 3.": 1 / 3, "2τ, not τ, below the line.": 6 / 9,
              "A promise is less than ρ.": lambda share: share > 1}}

BOUNDS = {
    "0 and 1": {"That is without the 1 of the bias in r² + 1.": 4010,
                "That is without the bias in the length of u.": 440,
                "That is the squared length of u alone.": 401, "That is for m = 2.": 51,
                "That is the other coding.": 1001, "r² is m: ten entries 1.": 802},
    "-1 and 1": {"That is without the 1 of the bias in r² + 1.": 910,
                 "That is without the bias in the length of u.": 110,
                 "That is the squared length of u alone.": 91, "That is for m = 2.": 9,
                 "That is the other coding.": 4411, "r² is m: ten entries of size 1.": 182},
    "smaller": {"Compute both factors: which of them grows, and which shrinks by how much?": True}}


def row(value):
    """Return a vector of any form as a list of numbers, a number as it is."""
    if isinstance(value, (tuple, list)) or getattr(value, "ndim", 0):
        return as_tensor(value).flatten().tolist()
    return value


def check_multipliers(answer):
    """Raise ``Wrong`` unless the eight numbers mix the examples to zero."""
    c = as_tensor(answer).flatten()
    require(len(c) == 8, f"Eight numbers are asked, one for each example; these are {len(c)}.")
    require(c.isfinite().all(), "The numbers must be ordinary ones.")
    require((c >= 0).all(), "No number may be negative: an inequality times a negative number turns"
            " round.")
    require(c.any(), "All numbers are zero: then the sum says 0 > 0 only because nothing was"
            " added.")
    X = torch.cartesian_prod(*[torch.tensor([0.0, 1.0])] * 3)
    y = torch.where(X.sum(1) == 1, 1.0, -1.0)
    total = c @ signed(X, y).double()
    good = total.abs().max() <= 1e-4 * c.max()
    if not good:
        require((c * (y > 0)).any(), "Only inequalities of examples that shall be off are added;"
                " those that shall be on must occur too.")
        require((c * (y < 0)).any(), "Only inequalities of examples that shall be on are added;"
                " those that shall be off must occur too.")
        order = torch.tensor([0, 4, 2, 6, 1, 5, 3, 7])
        backwards = c[order] @ signed(X, y).double()
        require(backwards.abs().max() > 1e-4 * c.max() or torch.equal(c, c[order]), "These are"
                " right in another order of the inputs; the order asked is 000, 001, 010, 011, ...")
        names = [f"w{j}" for j in (1, 2, 3) if total[j - 1].abs() > 1e-4 * c.max()]
        raise Wrong("Something is left of the sum: " + (", ".join(names) + " " if names else "")
                    + ("and b do" if names and total[3].abs() > 1e-4 * c.max() else
                       "b does" if not names else "do") + " not cancel.")
