"""Exercises of the chapter softmax-scratch."""

import torch
from torch import nn

from ._answers import Attempt, Crashed
from ._compare import (
    as_tensor,
    compare,
    compare_parts,
    compare_value,
    raises,
    random_tensors,
    require,
    same_as,
)
from ._notes import demand_names, notes_epoch, notes_metrics, notes_overall, notes_softmax
from ._registry import exercise

TOY = (torch.tensor([[0.1, 0.7, 0.2], [0.2, 0.3, 0.5]]), torch.tensor([0, 2]))


@exercise("softmax-scratch/1", expects="function")
def shift_columns(answer):
    """One vector is added to every column of W."""
    def shifted(W, v):
        return W + v[:, None]

    cases = [(torch.zeros(3, 2), torch.tensor([1.0, 2.0, 3.0])),
             random_tensors((4, 4), (4,)), random_tensors((784, 10), (784,), seed=1)]
    compare(answer, shifted, cases, mistakes=[
        same_as(lambda W, v: W + v, "`W + v` lines v up with the last axis, the classes: an error"
                " for most shapes, and for a square W one number a column, in silence."),
        same_as(lambda W, v: W * v[:, None], "This multiplies; the vector is to be added."),
        same_as(lambda W, v: W + v.sum(), "This adds one number everywhere; entry i of v belongs"
                " to row i of W."),
        same_as(lambda W, v: torch.cat([W[:, :1] + v[:, None], W[:, 1:]], dim=1),
                "Only the first column is changed: then predictions do change."),
    ])
    W, b, X = random_tensors((6, 3), (3,), (20, 6), seed=2)
    v = torch.ones(6)
    torch.testing.assert_close(torch.softmax(X @ W + b, 1), torch.softmax(X @ answer(W, v) + b, 1))
    return "The probabilities of 20 random images stayed the same."


@exercise("softmax-scratch/2", expects="function")
def accuracy_at(answer):
    """Share of labels among the k largest entries."""
    def hits(y_hat, y, k, dim=1, largest=True):
        return (y_hat.topk(k, dim=dim, largest=largest).indices == y[:, None]).sum().item()

    def share(y_hat, y, k):
        return hits(y_hat, y, k) / len(y)

    y_hat, = random_tensors((50, 10))
    y = torch.arange(50) % 10
    cases = [(*TOY, 1), (*TOY, 2), (y_hat, y, 1), (y_hat, y, 3), (y_hat[:3], y[:3], 3)]
    compare(answer, share, cases, mistakes=[
        same_as(hits, "That is the number of hits, as in the notes; divide by the number of rows."),
        same_as(lambda y_hat, y, k: hits(y_hat, y, k) / (len(y) * k),
                "A row has one label: divide by the number of rows, not of candidates."),
        same_as(lambda y_hat, y, k: share(y_hat, y, 1), "`k` makes no difference: the label may"
                " stand anywhere among the k largest."),
        same_as(lambda y_hat, y, k: hits(y_hat, y, k, largest=False) / len(y),
                "These are the k smallest entries."),
        same_as(lambda y_hat, y, k: share(y_hat, y, k) - share(y_hat, y, k - 1) if k > 1
                else share(y_hat, y, k), "Only the k-th largest entry is compared: the label may"
                " also be among those before it."),
        same_as(lambda y_hat, y, k: hits(y_hat, y, k, dim=0) / len(y), "These are the largest"
                " entries of each column; a row belongs to an image."),
        same_as(lambda y_hat, y, k: 100 * share(y_hat, y, k), "That is in percent; a share lies"
                " between 0 and 1."),
        same_as(lambda y_hat, y, k: (y_hat.topk(k, dim=1).indices == y).sum().item() / len(y),
                "Candidates (n, k) against labels (n,): the labels run along the columns. Give y"
                " the shape (n, 1)."),
    ])
    return "On the toy 0.5 for k = 1."


def _by_pytorch(W, b, X, y, lr):
    """Take one step with PyTorch's layer, loss and optimiser."""
    layer = nn.Linear(*W.shape)
    with torch.no_grad():
        layer.weight.copy_(W.T)
        layer.bias.copy_(b)
    nn.CrossEntropyLoss()(layer(X), y).backward()
    torch.optim.SGD(layer.parameters(), lr=lr).step()
    return layer.weight.detach().T, layer.bias.detach()


