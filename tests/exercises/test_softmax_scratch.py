"""Wrong answers to the exercises of softmax-scratch, and the hint that each must get."""

import torch
from torch.nn import functional as F

from d2lhelpers.training import History


class Accumulator:
    """The chapter's class, which answers to exercises 5 and 6 use."""

    def __init__(self, n):
        self.sums = [0.0] * n

    def add(self, *values):
        self.sums = [s + float(v) for s, v in zip(self.sums, values, strict=True)]

    def __getitem__(self, i):
        return self.sums[i]


def cross_entropy(y_hat, y):
    """As in the chapter: what a misspelt answer finds by accident."""
    return -torch.log(y_hat[torch.arange(len(y)), y])


def accuracy(y_hat, y):
    """As in the chapter."""
    return (y_hat.argmax(dim=-1) == y).sum().item() / len(y)


X, x = torch.eye(3), torch.eye(3)  # what a notebook still knows from earlier cells


# Exercise 3 --------------------------------------------------------------------------------------

def errors(W, b, X, y):
    return torch.softmax(X @ W + b, dim=1) - F.one_hot(y, W.shape[1])


def sum_step(W, b, X, y, lr):
    error = errors(W, b, X, y)
    return W - lr * X.T @ error, b - lr * error.sum(0)


def uphill_step(W, b, X, y, lr):
    error = errors(W, b, X, y) / len(y)
    return W + lr * X.T @ error, b + lr * error.sum(0)


def step_without_labels(W, b, X, y, lr):
    error = torch.softmax(X @ W + b, dim=1) / len(y)
    return W - lr * X.T @ error, b - lr * error.sum(0)


def step_without_bias(W, b, X, y, lr):
    return W - lr * X.T @ errors(W, b, X, y) / len(y), b


def by_error(error):
    """Take a step with another error in the place of P - Y."""
    def step(W, b, X, y, lr):
        E = error(W, b, X, y) / len(y)
        return W - lr * X.T @ E, b - lr * E.sum(0)

    return step


def step_transposed(W, b, X, y, lr):
    error = errors(W, b, X, y) / len(y)
    return (W - lr * X.T @ error).T, b - lr * error.sum(0)


def right_step(W, b, X, y, lr):
    W, b = (p.clone().requires_grad_() for p in (W, b))
    F.cross_entropy(X @ W + b, y).backward()
    return (W - lr * W.grad).detach(), (b - lr * b.grad).detach()


# Exercise 4a -------------------------------------------------------------------------------------

def called_softmax(X):
    X_exp = torch.exp(X - X.max(dim=1, keepdim=True).values)
    partition = X_exp(1, keepdim=True)
    return X_exp / partition


def batch_shifted_softmax(X):
    X_exp = torch.exp(X - X.max())
    return X_exp / X_exp.sum(1, keepdim=True)


def shifted_softmax(maximum=True, total=True):
    """A shifted softmax that may forget to keep the axis of the maximum or of the sum."""
    def softmax(X):
        X_exp = torch.exp(X - X.max(dim=1, keepdim=maximum).values)
        return X_exp / X_exp.sum(1, keepdim=total)

    return softmax


# Exercise 5: the notes, mended step by step ------------------------------------------------------

def metrics(loss=cross_entropy, count=None, evaluate=None):
    """Mended functions, one of them replaced."""
    def right_count(y_hat, y):
        return float((y_hat.argmax(axis=1) == y).sum()) if y_hat.ndim > 1 else float(
            (y_hat == y).sum())

    @torch.no_grad()
    def right_evaluate(net, data_iter):
        if isinstance(net, torch.nn.Module):
            net.eval()
        metric = Accumulator(2)
        for X, y in data_iter:
            metric.add(right_count(net(X), y), y.numel())
        return metric[0] / metric[1]

    return lambda: (loss, count or right_count, evaluate or right_evaluate)


