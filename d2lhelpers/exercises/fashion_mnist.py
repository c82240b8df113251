"""Exercises of the chapter fashion-mnist."""

import math
import re
from functools import partial

import torch

from ._answers import Crashed, Wrong
from ._compare import compare, compare_parts, raises, random_tensors, require, same_as, when
from ._fashion_mnist import (
    TIMER_FAULTS,
    idx,
    notes_splits,
    pixels,
    reader,
    says,
    stopwatch,
    vote,
)
from ._registry import exercise


@exercise("fashion-mnist/1", expects="function")
def batch_counts(answer):
    """Number of batches, and the size of the last."""
    def counts(num_examples, batch_size):
        number = -(-num_examples // batch_size)
        return number, num_examples - (number - 1) * batch_size

    cases = [(60000, 256), (10000, 256), (60000, 100), (5, 8), (1, 1)]
    compare(answer, counts, cases, mistakes=[
        same_as(lambda n, b: (n // b, n % b or b),
                "`//` rounds down: the examples left over at the end would never be seen."),
        same_as(lambda n, b: (-(-n // b), n % b),
                "Where the batch size divides the number of examples, the remainder is 0, yet the"
                " last batch is full."),
        same_as(lambda n, b: (n // b + 1, n - n // b * b),
                "One more than the quotient is right only where there is a remainder: an empty"
                " batch would be handed out at the end."),
        same_as(lambda n, b: (-(-n // b), b), "The last batch holds what is left, which may be"
                                               " less than a whole batch."),
        when(lambda got, n, b: got[0] == n / b, "A number of batches is whole: round it up."),
        when(lambda got, n, b: got[0] in (n // b, round(n / b)), "Round up, not down or to the"
             " nearest: the examples left over at the end make a batch of their own."),
        when(lambda got, n, b: tuple(got) == counts(n, b)[::-1], "The two are in the wrong"
             " order: the number of batches comes first."),
    ])
    return "60,000 images at 256 make 235 batches, the last of 96."


@exercise("fashion-mnist/2")
def uniform_guessing(answer):
    """Accuracy and cross-entropy of guesses that do not look."""
    compare_parts(answer, {"accuracy": 0.1, "always_0": 0.1, "cross_entropy": math.log(10)}, {
        "accuracy": {"Give it as a share between 0 and 1, not in per cent.": 10.0,
                     "That is a fair coin's; there are ten classes.": 0.5,
                     "That is the probability of being wrong.": 0.9},
        "always_0": {"Give it as a share between 0 and 1.": lambda x: x in (10, 1000),
                     "It is right for one class in ten, not always.": 1.0,
                     "It is right whenever the label is 0, and that happens.": 0.0},
        "cross_entropy": {
            "That is in bits; the book's cross-entropy takes the natural logarithm.": math.log2(10),
            "That is the logarithm to base 10; take the natural one.": 1.0,
            "A loss of 0 would need certainty: take -log of the probability 1/10.": 0.0,
            "The minus sign is missing: -log(1/10).": -math.log(10),
            "Do not weigh it by 1/10 once more: only the label's term is in the loss.":
                math.log(10) / 10,
            "Do not add up over the classes: only the label's term is in the loss.":
                math.log(10) * 10,
            "That is the probability; the loss is -log of it.": 0.1},
    })


@exercise("fashion-mnist/3", expects="function")
def to_tensor(answer):
    """What ToTensor does."""
    def scaled(image):
        return image.permute(2, 0, 1) / 255

    first = torch.tensor([[[0, 51, 102], [153, 204, 255]]], dtype=torch.uint8)  # 1 x 2 x 3
    compare(answer, scaled, [first, pixels(5, 4, 3), pixels(3, 3, 3, top=200), pixels(6, 2, 1)],
            exact_dtype=True, mistakes=[
        same_as(lambda image: image.permute(2, 0, 1) // 255, "`//` rounds down, so that nearly all"
                " pixels become 0: divide with `/`."),
        same_as(lambda image: image.permute(2, 0, 1), "The axes are in order, but the pixels are"
                " still bytes from 0 to 255."),
        same_as(lambda image: image / 255, "The pixels are scaled, but the channel is still the"
                " last axis."),
        same_as(lambda image: image.reshape(image.shape[2], *image.shape[:2]) / 255,
                "`reshape` keeps the order in memory and cuts it anew, so the channels are mixed:"
                " the axes must change places."),
        same_as(lambda image: image.permute(2, 1, 0) / 255,
                "Height and width have changed places too: the picture is mirrored at its"
                " diagonal."),
        same_as(lambda image: image.permute(2, 0, 1) / image.max(),
                "Divide by 255, not by the largest value of this image: else equal bytes of two"
                " images become unequal numbers."),
        same_as(lambda image: image.permute(2, 0, 1) / 256, "The largest byte is 255, and it is"
                " to become 1."),
        same_as(lambda image: (scaled(image) - scaled(image).mean()) / scaled(image).std(),
                "That standardises; ToTensor only scales."),
    ])
    return "The same as ToTensor on colour and on grey images."


@exercise("fashion-mnist/4", expects="function")
def readidx(answer):
    """A reader of the format that the four files are in."""
    compare(answer, reader(), [idx(2, 3), idx(5), idx(2, 3, 4), idx(1, 300)],
            exact_dtype=True, mistakes=[
        when(says("33554432"), "The sizes were read with the least significant byte first; IDX"
                                " has the most significant first: big-endian."),
        when(says("16909060"), "Three sizes were read from an array of two axes: byte 3 says how"
                                " many there are."),
        when(says(r"size 1[048]\b"), "Bytes of the header were taken for data: it is 4 bytes"
                                     " long, and 4 more for each axis."),
        when(says(r"size 2\b"), "Data were skipped: the header is 16 bytes long only where there"
                                 " are three axes."),
        same_as(reader(width=1), "Each size is stored in four bytes; the last of them alone is"
                                  " enough only below 256."),
        same_as(reader(order=lambda shape: shape[::-1]), "The sizes stand in the order of the"
                " axes, the slowest first; here they are reversed."),
        same_as(lambda data: reader()(data) / 255, "The reader should give the bytes as they"
                " are; scaling comes later."),
    ])
    return "One, two and three axes, as in the label and the image files."


@exercise("fashion-mnist/5a")
def slashes(answer):
    """What `4//four_processes` means to Python."""
    compare_parts(answer, {"define": "none", "call": "NameError"}, {
        "define": {"The line is good grammar: a number, an operator, a name.": "SyntaxError",
                   "The body is not run when the function is defined.": "NameError"},
        "call": {"The grammar was checked before, and found good.": "SyntaxError",
                 "The name on the right of `//` is looked up, and has no value.": "none",
                 "It never comes to the division.":
                     lambda name: name in ("ZeroDivisionError", "TypeError")}})


@exercise("fashion-mnist/5b", expects="function")
def time_one_pass(answer):
    """The notes' timing of one epoch, mended."""
    log = []
    try:
        text = answer("the data set", 32, *stopwatch(log))
    except Crashed as crashed:
        hints = [hint for pattern, hint in TIMER_FAULTS if re.search(pattern, str(crashed.error))]
        raise Wrong(" ".join([*hints[:1], str(crashed)])) from None
    used = next((entry for entry in log if isinstance(entry, dict)), None)
    require(used, "No DataLoader was made.")
    require(not callable(used["workers"]), "`num_workers` was given the function itself, not the"
                                           " number that it returns: call it.")
    require(used["workers"] == 4, "The notes ask for four worker processes.")
    require(used["shuffle"], "The training set is to be shuffled.")
    require(used["batch_size"] == 32, "The batch size handed in was not used.")
    require("end" in log, "The loader was not run through to its end, so nothing is measured.")
    events = [event for event in log if event in ("start", "begin", "end", "stop")]
    require(events == ["start", "begin", "end", "stop"],
            "The timer must start before the pass and stop after it.")
    require(isinstance(text, str) and text.replace(" ", "") == "3.14sec",
            "Return the seconds as a text with two decimals, such as '3.14 sec'.")
    return "All five faults are gone."


@exercise("fashion-mnist/6", expects="function", given=notes_splits)
def load_splits(answer):
    """Two splits under two names."""
    def both(load):
        return load(train=True), load(train=False)

    def load(train):  # like torchvision's data sets, it asks only whether `train` is true
        return torch.arange(6) if train else torch.arange(2)

    compare(answer, both, [load], mistakes=[
        same_as(lambda load: (load(False), load(False)), "Both names hold the test set: the"
                " second assignment has overwritten the training set."),
        same_as(lambda load: (load(False), load(True)), "Training and test set are swapped."),
        same_as(lambda load: (load(True), load(True)), "Both are the training set: every text"
                " that is not empty counts as true, \"False\" too."),
        raises(NameError, "true", "Python's truth values are capitalised: `True`, `False`."),
        raises(NameError, "Fale", "`Fale` is a slip of the pen."),
        raises(NameError, "minist", "The name that is used was never assigned."),
    ])
    return "Six training and two test examples, each under its own name."


@exercise("fashion-mnist/7")
def shuffled_test_set(answer):
    """What depends on the order of the test set."""
    compare_parts(answer, {"a": False, "b": True, "c": True, "d": False}, {
        "a": {"The accuracy is a sum over the examples, divided by their number: a sum does not"
              " depend on the order.": True},
        "b": {"Another order puts other images into the first batch.": False},
        "c": {"The short last batch counts as much as a full one, so it matters which examples"
              " fall into it.": False},
        "d": {"A prediction is a function of one image: its neighbours in the batch do not"
              " enter, here.": True},
    })


@exercise("fashion-mnist/8", expects="function")
def standardise(answer):
    """Both splits standardised with the training set's statistics."""
    def scale(train, test):
        return (train - train.mean()) / train.std(), (test - train.mean()) / train.std()

    def by_own(train, test, correction=1):
        return tuple((X - X.mean()) / X.std(correction=correction) for X in (train, test))

    def pooled(train, test, correction=1):
        both = torch.cat([train, test])
        std = both.std(correction=correction)
        return tuple((X - both.mean()) / std for X in (train, test))

    def per_pixel(train, test):
        return tuple((X - train.mean(0)) / train.std(0) for X in (train, test))

    # So many pixels that dividing by their number, or by one less, gives the same deviation.
    first, second = (random_tensors((500, 1, 9, 9), (50, 1, 9, 9), seed=seed) for seed in (0, 1))
    cases = [(first[0] * 2 + 1, first[1] * 3 - 1), (second[0] / 3, second[1] / 2 + 2)]
    compare(answer, scale, cases, rtol=1e-4, mistakes=[
        *(same_as(partial(by_own, correction=n), "Each split was standardised with its own"
                  " statistics: the same garment would become two different inputs, and the test"
                  " set has helped to prepare itself.") for n in (0, 1)),
        *(same_as(partial(pooled, correction=n), "The statistics were taken over both splits: the"
                  " test set has leaked.") for n in (0, 1)),
        same_as(per_pixel, "That is one mean and deviation for each pixel; one number each, over"
                           " all pixels, is asked."),
        same_as(lambda train, test: (scale(train, test)[0], test), "The test set is as it"
                " was: transform it as well, with the two numbers that the training set had before"
                " it was standardised."),
        same_as(lambda train, test: tuple((X - train.mean()) / train.var() for X in (train, test)),
                "Divide by the standard deviation, not by the variance."),
        same_as(lambda train, test: tuple(X / train.std() for X in (train, test)),
                "The mean was not subtracted."),
        same_as(lambda train, test: tuple(X - train.mean() for X in (train, test)),
                "The mean was subtracted, but the deviation is still what it was: divide by it."),
        same_as(lambda train, test: tuple((X - test.mean()) / test.std() for X in (train, test)),
                "These are the test set's statistics; they must come from the training set."),
        same_as(lambda train, test: (scale(train, test)[0], (test - train.mean()) / test.std()),
                "The test set was divided by its own deviation; use the training set's."),
        same_as(lambda train, test: tuple(X - train.mean() / train.std() for X in (train, test)),
                "`/` comes before `-`: subtract in brackets first."),
    ])
    return "Two pairs of splits; the test set's own mean is not 0, and need not be."


@exercise("fashion-mnist/9", expects="function")
def knn_predict(answer):
    """The k nearest neighbours' vote."""
    def predict(train_X, train_y, X, k):
        return vote(train_X, train_y, X, k)

    def labels_of(train_X, train_y, X, k):
        return train_y[torch.cdist(X, train_X).topk(k, largest=False).indices]

    line = torch.tensor([[0.0], [1.0], [2.0], [10.0], [11.0], [12.0]])
    labels = torch.tensor([7, 4, 4, 3, 3, 9])
    points = torch.tensor([[0.1], [9.6]])
    centres, noise, X = random_tensors((3, 5), (90, 5), (30, 5), seed=3)
    y = torch.arange(90) % 3
    split = torch.tensor([9, 2, 2, 7, 8, 6])  # the five nearest: two votes of five are enough
    cases = [(line, labels, points, 3), (line, labels, points, 1), (line, split, points[:1], 5),
             (centres[y] * 2 + noise, y + 4, centres[y[:30]] + X, 5)]
    compare(answer, predict, cases, mistakes=[
        same_as(lambda A, y, X, k: vote(A, y, X, k, largest=True),
                "These are the farthest examples: look for the smallest distances."),
        same_as(lambda A, y, X, k: vote(A, y, X, 1), "Only the nearest example votes: k is not"
                                                       " used."),
        same_as(lambda A, y, X, k: torch.cdist(X, A).topk(k, largest=False).indices,
                "These are positions in the training set: look up their labels, and vote."),
        same_as(lambda A, y, X, k: torch.cdist(X, A).topk(k, largest=False).indices.mode(1).values,
                "These are positions in the training set: look up their labels before the vote."),
        same_as(lambda A, y, X, k: labels_of(A, y, X, k), "These are the neighbours' labels; now"
                " let them vote, row by row."),
        same_as(lambda A, y, X, k: labels_of(A, y, X, k).median(1).values, "A median supposes that"
                " the classes have an order; their numbers are names. Count votes."),
        same_as(lambda A, y, X, k: labels_of(A, y, X, k)[:, -1], "Only the k-th neighbour was"
                " asked; all k have a vote."),
        same_as(lambda A, y, X, k: y[(X @ A.T).topk(k).indices].mode(1).values, "The largest inner"
                " product is not the smallest distance: long vectors win."),
        when(lambda got, A, y, X, k: isinstance(got, tuple),
             "`mode` returns the values and where they are: take `.values`."),
        raises(RuntimeError, "out of range", "`cdist(a, b)` has a row for each row of a: one row"
               " for each image to classify is needed, and the k smallest of each row."),
        same_as(lambda A, y, X, k: torch.cdist(X, A).argmin(1), "This is a position in the"
                " training set, not a label."),
        *(same_as(lambda A, y, X, k, to=to: to(labels_of(A, y, X, k).float().mean(1)), "A mean of"
                  " class numbers is no class: 3 and 5 do not make 4. Count votes.")
          for to in (lambda x: x, lambda x: x.round().long(), lambda x: x.long())),
    ])
    return "Neighbours on a line, and in five dimensions."


@exercise("fashion-mnist/10")
def standard_error(answer):
    """How sharp a test accuracy is."""
    variance = 0.83 * 0.17
    compare_parts(answer, {"standard_error": math.sqrt(variance / 10000),
                           "num_images": variance / 0.001**2}, {
        "standard_error": {
            "That is rounded too far: give two digits that count.": 0.004,
            "Both p and 1 - p belong under the root.": lambda x: any(
                math.isclose(x, math.sqrt(p) / 100, rel_tol=0.02) for p in (0.83, 0.17)),
            "The accuracy is 0.83, not a half.": 0.005,
            "That is the variance of the mean; take its root.": variance / 10000,
            "That is one image's deviation; divide by the root of their number.":
                math.sqrt(variance),
            "Divide by the root of the number of images, not by the number.":
                math.sqrt(variance) / 10000,
            "That is twice the standard error, half of a 95 % interval.":
                2 * math.sqrt(variance / 10000)},
        "num_images": {
            "That is how many more; asked is how many in all.": variance / 0.001**2 - 10000,
            "That is how many times as many: multiply it by 10,000.": variance / 0.001**2 / 1e4,
            "The standard error falls with the root of the number: solve for n, do not scale"
            " linearly.": math.sqrt(variance) / 0.001,
            "The standard error is to be 0.001, so its square stands below.": variance / 0.001,
            "That has the linear ratio of the errors: it takes the square.":
                10000 * math.sqrt(variance / 10000) / 0.001},
    }, rtol=0.02)