def _softmax(X):
    return torch.softmax(X, dim=1)


def _step_by_numbers(W, b, X, y, lr):
    """Subtract the class numbers instead of one-hot rows."""
    error = _softmax(X @ W + b) - y
    return W - lr * X.T @ error / len(y), b - lr * error.mean(dim=0)


def _step_without_bias(W, b, X, y, lr):
    """Leave the bias out of the scores."""
    new_W, change = _step(W, torch.zeros_like(b), X, y, lr)
    return new_W, b + change


def _step(W, b, X, y, lr, one_hot=1.0, share=None, bias=1.0, activation=_softmax):
    """Take a step, or one of the known wrong ones."""
    error = activation(X @ W + b) - one_hot * nn.functional.one_hot(y, W.shape[1])
    error = error * (1 / len(y) if share is None else share)
    return W - lr * X.T @ error, b - bias * lr * error.sum(dim=0)


@exercise("softmax-scratch/3", expects="function")
def step(answer):
    """One step of gradient descent by the formula."""
    def wrong(**how):
        return lambda W, b, X, y, lr: _step(W, b, X, y, lr, **how)

    cases = [(torch.zeros(1, 3), torch.zeros(3), torch.ones(2, 1), torch.tensor([0, 2]), 0.5),
             (*random_tensors((6, 4), (4,), (5, 6)), torch.tensor([0, 3, 1, 1, 2]), 0.1),
             (*random_tensors((784, 10), (10,), (32, 784), seed=1), torch.arange(32) % 10, 0.01)]
    compare(answer, _by_pytorch, cases, rtol=1e-6, atol=1e-6, mistakes=[
        same_as(wrong(share=1.0), "The gradient of the mean loss is divided by the number of"
                " images; this is the gradient of the sum."),
        same_as(lambda W, b, X, y, lr: _step(W, b, X, y, -lr), "This step goes up the slope:"
                " subtract the gradient."),
        same_as(wrong(one_hot=0.0), "The error is P - Y; here it is P alone, so every class is"
                " pushed down."),
        same_as(wrong(bias=0.0), "The bias stays as it was; it takes a step too."),
        same_as(wrong(bias=-1.0), "The bias takes its step up the slope."),
        same_as(wrong(activation=torch.clone), "The error is taken from the scores; P are the"
                " probabilities, after the softmax."),
        same_as(_step_without_bias, "The scores lack the bias: X W + b."),
        raises(RuntimeError, "size of tensor b (10)", "The number of classes is not always 10: it"
               " is `W.shape[1]`."),
        same_as(_step_by_numbers, "The labels are class numbers, and P - y subtracts them as they"
                " are. Y has a 1 at the true class of each row and zeros elsewhere."),
    ])
    return "As PyTorch's layer, loss and optimiser, to 1e-6."


