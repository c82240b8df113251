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


_DOUBLED = "The loss is larger than ours, so the rate must be smaller."
RATE_MISTAKES = {
    "mean": {"Twice the gradient would then be taken at the full rate.": 0.03, _DOUBLED: 0.06,
             "The mean is taken in both programs; only the half differs.": 0.0015},
    "sum": {"The sum lacks the half too.": 0.003,
            "That is the rate for the mean; the sum is ten times as large.": 0.015,
            _DOUBLED: lambda got: float(got) > 0.03,
            "That is our rate.": 0.03,
            "The batch has 10 examples; 1000 is the whole set.": 0.000015},
    "4 outputs": {
        "`nn.MSELoss` divides by all entries, 40 and not 10.": 0.015,
        "The half is there to be counted too: sums over 40 and over 20.": 0.12,
        "That is our rate; are the two losses really the same?": 0.03,
        "The library's loss is smaller than ours here, so its rate is larger.":
            lambda got: float(got) < 0.015}}

DROP_MISTAKES = {
    "steps": {"That leaves the short batch out, which is dealt by default.": 100,
              "That counts the examples.": 1003},
    "steps, drop_last": {"The short batch is dropped: one step fewer.": 101,
                         "Only one batch is short, so only one is dropped.": 99},
    "unseen": {
        "That is dropped in each epoch; to be unseen, an example must be dropped in both.": 3,
        "Another three are dropped in the second epoch, but most of the first three come then.": 6,
        "That is the probability for one example; there are 1003.": (3 / 1003)**2,
        "That is the probability to be dropped in one epoch.": 3 / 1003,
        "It is rare, but not impossible: ask for the average.": 0},
    "unseen, no shuffle": {
        "Without shuffling the same examples are dropped in every epoch.": 6,
        "The order stays, so chance plays no part.": 9 / 1003,
        "The last batch is dropped in every epoch, and it always holds the same examples.": 0}}
