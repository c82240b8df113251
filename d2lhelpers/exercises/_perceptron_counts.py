"""Exercise 10 of perceptron: the mistakes counted, from the table of products alone."""

import torch as pt

from ._compare import when
from ._perceptron import signed_table


def tables():
    """Return tables of products, each with a number of epochs."""
    AND, OR, XOR = (signed_table(name) @ signed_table(name).T for name in ("AND", "OR", "XOR"))
    far = pt.tensor([[2.0, 1, 1], [-3, -2, -1], [1, -1, 1], [-1, -1, -1]])
    return [(AND, 100), (OR, 100), (XOR, 3), (XOR * XOR.abs(), 50), (far @ far.T, 40)]


def counted(G, max_epochs=100, tie=True, batch=False, every=False, own=False, step=None,
            begin=0.0):
    """Return how often each example is a mistake, or one of the known wrong counts."""
    counts = pt.full((len(G),), begin)
    for _ in range(max_epochs):
        before = counts.clone()
        for i in range(len(G)):
            score = G[i] @ (before if batch else counts)
            score = G[i, i] * counts[i] if own else score
            if every or (score <= 0 if tie else score < 0):
                counts = counts + (pt.eye(len(G))[i] if step is None else step(G, i))
        if pt.equal(before, counts):
            break
    return counts


def mistaken_order(G, max_epochs=100):
    """Return which examples were mistakes, one after the other."""
    counts, order = pt.zeros(len(G)), []
    for _ in range(max_epochs):
        before = len(order)
        for i in range(len(G)):
            if G[i] @ counts <= 0:
                counts[i] += 1
                order.append(i)
        if len(order) == before:
            break
    return pt.tensor(order)


WRONG_COUNTS = {
    "Nothing ever happens: at the start every score is exactly 0, and the rule counts a tie as a"
    " mistake.": lambda G, n: counted(G, n, tie=False),
    "max_epochs is not heeded: on data like XOR the run must end after that many epochs.":
        lambda G, n: counted(G, max(n, 100)),
    "Only one epoch is run; go on until an epoch has no mistake.": lambda G, n: counted(G, 1),
    "There is one epoch too many where the rule does not stop by itself.":
        lambda G, n: counted(G, n + 1),
    "There is one epoch too few where the rule does not stop by itself.":
        lambda G, n: counted(G, n - 1),
    "The scores of an epoch are all computed with the counts at its beginning; the rule changes"
    " them after each mistake.": lambda G, n: counted(G, n, batch=True),
    "Every example is counted, right or wrong; only mistakes count.":
        lambda G, n: counted(G, n, every=True),
    "The score of an example is made from its own count alone; the mistakes on the others have"
    " their part in it.": lambda G, n: counted(G, n, own=True),
    "A mistake on example i adds the whole row of products to the counts; it changes one count, by"
    " 1.": lambda G, n: counted(G, n, step=lambda G, i: G[i]),
    "A mistake changes the count by the example's squared length; it counts as 1.":
        lambda G, n: counted(G, n, step=lambda G, i: G[i, i] * pt.eye(len(G))[i]),
    "A mistake adds 1 to the count; here it takes 1 off.":
        lambda G, n: counted(G, n, step=lambda G, i: -pt.eye(len(G))[i]),
    "The counts begin at 1; begin with all at zero.": lambda G, n: counted(G, n, begin=1.0),
    "Every count is one too high.": lambda G, n: counted(G, n) + 1,
    "These are the scores at the end; the counts are asked.": lambda G, n: G @ counted(G, n),
    "The counts are divided by their sum: that is the mixture of Theorem 3, and the counts"
    " themselves are asked.": lambda G, n: counted(G, n) / counted(G, n).sum(),
    "This tells which example was each mistake; how often each was one is asked.": mistaken_order,
    "That is the number of all mistakes; one count for each example is asked.":
        lambda G, n: counted(G, n).sum(),
}


def shape_mistakes():
    """Return what is recognised by the shape of the answer alone."""
    return [when(lambda got, G, n: got.ndim == 2 and got.shape[1] == len(G) > 1,
                 "Only the counts at the end are asked, not those after each step.")]
