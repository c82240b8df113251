"""Wrong answers to the exercises of fashion-mnist, and the hint that each must get."""

import math

import numpy as np
import torch


def read_little_endian(data):
    shape = [int.from_bytes(data[i:i + 4], "little") for i in range(4, 4 + 4 * data[3], 4)]
    return torch.tensor(list(data[4 + 4 * data[3]:]), dtype=torch.uint8).reshape(*shape)


def read_idx(data, start=None, width=4, num_axes=None, flip=False):
    num_axes = num_axes or data[3]
    shape = [int.from_bytes(data[8 + 4 * i - width:8 + 4 * i], "big") for i in range(num_axes)]
    shape = shape[::-1] if flip else shape
    start = 4 + 4 * num_axes if start is None else start
    return torch.tensor(list(data[start:]), dtype=torch.uint8).reshape(*shape)


def read_with_numpy(data):
    shape = np.frombuffer(data, ">i4", data[3], 4).tolist()
    return torch.from_numpy(np.frombuffer(data, np.uint8, offset=4 + 4 * data[3]).copy()).reshape(
        shape)


def timed(workers=4, shuffle=True, late=True, stop=lambda timer: f"{timer.stop():.2f} sec",
          make=lambda Timer: Timer()):
    def time_one_pass(dataset, batch_size, DataLoader, Timer):
        loader = DataLoader(dataset, batch_size, shuffle=shuffle, num_workers=workers)
        timer = make(Timer)
        text = None if late else stop(timer)
        for _ in loader:
            continue
        return stop(timer) if late else text
    return time_one_pass


def commented(dataset, batch_size, DataLoader, Timer):
    return DataLoader(dataset, batch_size, shuffle=True, num_workers=4)//来加速数据读取  # noqa: F821


def renamed(dataset, batch_size, DataLoader, Timer):
    return DataLoader(dataset, batch_size, shuffle=True, num_workers=get_loader_worker)  # noqa: F821


def lower_case(load):
    return load(train=true), load(train=False)  # noqa: F821


def own_statistics(train, test):
    return tuple((X - X.mean()) / X.std() for X in (train, test))


def pooled_statistics(train, test):
    both = torch.cat([train, test])
    return tuple((X - both.mean()) / both.std() for X in (train, test))


def standardise(train, test):
    mean, std = train.mean(), train.std()
    return (train - mean) / std, (test - mean) / std


def nearest(A, X, k, largest=False):
    return torch.cdist(X, A).topk(k, largest=largest).indices


def knn_by_counting(train_X, train_y, X, k):
    predicted = []
    for x in X:
        order = ((train_X - x) ** 2).sum(dim=1).argsort()[:k]
        predicted.append(torch.bincount(train_y[order]).argmax())
    return torch.stack(predicted)


def to_tensor_by_loop(image):
    return torch.stack([image[:, :, c].float() / 255 for c in range(image.shape[2])])


SIGMA = math.sqrt(0.83 * 0.17)
GUESS = {"accuracy": 0.1, "always_0": 0.1, "cross_entropy": math.log(10)}
SLASHES = {"define": "none", "call": "NameError"}
SHUFFLE = {"a": False, "b": True, "c": True, "d": False}
ERROR = {"standard_error": SIGMA / 100, "num_images": 141_100}