def one_fault_mended():
    def cross_entropy(y_hat, y):
        return -torch.log(y_hat[range(len(y_hat)), y])

    def acurracy(y_hat, y):
        return float((y_hat.argmax(axis=1) == y).sum())

    def evaluate_accuracy(net, data_iter):
        return 0.0

    return cross_entropy, accuracy, evaluate_accuracy


def three_faults_left():
    def cross_entropy(y_hat, y):
        return -torch.log(y_hat[range(len(y_hat)), y])

    def accuracy(y_hat, y):
        return float((np.argmax(axis=1) == y).sum())  # noqa: F821

    def evaluate_accuracy(net, data_iter):
        return 0.0

    return cross_entropy, accuracy, evaluate_accuracy


def first_name_left():
    def cross_enyropy(y_hat, y):
        return -torch.log(y_hat[range(len(y_hat)), y])

    return cross_entropy, accuracy, evaluate


def old_batch():
    def cross_entropy(y_hat, y):
        return -torch.log(y_hat[range(len(y_hat)), y])

    def accuracy(y_hat, y):
        return float((y_hat.argmax(axis=1) == y).sum())

    def evaluate_accuracy(net, data_iter):
        metric = Accumulator(2)
        for x, y in data_iter:  # noqa: B007
            metric.add(accuracy(net(X), y), y.numel())
        return metric[0] / metric[1]

    return cross_entropy, accuracy, evaluate_accuracy


def recording(net, data_iter):
    if isinstance(net, torch.nn.Module):
        net.eval()
    hits = [(net(X).argmax(1) == y).float() for X, y in data_iter]
    return torch.cat(hits).mean().item()


@torch.no_grad()
def evaluate(net, data_iter):
    if isinstance(net, torch.nn.Module):
        net.eval()
    shares = [(net(X).argmax(1) == y).float().mean() for X, y in data_iter]
    return sum(shares).item() / len(shares)


@torch.no_grad()
def in_training_mode(net, data_iter):
    return torch.cat([(net(X).argmax(1) == y).float() for X, y in data_iter]).mean().item()


# Exercise 6 --------------------------------------------------------------------------------------

def epoch(backward=lambda losses: losses.mean().backward(), own_updater=True, add=True,
          weighted=True, share=True, result=True):
    """The mended epoch, with some of its faults put back."""
    def run(net, train_iter, loss, updater):
        metric = Accumulator(3)
        for X, y in train_iter:
            y_hat = net(X)
            losses = loss(y_hat, y)
            if isinstance(updater, torch.optim.Optimizer):
                updater.zero_grad()
                backward(losses)
                updater.step()
            elif own_updater:
                backward(losses)
                updater()
            if add:
                value = losses.detach().sum() if weighted else losses.detach().mean() * 3.5
                metric.add(value, (y_hat.argmax(1) == y).sum(), len(y))
        if result:
            return metric[0] / metric[2], metric[1] / (metric[2] if share else 1)
    return run


def misspelt_epoch(net, train_iter, loss, updater):
    metric = Accumlator(3)  # noqa: F821
    return metric[0] / metric[2], metric[1] / metric[2]


def misspelt_builtin(net, train_iter, loss, updater):
    for X, y in train_iter:
        if ininstance(updater, torch.optim.Optimizer):  # noqa: F821
            loss(net(X), y).mean().backward()


# Exercise 8 --------------------------------------------------------------------------------------

def run_of(first, last, num_epochs=10, test=0.795):
    loss = [first + (last - first) * i / (num_epochs - 1) for i in range(num_epochs)]
    return History(loss, [0.8] * num_epochs, [test] * num_epochs)


def tables(first, second):
    return torch.tensor(first), torch.tensor(second)


