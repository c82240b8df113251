"""Tests of weights set by hand, and of starts, for the exercises of mlp."""

import itertools

import torch
from torch.nn import functional as F

from ._answers import Wrong
from ._compare import as_number, as_tensor, require


def corners(num_inputs):
    """Return the points with entries 0 or 1, and the parity of each."""
    X = torch.tensor(list(itertools.product((0.0, 1.0), repeat=num_inputs)), dtype=torch.float64)
    return X, X.sum(1) % 2


def numbers(part, shapes):
    """Return the tensors of one part of an answer; ``shapes`` maps names to shapes.

    A size None is free; the first tensor with such a size fixes it.
    """
    names = ", ".join(shapes)
    require(isinstance(part, (tuple, list)) and len(part) == len(shapes),
            f"Give {len(shapes)} things: {names}.")
    width, found = None, []
    for value, (name, shape) in zip(part, shapes.items(), strict=True):
        if shape == ():
            single = value[0] if isinstance(value, (list, tuple)) and len(value) == 1 else value
            found.append(torch.tensor(as_number(single), dtype=torch.float64))
            continue
        try:
            tensor = as_tensor(value)
        except Wrong as wrong:
            raise Wrong(f"{name}: {wrong}") from None
        want = [width if size is None else size for size in shape]
        count = tensor.numel()
        if tensor.ndim == 1 and len(want) == 2 and 1 in want and None not in want:
            tensor = tensor.reshape([count if size != 1 else 1 for size in want])
        if tensor.ndim == 2 and len(want) == 1 and 1 in tensor.shape:
            tensor = tensor.flatten()
        if None in want and tensor.ndim == len(want):
            width = tensor.shape[want.index(None)]
            want = [width if size is None else size for size in want]
        require(list(tensor.shape) == want, f"{name} has the shape {tuple(tensor.shape)}, not "
                + str(tuple("m" if size is None else size for size in want)) + ".")
        found.append(tensor)
    return found


def demand_labels(outputs, X, labels, mistakes=()):
    """Raise ``Wrong`` with the first point that the outputs get wrong."""
    for hint, wrong in dict(mistakes).items():
        require(not torch.allclose(outputs, wrong, atol=1e-4), hint)
    off = (outputs - labels).abs() > 1e-4
    if off.any():
        i = int(off.nonzero()[0])
        point = ", ".join(f"{x:g}" for x in X[i].tolist())
        raise Wrong(f"At ({point}) the output is {outputs[i].item():.4g}, and the label is"
                    f" {labels[i].item():g}; {int(off.sum())} of {len(X)} points are off.")


def no_biases(part):
    """XOR with two units and no biases."""
    X, y = corners(2)
    W1, W2 = numbers(part, {"W1": (2, 2), "W2": (2, 1)})
    H = torch.relu(X @ W1)
    demand_labels((H @ W2).flatten(), X, y, {
        "These outputs are the opposite sign: turn W2 round.": -y,
        "That is OR: (1, 1) must give 0.": (X.sum(1) > 0).double(),
        "Here one of the two points gets -1: what the units pass on is never negative, so look at"
        " W2.": (X[:, 0] - X[:, 1]) * (1 if (H @ W2)[2] > 0 else -1),
        "Both units look at the sum, as in the text; without a bias they wake at the same place.":
            -X.sum(1)})


def shortcut(part):
    """XOR with one unit and a shortcut."""
    X, y = corners(2)
    a, v, w, b = numbers(part, {"a": (2,), "v": (), "w": (2,), "b": ()})
    unit = v * torch.relu(X @ w + b)
    demand_labels(X @ a + unit, X, y, {
        "That is OR: at (1, 1) the output must come down to 0.": (X.sum(1) > 0).double(),
        "The unit does nothing at (1, 1): there the output is the sum." if unit[3] == 0 else
        "The outputs are the sum: at (1, 1) it must come down to 0.": X.sum(1)})


def parity(part):
    """Parity of three with three units."""
    X, y = corners(3)
    W1, b1, W2, b2 = numbers(part, {"W1": (3, None), "b1": (None,), "W2": (None, 1), "b2": ()})
    require(W1.shape[1] <= 3, f"Three hidden units at most; these are {W1.shape[1]}.")
    s = X.sum(1)
    demand_labels((torch.relu(X @ W1 + b1) @ W2).flatten() + b2, X, y, {
        "Right but for three switches up: there the curve must turn up again.":
            torch.relu(s) - 2 * torch.relu(s - 1),
        "At three switches up: the last change of slope is from -1 to 1.":
            torch.relu(s) - 2 * torch.relu(s - 1) + torch.relu(s - 2),
        "A unit that wakes at s = 1 is relu(s - 1): its bias is -1, not 1.":
            torch.relu(s) - 2 * torch.relu(s + 1) + 2 * torch.relu(s + 2),
        "These are the slopes of the curve; a unit's outgoing weight is the *change* of slope.":
            torch.relu(s) - torch.relu(s - 1) + torch.relu(s - 2),
        "The first unit must wake at s = 0, and the last node needs none.":
            torch.relu(s - 1) - 2 * torch.relu(s - 2) + 2 * torch.relu(s - 3),
        "These are the labels' opposites: the lamp burns for an odd number.": 1 - y})