WRONG = {
    "fashion-mnist/1": [
        (lambda n, b: (n // b, n % b or b), "rounds down"),
        (lambda n, b: (-(-n // b), n % b), "the last batch is full"),
        (lambda n, b: (n // b + 1, n % b), "an empty batch"),
        (lambda n, b: (-(-n // b), b), "less than a whole batch"),
        (lambda n, b: (n / b, n % b), "is whole"),
        (lambda n, b: (n // b, n % b), "Round up"),
        (lambda n, b: ((n - 1) % b + 1, math.ceil(n / b)), "wrong order"),
    ],
    "fashion-mnist/2": [
        (GUESS | {"accuracy": 0.5}, "fair coin"),
        (GUESS | {"cross_entropy": math.log2(10)}, "in bits"),
        (GUESS | {"cross_entropy": 1.0}, "base 10"),
        (GUESS | {"cross_entropy": -math.log(10)}, "minus sign"),
        (GUESS | {"cross_entropy": 0.0}, "certainty"),
        (GUESS | {"cross_entropy": 0.23026}, "once more"),
        (GUESS | {"cross_entropy": 23.03}, "add up"),
        (GUESS | {"cross_entropy": 0.1}, "the loss is"),
        (GUESS | {"accuracy": 10}, "per cent"),
        (GUESS | {"always_0": 1000}, "share between"),
        (GUESS | {"always_0": 1.0}, "one class in ten"),
        (GUESS | {"always_0": 0.0}, "that happens"),
    ],
    "fashion-mnist/3": [
        (lambda image: image.permute(2, 0, 1), "still bytes"),
        (lambda image: image.permute(2, 0, 1) // 255, "rounds down"),
        (lambda image: image / 255, "still the last axis"),
        (lambda image: image.reshape(image.shape[2], *image.shape[:2]) / 255, "cuts it anew"),
        (lambda image: image.permute(2, 1, 0) / 255, "mirrored"),
        (lambda image: image.permute(2, 0, 1) / image.max(), "largest value of this image"),
        (lambda image: image.permute(2, 0, 1) / 256, "is 255"),
        (lambda image: image.permute(2, 0, 1).double() / 255, "dtype is wrong"),
    ],
    "fashion-mnist/4": [
        (read_little_endian, "big-endian"),
        (lambda data: read_idx(data, num_axes=3), "byte 3 says"),
        (lambda data: read_idx(data, start=8), "Bytes of the header"),
        (lambda data: read_idx(data, start=16), "Data were skipped"),
        (lambda data: read_idx(data, width=1), "only below 256"),
        (lambda data: read_idx(data, flip=True), "slowest first"),
        (lambda data: read_idx(data) / 255, "scaling comes later"),
    ],
    "fashion-mnist/5a": [
        (SLASHES | {"define": "SyntaxError"}, "good grammar"),
        (SLASHES | {"define": "NameError"}, "is not run"),
        (SLASHES | {"call": "SyntaxError"}, "found good"),
        (SLASHES | {"call": "none"}, "has no value"),
        (SLASHES | {"call": "ZeroDivisionError"}, "never comes"),
    ],
    "fashion-mnist/5b": [
        (commented, "floor division"),
        (renamed, "was defined as"),
        (timed(make=lambda Timer: Timer), "starts it"),
        (timed(stop=lambda timer: f"{timer.stop:.2f} sec"), "call `stop`"),
        (timed(workers=lambda: 4), "call it"),
        (timed(workers=0), "four worker"),
        (timed(shuffle=False), "is to be shuffled"),
        (timed(late=False), "stop after it"),
        (timed(stop=lambda timer: timer.stop()), "with two decimals"),
    ],
    "fashion-mnist/6": [
        (lambda load: (load(train=False), load(train=False)), "has overwritten"),
        (lambda load: (load(train=False), load(train=True)), "swapped"),
        (lambda load: (load(train="True"), load(train="False")), "not empty"),
        (lower_case, "capitalised"),
    ],
    "fashion-mnist/7": [
        (SHUFFLE | {"a": True}, "a sum does not"),
        (SHUFFLE | {"b": False}, "other images"),
        (SHUFFLE | {"c": False}, "as much as a full one"),
        (SHUFFLE | {"d": True}, "function of one image"),
    ],
    "fashion-mnist/8": [
        (own_statistics, "its own statistics"),
        (pooled_statistics, "has leaked"),
        (lambda a, b: tuple((X - a.mean(0)) / a.std(0) for X in (a, b)), "each pixel"),
        (lambda a, b: ((a - a.mean()) / a.std(), b), "as well"),
        (lambda a, b: tuple((X - a.mean()) / a.var() for X in (a, b)), "not by the variance"),
        (lambda a, b: tuple(X / a.std() for X in (a, b)), "not subtracted"),
        (lambda a, b: (a - a.mean(), b - a.mean()), "divide by it"),
        (lambda a, b: tuple((X - b.mean()) / b.std() for X in (a, b)), "the test set's"),
        (lambda a, b: ((a - a.mean()) / a.std(), (b - a.mean()) / b.std()), "its own deviation"),
        (lambda a, b: tuple(X - a.mean() / a.std() for X in (a, b)), "in brackets"),
    ],
    "fashion-mnist/9": [
        (lambda A, y, X, k: y[nearest(A, X, k, largest=True)].mode(dim=1).values, "farthest"),
        (lambda A, y, X, k: y[nearest(A, X, 1)[:, 0]], "Only the nearest"),
        (lambda A, y, X, k: nearest(A, X, k), "positions in the training set"),
        (lambda A, y, X, k: torch.cdist(X, A).argmin(dim=1), "not a label"),
        (lambda A, y, X, k: y[nearest(A, X, k)].float().mean(dim=1), "no class"),
        (lambda A, y, X, k: y[nearest(A, X, k)].median(dim=1).values, "an order"),
        (lambda A, y, X, k: y[nearest(A, X, k)], "let them vote"),
        (lambda A, y, X, k: nearest(A, X, k).mode(dim=1).values, "before the vote"),
        (lambda A, y, X, k: y[nearest(A, X, k)[:, -1]], "k-th"),
        (lambda A, y, X, k: y[(X @ A.T).topk(k).indices].mode(dim=1).values, "inner product"),
        (lambda A, y, X, k: y[nearest(A, X, k)].mode(dim=1), "take `.values`"),
        (lambda A, y, X, k: y[nearest(X, A, k)].mode(dim=1).values, "for each image"),
    ],
    "fashion-mnist/10": [
        (ERROR | {"standard_error": 0.1411 / 10000}, "variance of the mean"),
        (ERROR | {"standard_error": SIGMA}, "one image's"),
        (ERROR | {"standard_error": SIGMA / 10000}, "not by the number"),
        (ERROR | {"standard_error": 2 * SIGMA / 100}, "95 %"),
        (ERROR | {"num_images": 37563}, "takes the square"),
        (ERROR | {"num_images": 376}, "do not scale"),
        (ERROR | {"standard_error": 0.004}, "too far"),
        (ERROR | {"standard_error": 0.0091}, "belong under"),
        (ERROR | {"standard_error": 0.005}, "not a half"),
        (ERROR | {"num_images": 131_100}, "in all"),
        (ERROR | {"num_images": 14.11}, "times as many"),
        (ERROR | {"num_images": 141.1}, "stands below"),
    ],
}

RIGHT = {
    "fashion-mnist/1": [lambda n, b: [math.ceil(n / b), (n - 1) % b + 1]],
    "fashion-mnist/2": [{"accuracy": 1 / 10, "always_0": torch.tensor(0.1),
                         "cross_entropy": 2.303}],
    "fashion-mnist/3": [to_tensor_by_loop, lambda image: image.movedim(-1, 0) / 255.0],
    "fashion-mnist/4": [read_idx, read_with_numpy],
    "fashion-mnist/5a": [SLASHES],
    "fashion-mnist/5b": [timed(), timed(stop=lambda timer: f"{timer.stop():.2f}sec")],
    "fashion-mnist/6": [lambda load: (load(train=True), load(train=False))],
    "fashion-mnist/7": [SHUFFLE],
    "fashion-mnist/8": [standardise, lambda a, b: [(X - a.mean()) / a.std(unbiased=False)
                                                   for X in (a, b)]],
    "fashion-mnist/9": [knn_by_counting],
    "fashion-mnist/10": [ERROR, {"standard_error": 0.0038, "num_images": 141_000}],
}