WRONG = {
    "softmax-scratch/1": [
        (lambda W, v: W + v, "lines v up with the last axis"),
        (lambda W, v: W * v[:, None], "This multiplies"),
        (lambda W, v: W + v.sum(), "one number everywhere"),
        (lambda W, v: torch.cat([W[:, :1] + v[:, None], W[:, 1:]], 1), "Only the first column"),
    ],
    "softmax-scratch/2": [
        (lambda y_hat, y, k: (y_hat.topk(k, dim=1).indices == y[:, None]).sum().item(),
         "number of hits"),
        (lambda y_hat, y, k: (y_hat.topk(k, dim=1).indices == y[:, None]).float().mean().item(),
         "not of candidates"),
        (lambda y_hat, y, k: accuracy(y_hat, y), "`k` makes no difference"),
        (lambda y_hat, y, k: (y_hat.topk(k, dim=1, largest=False).indices == y[:, None])
         .sum().item() / len(y), "smallest entries"),
        (lambda y_hat, y, k: (y_hat.topk(k, dim=1).indices == y).sum().item() / len(y),
         "run along the columns"),
        (lambda y_hat, y, k: (y_hat.topk(k, dim=1).indices[:, k - 1] == y).float().mean().item(),
         "Only the k-th largest"),
        (lambda y_hat, y, k: (y_hat.topk(k, dim=0).indices == y[:, None]).sum().item() / len(y),
         "largest entries of each column"),
        (lambda y_hat, y, k: 100 * (y_hat.topk(k, dim=1).indices == y[:, None])
         .any(1).float().mean().item(), "in percent"),
    ],
    "softmax-scratch/3": [
        (sum_step, "gradient of the sum"), (uphill_step, "goes up the slope"),
        (step_without_labels, "P alone"), (step_without_bias, "The bias stays"),
        (step_transposed, "rows and columns are swapped"),
        (lambda W, b, X, y, lr: (sum_step(W, b, X, y, lr / len(y))[0],
                                 b + lr * errors(W, b, X, y).mean(0)), "The bias takes its step"),
        (by_error(lambda W, b, X, y: X @ W + b - F.one_hot(y, W.shape[1])), "from the scores"),
        (by_error(lambda W, b, X, y: errors(W, 0 * b, X, y)), "lack the bias"),
        (by_error(lambda W, b, X, y: (X @ W + b).softmax(1) - F.one_hot(y, 10)), "not always 10"),
        (by_error(lambda W, b, X, y: (X @ W + b).softmax(1) - y), "The labels are class numbers"),
    ],
    "softmax-scratch/4a": [
        (called_softmax, "calls a tensor like a function"),
        (lambda X: X.exp() / X.exp().sum(1), "lost their axis"),
        (lambda X: X.exp() / X.exp().sum(0, keepdim=True), "sums over columns"),
        (lambda X: X.exp() / X.exp().sum(), "One sum for the whole batch"),
        (lambda X: X.exp() / X.exp().sum(1, keepdim=True), "a score of 1000 overflows"),
        (batch_shifted_softmax, "maximum of the whole batch"),
        (lambda X: (X - X.max(1, keepdim=True)).exp(), "take the `.values`"),
        (shifted_softmax(maximum=False), "maxima have lost"),
        (shifted_softmax(total=False), "column k is divided by the sum of row k"),
        (shifted_softmax(maximum=False, total=False), "in both"),
        (lambda X: (X - X.max(1, keepdim=True).values).exp() / X.exp().sum(1, keepdim=True),
         "The numerator is shifted"),
    ],
    "softmax-scratch/4b": [
        ({"smallest": 1.0, "largest": 1.0, "2 x 5 raises": "yes"}, "rows sum to 1"),
        ({"smallest": 0.529, "largest": 1.354, "2 x 5 raises": True}, "sum of a column"),
        ({"smallest": 0.788, "largest": 1.401, "2 x 5 raises": "no"}, "5 against 2"),
        ({"smallest": 1.401, "largest": 0.788, "2 x 5 raises": "yes"}, "That is the largest"),
    ],
    "softmax-scratch/5": [
        (first_name_left, "the chapter's own function"),
        (one_fault_mended, "spelt in several ways"),
        (three_faults_left, "has lost the array"),
        (old_batch, "whatever a global X happens to be"),
        (metrics(loss=lambda y_hat, y: -y_hat[:, y].log()), "whole columns"),
        (metrics(count=lambda y_hat, y: (y_hat.argmax(1) == y).float().mean().item()),
         "returns the number of right answers"),
        (metrics(evaluate=evaluate), "mean of the batches' shares"),
        (metrics(evaluate=recording), "does not stop PyTorch from recording"),
        (metrics(evaluate=in_training_mode), "into evaluation mode"),
    ],
    "softmax-scratch/6": [
        (misspelt_epoch, "`Accumlator` is a misspelling"),
        (misspelt_builtin, "built-in function"),
        (epoch(backward=lambda losses: losses.backward()), "take the mean"),
        (epoch(backward=lambda losses: losses.sum().backward()), "not by steps on the mean loss"),
        (epoch(add=False), "Nothing was counted"),
        (epoch(own_updater=False), "where is the `else`"),
        (epoch(result=False), "the caller gets None"),
        (epoch(weighted=False), "mean of batch means"),
        (epoch(share=False), "divide by the number of examples"),
    ],
    "softmax-scratch/7": [
        (lambda accuracies, sizes: sum(accuracies) / len(sizes), "still the mean of the means"),
        (lambda accuracies, sizes: sum(accuracies) / sum(sizes), "Shares are added"),
        (lambda accuracies, sizes: sum(a * n for a, n in zip(accuracies, sizes, strict=True))
         / len(sizes), "not of batches"),
        (lambda accuracies, sizes: sum(a * n for a, n in zip(accuracies, sizes, strict=True)),
         "That is the number of right answers"),
        (lambda accuracies, sizes: sum(a * n for a, n in zip(accuracies, sizes, strict=True))
         / (sizes[0] * len(sizes)), "counted as a full one"),
    ],
    "softmax-scratch/8": [
        (0.795, "Hand in the History"), (run_of(1.37, 0.9, 3), "Ten epochs are asked"),
        (run_of(0.45, 0.44), "were trained before"), (run_of(0.79, 0.45), "learning rate 0.1"),
        (run_of(1.95, 1.0), "too slowly"), (run_of(1.37, 1.3), "go on from the one before"),
    ],
    "softmax-scratch/9": [
        (tables([[0.4, 0.6]], [[0.4, 0.5]]), "must be probabilities"),
        (tables([[0.4, 0.6]], [[0.4, 0.6], [0.6, 0.4]]), "of one shape"),
        (tables([[0.5, 0.5]], [[0.6, 0.4]]), "one largest entry"),
        (tables([[0.4, 0.6]], [[0.1, 0.9]]), "The accuracy is the same"),
        (tables([[0.6, 0.4]], [[0.4, 0.6]]), "are the two swapped"),
        (tables([[0.4, 0.6], [0.4, 0.6]], [[0.6, 0.4], [0.4, 0.6]]), "the loss falls"),
    ],
}

RIGHT = {
    "softmax-scratch/1": [lambda W, v: W + v.reshape(-1, 1), lambda W, v: (W.T + v).T],
    "softmax-scratch/2": [lambda y_hat, y, k: torch.tensor([
        label in row.topk(k).indices for row, label in zip(y_hat, y, strict=True)]).float().mean()],
    "softmax-scratch/3": [right_step],
    "softmax-scratch/4a": [lambda X: X.softmax(1)],
    "softmax-scratch/4b": [{"smallest": 0.79, "largest": 1.40, "2 x 5 raises": True}],
    "softmax-scratch/5": [metrics()],
    "softmax-scratch/6": [epoch()],
    "softmax-scratch/7": [lambda accuracies, sizes: (
        torch.tensor(accuracies) @ torch.tensor(sizes).float() / sum(sizes)).item()],
    "softmax-scratch/8": [run_of(1.37, 0.606)],
    "softmax-scratch/9": [([[0.4, 0.6], [0.4, 0.6]], [[0.6, 0.4], [0.01, 0.99]])],
}