@exercise("softmax-scratch/4a", expects="function", given=notes_softmax)
def mended_softmax(answer):
    """The softmax of the notes, mended."""
    def softmax(X):
        return torch.softmax(X, dim=1)

    cases = [torch.tensor([[1.0, 2.0, 3.0]]), *random_tensors((2, 5), (4, 4)),
             torch.tensor([[0.0, 1.0], [1000.0, 1001.0]])]
    compare(answer, softmax, cases, mistakes=[
        raises(TypeError, "not callable", "`X_exp(...)` calls a tensor like a function: the name"
               " of the method is missing."),
        raises(TypeError, "return_types.max", "`max` along an axis returns values and indices:"
               " take the `.values`."),
        same_as(lambda X: (X - X.max(1).values).exp()
                / (X - X.max(1).values).exp().sum(1, keepdim=True), "The row maxima have lost"
                " their axis; keep it there too."),
        same_as(lambda X: (X - X.max(1).values).exp() / (X - X.max(1).values).exp().sum(1),
                "Maxima and sums have lost their axis; keep it in both."),
        same_as(lambda X: (X - X.max(1, keepdim=True).values).exp()
                / X.exp().sum(1, keepdim=True), "The numerator is shifted, the sum is not: both"
                " must come from the same exponentials."),
        same_as(lambda X: torch.softmax(X, dim=0), "These are sums over columns; a row belongs to"
                " an image."),
        same_as(lambda X: (X - X.max(1, keepdim=True).values).exp()
                / (X - X.max(1, keepdim=True).values).exp().sum(1), "The row sums have lost their"
                " axis: column k is divided by the sum of row k. Keep the axis."),
        same_as(lambda X: X.exp() / X.exp().sum(1), "The row sums have lost their axis: column k"
                " is divided by the sum of row k. Keep the axis."),
        same_as(lambda X: X.exp() / X.exp().sum(0, keepdim=True), "These are sums over columns;"
                " a row belongs to an image."),
        same_as(lambda X: X.exp() / X.exp().sum(), "One sum for the whole batch: all entries"
                " together sum to 1, not each row."),
        same_as(lambda X: X.exp() / X.exp().sum(1, keepdim=True), "Rows sum to 1 now, but a score"
                " of 1000 overflows: subtract the row's maximum first."),
        same_as(lambda X: (X - X.max()).exp() / (X - X.max()).exp().sum(1, keepdim=True),
            "The maximum of the whole batch is subtracted: a row far below it becomes 0/0. Take"
            " each row's own."),
    ])
    return "Rows sum to 1, for scores of 1000 too."


@exercise("softmax-scratch/4b")
def row_sums(answer):
    """What a missing keepdim does to a square matrix."""
    yes_no = {True: "yes", False: "no"}
    if isinstance(answer, dict):
        answer = {key: yes_no[value] if isinstance(value, bool) else value
                  for key, value in answer.items()}
    kept = "That is with `keepdim=True`, where rows sum to 1."
    column = "That is a sum of a column; add along each row."
    want = {"smallest": 0.788439, "largest": 1.401057, "2 x 5 raises": "yes"}
    compare_parts(answer, want, rtol=5e-3, mistakes={
        "smallest": {kept: 1.0, column: 0.529442, "That is the largest.": 1.401057},
        "largest": {kept: 1.0, column: 1.353914, "That is the smallest.": 0.788439},
        "2 x 5 raises": {"Shapes (2, 5) and (2,) are aligned at the right end: 5 against 2.": "no"},
    })


@exercise("softmax-scratch/5", expects="function", given=notes_metrics)
def mended_metrics(answer):
    """Loss, accuracy and evaluation of the notes, mended."""
    demand_names(answer, {
        "cross_entropy": "`cross_entropy` is not defined in here: the chapter's own function is"
                         " returned. Look at how the first function is spelt.",
        "accuracy": "`accuracy` is not defined in here. It is spelt in several ways.",
        "evaluate_accuracy": "`evaluate_accuracy` is not defined in here: look at its spelling.",
        "acuuracy": "`acuuracy` is called, and defined nowhere.",
        "np": "NumPy is not needed, and `np.argmax(axis=1)` has lost the array whose maximum it"
              " seeks.",
        "Accunulator": "`Accunulator` is a misspelling: the class is `Accumulator`.",
        "X": "The loop assigns `x`, the model gets `X`, whatever a global X happens to be.",
        "x": "The loop assigns `X`, the model gets `x`, which is not set in here.",
    })
    functions = answer.on()
    require(isinstance(functions, tuple) and len(functions) == 3 and all(map(callable, functions)),
            "Return the three functions cross_entropy, accuracy, evaluate_accuracy, in this order.")
    loss, count, evaluate = map(Attempt, functions)
    compare(loss, lambda y_hat, y: -y_hat.gather(1, y[:, None])[:, 0].log(), [TOY], mistakes=[
        same_as(lambda y_hat, y: -y_hat[:, y].log(), "`y_hat[:, y]` takes whole columns; pair each"
                " row with its label.")])
    compare(count, lambda y_hat, y: float((y_hat.argmax(1) == y).sum()),
            [TOY, (torch.eye(3), torch.tensor([0, 1, 1]))], mistakes=[
        same_as(lambda y_hat, y: (y_hat.argmax(1) == y).float().mean(), "In these notes `accuracy`"
                " returns the number of right answers; the share is taken at the end."),
        same_as(lambda y_hat, y: (y_hat.argmax(0)[:len(y)] == y).float().sum(),
                "This is the largest entry of each column.")])
    _test_evaluation(evaluate)
    return "All six are mended."


