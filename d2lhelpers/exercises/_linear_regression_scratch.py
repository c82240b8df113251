# ruff: noqa: B007, E741, F821
"""Code of the original notes as it was, faults included, and hints that go with it.

The quotes are compared with a learner's code and never run; torch is not imported here, since
the compiler treats names that a module imports in its own way.
"""

import math


def notes_data():
    """Lines 89 to 98 of the notes."""
    def synthetic_data(w, b, num_example):
        x = torch.normal(0, 1, (num_example, len(w)))
        y = torch.matmul(x, w) + b
        y += torch.normal(0, 0.01,)
        return x, y.reshape((-1, 1))

    true_w = torch.tensor([2, -3.4])
    feature, labels = syntetic_data(true_w, true_b, 1000)
    return feature, labels


def notes_program(features, labels, data_iter, lr=0.03, num_epochs=3):
    """Lines 116 to 140 of the notes."""
    w = torch.normal(0, 0.01, size=(2, 1), requires_grad=True)

    def linreg(x, w, b):
        return torch.matmul(x, w) + b

    def squared_loss(y_hat, y):
        return (y_hat - y.reshape(y_hat.shape)) ** 2 / 2

    def sgd(params, lr, batch_size):
        with torch.no_grad():
            for param in params:
                param -= lr * param.grad / batch_size
                param.grad.zero_()

    net, loss = linreg, squared_loss
    for epoch in range(num_epochs):
        for x, y in data_iter(batch_size, featurs, lables):
            l = loss(net(x, w, b), y)
            l.sum().backward()
            sgd([w, b], e, batch_size)


DATA_NAMES = {
    "syntetic_data": "`syntetic_data` is called, `synthetic_data` is defined.",
    "true_b": "`true_b` is not set in here: the notebook's own is taken. The notes' line `true_4.2`"
              " was meant to set it.",
    "true_w": "`true_w` is not set in here.",
    "features": "`features` is not set in here: the notebook's features are returned, beside labels"
                " that do not belong to them.",
    "feature": "`feature` is not set in here: look at how the results are called.",
    "labels": "`labels` is not set in here: the notebook's labels are returned.",
    "synthetic_regression": "That calls the chapter's function; mend the notes' own.",
}
PROGRAM_NAMES = {
    "featurs": "`featurs` is a misspelling of an argument.",
    "lables": "`lables` is a misspelling of an argument.",
    "e": "`e` is set nowhere: it stands where the learning rate belongs.",
    "b": "`b` is not defined in here: the notebook's own `b` is used, which is trained already.",
    "batch_size": "`batch_size` is not set in here: the notebook's own is taken, if there is one.",
    "w": "`w` is not defined in here: the notebook's own `w` is used.",
    "lr": "`lr` is not set in here: the notebook's own is taken.",
    "num_epochs": "`num_epochs` is not set in here: the notebook's own is taken.",
    "linreg": "`linreg` is not defined in here: the chapter's is taken.",
    "squared_loss": "`squared_loss` is not defined in here: the chapter's is taken.",
    "sgd": "`sgd` is not defined in here: the chapter's is taken.",
    "loss_at": "`loss_at` belongs to the notebook and its data: the function must do without.",
    "X": "`X` is a minibatch of the chapter; the batch is called `x` here.",
    "fit": "The program is to be mended, not another one run.",
    "runs": "The program is to be run, not an earlier run looked up."}
_ZERO = "The gradient is a tensor, and a tensor is set to zero in place by `zero_()`."
_NOISE = "The noise does not have the shape of `y`, which is still (1000,) in this line."
DATA_ERRORS = {
    "normal() received": "`torch.normal` does not know how many numbers to draw: its third argument"
                         " is a shape, a tuple such as `y.shape`.",
    "output with shape": _NOISE, "non-singleton": _NOISE}

PROGRAM_ERRORS = {
    "'float' and 'NoneType'": "A gradient is None: has every parameter `requires_grad`, and is"
                              " `backward` called before the step?",
    "object has no attribute 'grad'": "A plain number has no gradient: `b` must be a tensor with"
                                      " `requires_grad`.",
    "leaf Variable": "A parameter may be changed in place only where nothing is recorded: keep"
                     " `torch.no_grad()` around the step.",
    "'NoneType' object has no attribute 'zero_'":
        "`param = param - ...` only makes the name point to a new tensor: change the parameter in"
        " place, `param -= ...`.",
    "grad can be implicitly created only for scalar": "`backward` needs one number: add the losses"
                                                      " up.",
    "no attribute 'zero'": _ZERO, "no attribute 'zeros_'": _ZERO, "no attribute 'zero_grad'": _ZERO,
    "assigned grad": "The gradient is a tensor: `param.grad.zero_()`, or `param.grad = None`."}

