# ruff: noqa: F821
"""A faulty program that is to be mended, and known wrong values.

The program is compared with a learner's code and never run; torch is not imported here, since
the compiler treats names that a module imports in its own way.
"""


def train_quietly(net, loader, num_epochs):
    """Train as given, with two faults."""
    optimizer = torch.optim.SGD(net.parameters(), lr=0.015)
    for _ in range(num_epochs):
        for X, y in loader:  # y has the shape (n,)
            loss = nn.MSELoss()(net(X), y)
            loss.backward()
            optimizer.zero_grad()
            optimizer.step()
    return net


SPELLING = "Take one of the six words, spelt as in the list."
_FIRST = "All but one setting are visible in the first step, and here there is no difference."
_LAST = "At the end the parameters are right; with this setting they would not be."
_ENDS = "At the end the parameters are off by far more than jitter; this setting is forgotten."
_SIZE = "Add 0.4 to three parameters: the distance begins at 0.7, and shrinks from there."
SETTINGS = {
    "A": {"rate": _FIRST, "order": _FIRST, "start": _FIRST, "decay": _LAST, "frozen bias": _LAST},
    "B": {"rate": _ENDS, "order": _ENDS, "start": _ENDS, "momentum": _ENDS,
          "frozen bias": "The weights are off too, and by the same share as the bias."},
    "C": {"rate": "With another rate the distance grows smoothly at first; this one is ragged.",
          "start": _SIZE, "momentum": "In the first step there is no last one to repeat.",
          "decay": _LAST, "frozen bias": _LAST},
    "D": {"rate": _ENDS, "order": _ENDS, "start": _ENDS, "momentum": _ENDS,
          "decay": "Decay shrinks all three by the same share; look which one is off."},
    "E": {"order": "With another order the distance is ragged; this one grows smoothly to a hump.",
          "start": _SIZE, "momentum": "In the first step there is no last one to repeat.",
          "decay": _LAST, "frozen bias": _LAST}}

DROP_MISTAKES = {
    "steps": {
        "A short batch is a step too, and a whole one.": lambda got: 100 < float(got) < 101,
        "That leaves the short batch out, which is dealt by default.": 100,
        "That is in two epochs; one is asked.": 202, "That counts the examples.": 1003},
    "steps with drop_last": {"The short batch is dropped: one step fewer.": 101,
                         "Only one batch is short, so only one is dropped.": 99},
    "unseen": {
        "That is dropped in each epoch; to be unseen, an example must be dropped in both.": 3,
        "Another three are dropped in the second epoch, but most of the first three come then.": 6,
        "That is the probability for one example; there are 1003.": (3 / 1003)**2,
        "That is the probability to be dropped in one epoch.": 3 / 1003,
        "It is rare, but not impossible: ask for the average.": 0,
        "That is the probability to be dropped in at least one of the two epochs.": 6 / 1003,
        "That counts those dropped in at least one epoch; it must happen in both.":
            lambda got: 5.9 < float(got) < 6,
        "Rounded too far, or a simulation: work it out, with two digits at least.":
            lambda got: 0.004 < float(got) < 0.02},
    "unseen without shuffle": {
        "Without shuffling the same examples are dropped in every epoch.": 6,
        "The order stays, so chance plays no part.": 9 / 1003,
        "The last batch is dropped in every epoch, and it always holds the same examples.": 0}}
