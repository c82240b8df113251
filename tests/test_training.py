"""Training and evaluation on data small enough to check by hand."""

import pytest
import torch
from torch import nn
from torch.testing import assert_close

from d2lhelpers.training import (
    History,
    default_device,
    evaluate_accuracy,
    evaluate_loss,
    train,
)


def loader(num_examples=7, batch_size=3, seed=0):
    """A ragged loader: the last batch is shorter."""
    generator = torch.Generator().manual_seed(seed)
    X = torch.randn(num_examples, 4, generator=generator)
    y = torch.randint(3, (num_examples,), generator=generator)
    return list(zip(X.split(batch_size), y.split(batch_size), strict=True))


def whole(batches):
    return tuple(torch.cat(parts) for parts in zip(*batches, strict=True))


def test_evaluate_accuracy_weighs_each_example_the_same():
    batches = [(torch.eye(3), torch.tensor([0, 1, 2])), (torch.eye(3)[:1], torch.tensor([2]))]
    assert evaluate_accuracy(lambda X: X, batches) == 3 / 4  # the mean of batches is 1/2


def test_evaluate_loss_is_the_mean_over_all_examples():
    net, loss_fn = nn.Linear(4, 3), nn.CrossEntropyLoss()
    X, y = whole(loader())
    assert evaluate_loss(net, loader(), loss_fn) == pytest.approx(loss_fn(net(X), y).item())


def test_evaluation_builds_no_graph_and_leaves_the_mode():
    seen = []

    class Net(nn.Linear):
        def forward(self, X):
            seen.append((torch.is_grad_enabled(), self.training))
            return super().forward(X)

    net = Net(4, 3).eval()
    evaluate_accuracy(net, loader())
    assert set(seen) == {(False, False)}
    assert torch.is_grad_enabled()


def test_train_takes_the_steps_of_a_plain_loop():
    torch.manual_seed(0)
    net, twin = nn.Linear(4, 3), nn.Linear(4, 3)
    twin.load_state_dict(net.state_dict())
    loss_fn, batches = nn.CrossEntropyLoss(), loader()
    history = train(net, batches, batches, loss_fn, torch.optim.SGD(net.parameters(), lr=0.1), 2)
    optimizer = torch.optim.SGD(twin.parameters(), lr=0.1)
    losses = []
    for _ in range(2):
        total = 0.0
        for X, y in batches:
            optimizer.zero_grad()
            loss = loss_fn(twin(X), y)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(y)
        losses.append(total / 7)
    assert_close(net.state_dict(), twin.state_dict())
    assert history.train_loss == pytest.approx(losses)
    assert history.test_accuracy[-1] == evaluate_accuracy(twin, batches)
    assert len(history.train_accuracy) == 2


def test_train_uses_training_mode_and_leaves_evaluation_mode():
    modes = []
    net = nn.Sequential(nn.Linear(4, 3), nn.Dropout(0.5))
    net.register_forward_pre_hook(lambda module, _: modes.append(module.training))
    train(net, loader(), loader(), nn.CrossEntropyLoss(),
          torch.optim.SGD(net.parameters(), lr=0.1), 2)
    assert modes == [True, True, True, False, False, False] * 2
    assert not net.training


def test_a_scheduler_is_stepped_after_each_batch():
    net, rates = nn.Linear(4, 3), []
    optimizer = torch.optim.SGD(net.parameters(), lr=1.0)
    scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 0.5**step)

    def note(module, _):
        if module.training:
            rates.append(optimizer.param_groups[0]["lr"])

    net.register_forward_pre_hook(note)
    train(net, loader(), loader(), nn.CrossEntropyLoss(), optimizer, 2, scheduler)
    assert rates == [1, 1 / 2, 1 / 4, 1 / 8, 1 / 16, 1 / 32]


def test_train_refuses_no_epochs():
    with pytest.raises(ValueError, match="one epoch at least"):
        train(nn.Linear(4, 3), [], [], None, None, 0)


def test_default_device_exists():
    assert torch.zeros(1, device=default_device()).sum() == 0


def test_histories_do_not_share_their_lists():
    one, two = History(), History()
    one.append(1.0, 0.5, 0.4)
    assert (one.train_loss, two.train_loss) == ([1.0], [])