class _Watching(nn.Module):
    """The identity, which notes how it is used."""

    def __init__(self):
        super().__init__()
        self.seen = set()

    def forward(self, X):
        self.seen.add((self.training, torch.is_grad_enabled()))
        return X


def _test_evaluation(evaluate):
    y = torch.tensor([0, 1, 2, 0])
    loader = [(torch.eye(3), y[:3]), (torch.tensor([[0.0, 1.0, 0.0]]), y[3:])]
    share = evaluate.on(lambda X: X, loader)
    compare_value(share, 0.75, {
        "This is the mean of the batches' shares: add up right answers and examples, and divide"
        " once.": 0.5, "That is the number of right answers, not their share.": 3.0})
    net = _Watching()
    evaluate.on(net, loader)
    require(not any(recorded for _, recorded in net.seen), "One fault is left, and it raises no"
            " error: `eval()` does not stop PyTorch from recording the operations.")
    require(not any(training for training, _ in net.seen), "The module is no longer put into"
            " evaluation mode.")


@exercise("softmax-scratch/6", expects="function", given=notes_epoch)
def mended_epoch(answer):
    """One epoch of training of the notes, mended."""
    demand_names(answer, {
        "Accumlator": "`Accumlator` is a misspelling: the class is `Accumulator`.",
        "ininstance": "`ininstance` is a misspelling of a built-in function."})
    X, W = random_tensors((7, 4), (4, 3))
    y = torch.tensor([0, 1, 2, 0, 1, 2, 0])
    loader = list(zip(X.split(5), y.split(5), strict=True))
    want, right, batch_means = _trained(W, loader)
    for own_updater in (False, True):
        W_hat = W.clone().requires_grad_()
        optimizer = torch.optim.SGD([W_hat], lr=0.5)

        def update(optimizer=optimizer):
            optimizer.step()
            optimizer.zero_grad()

        result = _epoch_result(answer, W_hat, loader, update if own_updater else optimizer)
        require(not torch.equal(W_hat, W), "With an updater of one's own nothing is trained: where"
                " is the `else`?" if own_updater else "The parameters have not moved.")
        require(torch.allclose(W_hat, want, atol=1e-5), "The parameters have moved, but not by"
                " steps on the mean loss of each batch.")
        require(result is not None, "The training works, and the caller gets None: return the mean"
                " loss and the accuracy.")
        compare_parts(result, right, {0: {
            "A mean of batch means: the losses of the short batch weigh too much.": batch_means,
            "That is the accuracy; the loss comes first.": right[1],
            "The losses are added up and not divided by the number of examples.": right[0] * 7},
            1: {"That is the number of right answers; divide by the number of examples.":
                right[1] * 7}})
    return "It trains with both kinds of updater."


def _epoch_result(answer, W, loader, updater):
    """Run the answer, and name the error that its loss raises."""
    def loss(y_hat, y):
        return nn.functional.cross_entropy(y_hat, y, reduction="none")

    try:
        return answer.on(lambda X: X @ W, loader, loss, updater, returns=False)
    except Crashed as crash:
        require("scalar outputs" not in str(crash.error), "`backward()` starts from one number,"
                " and the loss has one for each example: take the mean.")
        require("converted to" not in str(crash.error), "`metric.add` gets a vector, one loss for"
                " each example: add them up first.")
        require(not isinstance(crash.error, ZeroDivisionError), "Nothing was counted, so the"
                " division at the end fails: what does `metric.add` get, and in which branches?")
        raise


def _trained(W, loader, lr=0.5):
    """Return the parameters after an epoch, (mean loss, accuracy), and the mean of batch means."""
    total, hits, means = 0.0, 0, []
    for X, y in loader:
        means.append(nn.functional.cross_entropy(X @ W, y).item())
        total, hits = total + means[-1] * len(y), hits + ((X @ W).argmax(1) == y).sum().item()
        W, _ = _step(W, torch.zeros(W.shape[1]), X, y, lr, bias=0.0)
    return W, (total / 7, hits / 7), sum(means) / len(means)


