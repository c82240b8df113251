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


def notes_parts():
    """Lines 116 to 127 of the notes."""
    w = torch.normal(0, 0.01, size=(2, 1), requires_grad=True)

    def linreg(x, w, b):
        return torch.matmul(x, w) + b

    def squared_loss(y_hat, y):
        return (y_hat - y.reshape(y_hat.shape)) ** 2 / 2

    def sgd(params, lr, batch_size):
        with torch.no_grad():
            for param in params:
                param -= lr * param.grad / batch_size
                param.grad_zero_()

    return w, b, linreg, squared_loss, sgd


def notes_loop(features, labels, w, b, sgd, lr=0.03, num_epochs=3):
    """Lines 129 to 140 of the notes."""
    net = linreg
    loss = squared_loss
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
PART_NAMES = {
    "b": "`b` is not defined in here: the notebook's own `b` is returned.",
    "w": "`w` is not defined in here: the notebook's own `w` is returned.",
    "linreg": "`linreg` is not defined in here: the chapter's is returned.",
    "squared_loss": "`squared_loss` is not defined in here: the chapter's is returned.",
    "sgd": "`sgd` is not defined in here: the chapter's is returned.",
}
LOOP_NAMES = {
    "featurs": "`featurs` is a misspelling of an argument.",
    "lables": "`lables` is a misspelling of an argument.",
    "e": "`e` is set nowhere: it stands where the learning rate belongs.",
    "batch_size": "`batch_size` is not set in here: the notebook's own is taken, if there is one.",
    "lr": "`lr` is not set in here: the notebook's own is taken.",
    "num_epochs": "`num_epochs` is not set in here: the notebook's own is taken.",
    "net": "`net` is not set in here.",
    "loss": "`loss` is not set in here: the notebook's own is taken.",
    "runs": "The loop is to be run, not an earlier run looked up.",
}

LAST_MISTAKES = {
    "last step": {
        "The other way round: the sum of 3 terms is divided by 10.": 10 / 3,
        "With the mean the last step is of full length; the notes divide by 10.": 1.0,
        "That is 3 of all examples; compare with the mean over the 3.": 3 / 1003,
        "That is the part that is missing.": 0.7,
        "That is one of ten; the sum has three terms.": 0.1},
    "mean and / 10": {
        "Both the mean and the division count.": 0.03,
        "Dividing makes the rate smaller, not larger.": 0.3,
        "The mean is our recipe already: divide by 10 once more, not twice.": 0.0003},
    "sum only": {
        "The sum of 10 losses has ten times the gradient of their mean.": 0.03,
        "Not dividing makes the rate larger, not smaller.": 0.003,
        "A batch has 10 examples, not 1000.": 30.0}}

_VARIANCE = "That takes 0.1 for the variance; it is the standard deviation."
_HALF = "The loss has a half in front of the square."
FLOOR_MISTAKES = {
    "same labels": {
        _VARIANCE: 0.0375, _HALF: 0.0075,
        "The bias is a parameter too: there are three columns.": 0.005 * 10 / 12,
        "That is the floor itself, the loss at the true parameters; the fit has come closer to its"
        " own labels.": 0.005,
        "Fitting noise makes the loss on the same labels smaller, not larger.": 0.00625,
        "Three parameters do not reach twelve labels.": 0.0,
        "That is what the fit takes away.": 0.00125},
    "new labels": {
        _VARIANCE: 0.0625, _HALF: 0.0125,
        "The bias is a parameter too: there are three columns.": 0.005 * 14 / 12,
        "That is the floor itself; the fitted parameters are not the true ones.": 0.005,
        "The noise that was fitted is not the noise of the new labels: it does not help there.":
            0.00375,
        "That is what the fit adds.": 0.00125,
        "That is the gap between the two.": 0.0025}}

SWING_MISTAKES = {
    "period of six": {
        "That is ω = 2π/6 itself; the learning rate follows from its cosine.": math.pi / 3,
        "That is cos ω; solve for η.": 0.5,
        "With η = 2 the cosine is 0, and the period 4.": 2.0,
        "With η = 3 the cosine is -1/2, and the period 3.": 3.0,
        "That has the period 12: ω is 2π divided by the period.": 2 - 3**0.5},
    "explodes above": {
        "That is the limit of gradient descent with zeroing.": 2.0,
        "At 1 it still swings, with the period six.": 1.0,
        "The square of 2 - η meets 4 at two places; the larger one counts.": 0.0}}