def mended_signs(answer):
    """Raise ``Wrong`` unless a linear output can compute XOR from the signs."""
    require(isinstance(answer, dict) and set(answer) == {"W1", "b1"},
            "Give a dict with the keys W1 and b1.")
    W1, b1 = as_tensor(answer["W1"], (2, 2)), as_tensor(answer["b1"]).flatten()
    require(b1.numel() == 2, "b1 has one number for each of the two units.")
    X = 2 * corners(2)[0] - 1
    labels = -X[:, 0] * X[:, 1]
    Z = X @ W1 + b1
    H = torch.cat([Z.sign(), torch.ones(4, 1, dtype=torch.float64)], 1)
    best = H @ (torch.linalg.pinv(H) @ labels)
    if torch.allclose(best, labels, atol=1e-6):
        return
    require(not (Z == 0).any() or W1.eq(torch.eye(2)).all(), "One of the sums is exactly zero at a"
            " point, whose sign is 0: move the line off the points.")
    kinds = [len(unit.unique()) for unit in H[:, :2].T]
    require(max(kinds) > 1, "Both units say the same for all four points: move the lines, by b1.")
    require(min(kinds) > 1, "One unit says the same for all four points, so the other is alone.")
    alone = [min(int((unit > 0).sum()), int((unit < 0).sum())) for unit in H[:, :2].T]
    require(alone != [2, 2], "Each unit cuts the four points two and two, as in the notes; the"
            " labels stay as they were. Cut off one point.")
    require(alone == [1, 1], "One unit cuts off one point, the other two: both must cut off one.")
    if (H[:, 0] * H[:, 1]).unique().numel() == 1:
        off = ((H[:, 0] * H[:, 0].sum()) < 0).nonzero().item()
        copied = W1.tolist() == [[2, -3], [2, -2]]
        raise Wrong(f"Both units cut off the same point, {tuple(X[off].int().tolist())}, so the"
                    " second tells nothing new." + copied * " The text's weights are for switches"
                    " at 0 and 1.")
    raise Wrong("The two points that are cut off have different labels; cut off two points of the"
                " same label, so that the other two end at one place.")


def train_a_little(params, num_steps=20):
    """Train on fixed random data and return W1."""
    generator = torch.Generator().manual_seed(1)
    X = torch.rand(64, 20, generator=generator)
    y = torch.randint(0, 4, (64,), generator=generator)
    W1, b1, W2, b2 = params = [p.detach().clone().requires_grad_() for p in params]
    for _ in range(num_steps):
        loss = F.cross_entropy(torch.relu(X @ W1 + b1) @ W2 + b2, y)
        gradients = torch.autograd.grad(loss, params)
        with torch.no_grad():
            for p, gradient in zip(params, gradients, strict=True):
                p -= 0.1 * gradient
    return torch.cat([W1, b1[None], W2.T]).detach()


def different_units(params):
    """Raise ``Wrong`` unless the units of a start become different."""
    require(isinstance(params, (list, tuple)) and len(params) == 4, "Return W1, b1, W2, b2.")
    shapes = [(20, 8), (8,), (8, 4), (4,)]
    for name, p, shape in zip(("W1", "b1", "W2", "b2"), params, shapes, strict=True):
        require(isinstance(p, torch.Tensor) and tuple(p.shape) == shape,
                f"{name} must be a tensor of shape {shape}.")
        require(p.dtype == torch.float32 or not p.is_floating_point(), f"{name} has the dtype"
                f" {p.dtype}; the images are float32, and `@` wants one dtype.")
        require(p.requires_grad, f"{name} has no `requires_grad`: it would not learn.")
        require(p.is_leaf, f"{name} is the result of a recorded computation, not a leaf: scale"
                " first, then `requires_grad_()`.")
        require(p.detach().abs().max() <= 1, f"{name} has entries above 1 in size.")
    W1, b1, W2, b2 = (p.detach() for p in params)
    zero = not (W1.any() or W2.any())
    require(not zero, "All weights are zero: only b2 will move.")
    units = train_a_little(params)
    different = len({tuple((100_000 * u).round().tolist()) for u in units.T})
    varied = (W1 - W1[:, :1]).abs().max() > 0
    if different == 1:
        start = torch.cat([W1, b1[None], W2.T])
        require((start == start[:, :1]).all(), "The units differ, but by so little that 20 steps"
                " do not part them; the text takes 0.01.")
        require(W1.max() == W1.min(), "W1 is random from input to input, but the same for every"
                " unit.")
        require(W2.max() == W2.min(), "W2 is random from class to class, but the same for every"
                " unit.")
        require(b2.max() == b2.min(), "b2 belongs to the classes; all units are still equal.")
        require(abs(float(W1[0, 0]) - 0.1) < 1e-6, "Another constant makes no difference.")
        raise Wrong("All eight units are still equal after training.")
    require(different == 8, f"Only {different} of 8 units are different after training.")
    start = torch.cat([W1, b1[None], W2.T])
    require((units - start).abs().max() > 0, "No unit is active for any example: all are dead"
            " (Proposition 3), and only b2 moves.")
    return "Eight units, all different." if varied else "The units part after the first steps."