WORDS = "Use one of the five words, spelt as in the exercise."
_MOVES = "It still falls at the end; a plateau does not."
_RESTS = "It comes to rest; a swing does not."
_LEVEL = "It stands at another level than that: compute the plateau from w* and b*."
_FLOOR = "Compare the end with the floor, half of σ²."
DIAGNOSES = {
    "A": {"rate too small": "It has stopped falling: a small rate goes on.", "not zeroed": _RESTS,
          "shape": _FLOOR, "no bias": _FLOOR},
    "B": {"rate too small": "A small rate goes down all the way; this goes up and down.",
          "shape": "A plateau jitters a little; this one goes up and down by its whole height.",
          "no bias": "Without a bias the loss comes to rest; this one does not.",
          "healthy": _FLOOR},
    "C": {"rate too small": "It has stopped falling: a small rate goes on.", "not zeroed": _RESTS,
          "no bias": _LEVEL, "healthy": _FLOOR},
    "D": {"rate too small": "It has stopped falling: a small rate goes on.", "not zeroed": _RESTS,
          "shape": _LEVEL, "healthy": _FLOOR},
    "E": {"not zeroed": "It falls all the way; a swing goes up again.", "shape": _MOVES,
          "no bias": _MOVES, "healthy": "It still falls, and is far above its floor: half of σ²."}}

_VARIANCE = "That takes 0.1 for the variance; it is the standard deviation."
_HALF = "The loss has a half in front of the square."
_MEAN = "The loss is a mean over the examples: divide by n."
_NEAR = "Near: give three digits, and use the formula if this was simulated."
FLOOR_MISTAKES = {
    "same labels": {
        _VARIANCE: 0.0375, _HALF: 0.0075, _MEAN: 0.045,
        "Dividing by n - p makes the estimate of σ² right; asked is the mean loss itself.":
            0.005 * 12 / 9,
        "The bias is a parameter too: there are three columns.": 0.005 * 10 / 12,
        "That is the floor itself, the loss at the true parameters; the fit has come closer to its"
        " own labels.": 0.005,
        "Fitting noise makes the loss on the same labels smaller, not larger.": 0.00625,
        "Three parameters do not reach twelve labels.": 0.0,
        "That is what the fit takes away.": 0.00125,
        _NEAR: lambda v: abs(v / 0.00375 - 1) < 0.03},
    "new labels": {
        _VARIANCE: 0.0625, _HALF: 0.0125, _MEAN: 0.075,
        "The bias is a parameter too: there are three columns.": 0.005 * 14 / 12,
        "That is the floor itself; the fitted parameters are not the true ones.": 0.005,
        "The noise that was fitted is not the noise of the new labels: it does not help there.":
            0.00375,
        "That is what the fit adds.": 0.00125,
        "That is the gap between the two.": 0.0025,
        _NEAR: lambda v: abs(v / 0.00625 - 1) < 0.03},
    "examples": {
        "The bias is a parameter too.": 200,
        "That is where the gap between the two losses is 1 %; asked is the part above the floor.":
            600,
        "At 300 it is exactly 1 %, which counts.": 301,
        "With 299 it is still a little more than 1 %.": 299,
        "That is the number of parameters.": 3,
        "1 % is one part in a hundred, for each of the parameters.": 100}}

SWING_MISTAKES = {
    "period of six": {
        "That is ω = 2π/6 itself; the learning rate follows from its cosine.": math.pi / 3,
        "That is cos ω; solve for η.": 0.5,
        "That is ω², near η only if ω is small: here use the cosine itself.":
            lambda v: abs(v - (math.pi / 3) ** 2) < 0.01,
        "With η = 2 the cosine is 0, and the period 4.": 2.0,
        "With η = 3 the cosine is -1/2, and the period 3.": 3.0,
        "That is the period; the learning rate is asked.": 6.0,
        "That is half of ω = 2π/6; the learning rate follows from the cosine of ω.": math.pi / 6,
        "That has the period 12: ω is 2π divided by the period.": 2 - 3**0.5},
    "explodes above": {
        "That is the limit of gradient descent with zeroing.": 2.0,
        "At 1 it still swings, with the period six.": 1.0,
        "It swings for ever only where the cosine of ω is at least -1.": math.inf,
        "Here λ is 1, not that of the chapter's data.": lambda v: 1.7 < v < 1.9 or 3.5 < v < 3.7,
        "The square of 2 - η meets 4 at two places; the larger one counts.": 0.0}}