@exercise("softmax-scratch/7", expects="function", given=notes_overall)
def mended_overall(answer):
    """The accuracy of all batches together."""
    def overall(accuracies, sizes):
        return sum(a * n for a, n in zip(accuracies, sizes, strict=True)) / sum(sizes)

    cases = [([0.75, 0.5], [256, 96]), ([1.0, 0.5, 0.0], [4, 4, 1]), ([0.2], [10])]
    compare(answer, overall, cases, mistakes=[
        same_as(lambda a, n: sum(a) / len(a), "This is still the mean of the means: each batch"
                " weighs the same, each image does not."),
        same_as(lambda a, n: sum(a) / sum(n), "Shares are added and divided by a number of images;"
                " turn each share into a number of right answers first."),
        same_as(lambda a, n: sum(x * m for x, m in zip(a, n, strict=True)), "That is the number"
                " of right answers; divide by the number of images."),
        same_as(lambda a, n: sum(x * m for x, m in zip(a, n, strict=True)) / len(a),
                "The right answers are counted; divide by the number of images, not of batches."),
        same_as(lambda a, n: sum(x * m for x, m in zip(a, n, strict=True)) / (max(n) * len(n)),
                "The short batch is counted as a full one in the denominator."),
    ])
    return "240 of 352 make 0.682."


@exercise("softmax-scratch/8")
def slow_training(answer):
    """Ten epochs with a tenth of the learning rate."""
    loss, test = (getattr(answer, name, None) for name in ("train_loss", "test_accuracy"))
    require(isinstance(loss, list) and isinstance(test, list), "Hand in the History of the run:"
            " its train_loss and test_accuracy are lists, one entry an epoch.")
    require(len(loss) == len(test) == 10, f"Ten epochs are asked; train_loss has {len(loss)}"
            f" entries, test_accuracy {len(test)}.")
    require(all(0 <= share <= 1 for share in test), "An accuracy is a share, between 0 and 1.")
    require(loss[0] > 0.75, f"The first epoch has a loss of {loss[0]:.2f} only: the parameters were"
            " trained before. Start afresh.")
    require(loss[0] > 1.1, "The loss falls as fast as with the learning rate 0.1.")
    require(loss[0] < 1.7, "The loss falls too slowly for the learning rate 0.01.")
    require(0.5 < loss[-1] < 0.7 and 0.76 < test[-1] < 0.84, "The first epoch is as it should be,"
            " the last is not: did every epoch go on from the one before?")
    return f"Test accuracy {test[-1]:.2f} after ten epochs."


@exercise("softmax-scratch/9")
def both_rise(answer):
    """Accuracy and loss rise together."""
    require(isinstance(answer, (tuple, list)) and len(answer) == 2, "Hand in the pair (first,"
            " second).")
    first, second = map(as_tensor, answer)
    require(first.ndim == 2 and first.shape == second.shape, "Two tables of one shape (n, q) are"
            f" asked; these have {tuple(first.shape)} and {tuple(second.shape)}.")
    for table in (first, second):
        require((table >= 0).all() and torch.allclose(table.sum(1), torch.ones(len(table)).double(),
                atol=1e-3), "Each row must be probabilities: not negative, and with the sum 1.")
        top = table.topk(2, dim=1).values if table.shape[1] > 1 else table
        require(table.shape[1] > 1 and (top[:, 0] > top[:, 1]).all(), "Each row needs one largest"
                " entry, and at least two classes.")
    hits = [(table.argmax(1) == 0).double().mean() for table in (first, second)]
    losses = [-table[:, 0].log().mean() for table in (first, second)]
    require(hits[1] != hits[0], "The accuracy is the same in both: move a row from just wrong to"
            " just right.")
    require(hits[1] > hits[0], "`second` has the lower accuracy; are the two swapped?")
    require(losses[1] > losses[0], "The accuracy rises, but the loss falls: in a row that stays"
            " wrong, let the label's probability fall towards 0.")
    return f"Accuracy {hits[0]:.2f} to {hits[1]:.2f}, loss {losses[0]:.2f} to {losses[1]:.2f}."
