"""Wrong answers to the exercises of pytorch-basics, and the hint that each must get."""

import copy
import math
import pickle
from fractions import Fraction
from itertools import pairwise

import numpy as np
import torch
from torch import nn

# Exercise 2 --------------------------------------------------------------------------------------


def sequential(register=None, forward=None, length=None, item=None, init=True):
    """Return a class with one part changed."""
    class MySequential(nn.Module):
        def __init__(self, *layers):
            if init:
                super().__init__()
            (register or by_number)(self, layers)

        def forward(self, X):
            return (forward or through)(self, X)

        def __len__(self):
            return len(self._modules) if length is None else length(self)

        def __getitem__(self, i):
            return list(self._modules.values())[i] if item is None else item(self, i)

    return MySequential


def by_number(self, layers, first=0):
    for i, layer in enumerate(layers, first):
        self.add_module(str(i), layer)


def through(self, X, call=lambda layer, X: layer(X)):
    for layer in self._modules.values():
        X = call(layer, X)
    return X


def in_list(self, layers):
    self.layers = list(layers)


def in_module_list(self, layers):
    self.layers = nn.ModuleList(layers)


def by_whole_number(self, layers):
    for i, layer in enumerate(layers):
        self.add_module(i, layer)


def by_name(self, layers):
    for i, layer in enumerate(layers):
        setattr(self, f"layer{i}", layer)


def each_once(self, layers):
    by_number(self, dict.fromkeys(layers))


def through_children(self, X):
    for layer in self.children():
        X = layer(X)
    return X


def through_modules(self, X):
    for layer in self.modules():
        X = layer(X)
    return X


def last_only(self, X):
    for layer in self._modules.values():
        result = layer(X)
    return result


def first_only(self, X):
    for layer in self._modules.values():
        return layer(X)
    return X


def without_last(self, X):
    for i in range(len(list(self.children()))):
        X = self[i](X)
    return X


def listed_too(self, layers):
    by_number(self, layers)
    self.layers = list(layers)


def through_list(self, X):
    for layer in self.layers:
        X = layer(X)
    return X


class Derived(nn.Sequential):
    def forward(self, X):
        return super().forward(X)


class FromList(nn.ModuleList):
    def __init__(self, *layers):
        super().__init__(layers)

    def forward(self, X):
        for layer in self:
            X = layer(X)
        return X


class ByCall(nn.Module):
    def __init__(self, *layers):
        super().__init__()
        by_number(self, layers)

    def __call__(self, X):
        return through(self, X)


def by_letter(self, layers):
    for layer in layers:
        self.i = layer


def of_copies(self, layers):
    by_number(self, map(copy.deepcopy, layers))


class NoModule:
    def __init__(self, *layers):
        self.layers = layers


# Exercise 3 --------------------------------------------------------------------------------------

def net_of(*layers):
    return lambda: nn.Sequential(*layers)


class Named(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden, self.output = nn.Linear(20, 256), nn.Linear(256, 10)

    def forward(self, X):
        return self.output(torch.relu(self.hidden(X)))


def extended():
    net = nn.Sequential(nn.Linear(20, 256), nn.ReLU())
    net.append(nn.Linear(256, 10))
    return net


# Exercise 4 --------------------------------------------------------------------------------------

def tower(keep=nn.ModuleList, between=torch.relu, last=lambda X: X, sizes=(20, 20, 20, 20),
          extra=False, init=True):
    class Tower(nn.Module):
        def __init__(self):
            if init:
                super().__init__()
            layers = [nn.Linear(a, b) for a, b in pairwise(sizes)]
            self.layers = keep(layers)
            if extra:
                self.first = layers[0]

        def forward(self, X):
            *inner, outer = self.layers
            for layer in inner:
                X = between(layer(X))
            return last(outer(X))

    return Tower


def crooked_tower(compute):
    class Tower(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = nn.ModuleList(nn.Linear(20, 20) for _ in range(3))

        def forward(self, X):
            return compute(*self.layers, X)

    return Tower


class ByAttributes(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b, self.c = (nn.Linear(20, 20) for _ in range(3))

    def forward(self, X):
        return self.c(torch.relu(self.b(torch.relu(self.a(X)))))


class LastFirst(nn.Module):
    def __init__(self):
        super().__init__()
        self.last = nn.Linear(20, 20)
        self.layers = nn.ModuleList([nn.Linear(20, 20), nn.Linear(20, 20)])

    def forward(self, X):
        for layer in self.layers:
            X = torch.relu(layer(X))
        return self.last(X)


class ByParameters(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(20, 20) for _ in range(3)]
        self.params = nn.ParameterList(p for layer in self.layers for p in layer.parameters())

    def forward(self, X):
        for layer in self.layers[:-1]:
            X = torch.relu(layer(X))
        return self.layers[-1](X)


class OneAttribute(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(20, 20) for _ in range(3)]
        self.first = self.layers[0]

    def forward(self, X):
        return X


class InSequential(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(20, 20), nn.ReLU(), nn.Linear(20, 20), nn.ReLU(),
                                    nn.Linear(20, 20))

    def forward(self, X):
        return self.layers(X)


# Exercise 5 --------------------------------------------------------------------------------------

def scale(gain=nn.Parameter, shift=nn.Parameter, init=True, start=(1.0, 0.0), call="forward",
          compute=lambda self, X: self.gain * X + self.shift):
    class Scale(nn.Module):
        def __init__(self, n):
            if init:
                super().__init__()
            self.gain = gain(torch.full((n,), start[0]))
            self.shift = shift(torch.full((n,), start[1]))

    setattr(Scale, call, compute)
    return Scale


def plain(tensor):
    return tensor.requires_grad_()


def frozen(tensor):
    return nn.Parameter(tensor, requires_grad=False)


class OneNumber(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.gain, self.shift = nn.Parameter(torch.ones(1)), nn.Parameter(torch.zeros(1))

    def forward(self, X):
        return self.gain * X + self.shift


class OneTensor(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.both = nn.Parameter(torch.stack([torch.ones(n), torch.zeros(n)]))

    def forward(self, X):
        return self.both[0] * X + self.both[1]


class Rows(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.gain, self.shift = nn.Parameter(torch.ones(1, n)), nn.Parameter(torch.zeros(1, n))

    def forward(self, X):
        return self.gain * X + self.shift


class ByRegistering(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.register_parameter("shift", nn.Parameter(torch.zeros(n)))
        self.register_parameter("gain", nn.Parameter(torch.ones(n)))

    def forward(self, X):
        return X * self.gain + self.shift


# Exercise 7 --------------------------------------------------------------------------------------

class Tied(nn.Module):
    """The autoencoder; classes derived from it have one part changed."""

    def __init__(self, d, h):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(h, d) / 3)
        self.b, self.c = nn.Parameter(torch.zeros(h)), nn.Parameter(torch.zeros(d))

    def forward(self, X):
        return self.decode(torch.relu(nn.functional.linear(X, self.weight, self.b)))

    def decode(self, H):
        return H @ self.weight + self.c


class Sideways(Tied):
    def __init__(self, d, h):
        super().__init__(h, d)


class OneBias(Tied):
    def __init__(self, d, h):
        super().__init__(d, h)
        del self.c


class Zero(Tied):
    def __init__(self, d, h):
        super().__init__(d, h)
        nn.init.zeros_(self.weight)


class NoReLU(Tied):
    def forward(self, X):
        return self.decode(X @ self.weight.T + self.b)


class TwoReLUs(Tied):
    def decode(self, H):
        return torch.relu(H @ self.weight + self.c)


class EarlyReLU(Tied):
    def decode(self, H):
        return torch.relu(H @ self.weight) + self.c


class ForgottenBias(Tied):
    def decode(self, H):
        return H @ self.weight


class FirstForgotten(Tied):
    def forward(self, X):
        return self.decode(torch.relu(X @ self.weight.T))


class Detached(Tied):
    def decode(self, H):
        return H @ self.weight.detach() + self.c


class TransposedOnce(Tied):
    def __init__(self, d, h):
        super().__init__(d, h)
        self.transposed = self.weight.T

    def forward(self, X):
        return self.decode(torch.relu(X @ self.transposed + self.b))


class EqualUnits(Tied):
    def __init__(self, d, h):
        super().__init__(d, h)
        nn.init.ones_(self.weight)


class NoTranspose(Tied):
    def forward(self, X):
        return torch.relu(X @ self.weight + self.b) @ self.weight.T + self.c


class BiasRows(Tied):
    def __init__(self, d, h):
        super().__init__(d, h)
        self.b, self.c = nn.Parameter(torch.zeros(1, h)), nn.Parameter(torch.zeros(1, d))


class TwoParameters(nn.Module):
    def __init__(self, d, h):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(h, d))
        self.back = nn.Parameter(self.weight.T)
        self.b, self.c = nn.Parameter(torch.zeros(h)), nn.Parameter(torch.zeros(d))

    def forward(self, X):
        return torch.relu(X @ self.weight.T + self.b) @ self.back.T + self.c


class TwoLayers(nn.Module):
    def __init__(self, d, h):
        super().__init__()
        self.encoder, self.decoder = nn.Linear(d, h), nn.Linear(h, d)

    def forward(self, X):
        return self.decoder(torch.relu(self.encoder(X)))


class ByLinear(nn.Module):
    def __init__(self, d, h):
        super().__init__()
        encoder = nn.Linear(d, h)
        self.weight, self.encoder_bias = encoder.weight, encoder.bias
        self.decoder_bias = nn.Parameter(torch.zeros(d))

    def forward(self, X):
        H = nn.functional.relu(nn.functional.linear(X, self.weight, self.encoder_bias))
        return nn.functional.linear(H, self.weight.T, self.decoder_bias)


# Exercise 8 --------------------------------------------------------------------------------------

def save(net, file):
    torch.save(net.state_dict(), file)


def restore(make, file, evaluate=True, load=True, returned=lambda net: net, **how):
    net = make()
    state = torch.load(file, **how)
    if load:
        net.load_state_dict(state)
    return returned(net.eval() if evaluate else net)


def restoring(**how):
    return lambda make, file: restore(make, file, **{"weights_only": True} | how)


def save_whole(net, file):
    torch.save(net, file)


def save_pickle(net, file):
    pickle.dump(net.state_dict(), file)


def restore_pickle(make, file):
    net = make()
    net.load_state_dict(pickle.load(file))
    return net.eval()


def save_more(net, file):
    torch.save({**net.state_dict(), "rate": Fraction(1, 10)}, file)


def restore_whole(make, file):
    return torch.load(file, weights_only=False).eval()


def save_parameters(net, file):
    torch.save(dict(net.named_parameters()), file)


def restore_loosely(make, file):
    net = make()
    net.load_state_dict(torch.load(file, weights_only=True), strict=False)
    return net.eval()


def save_nothing(net, file):
    net.state_dict()


def save_closing(net, file):
    with file:
        torch.save(net.state_dict(), file)


def restoring_anyhow(make, file):
    try:
        return restore(make, file, weights_only=True)
    except pickle.UnpicklingError:
        file.seek(0)
        return restore(make, file, weights_only=False)


def save_evaluating(net, file):
    torch.save(net.eval().state_dict(), file)


def new_network(net):
    return type(net)().eval()


def save_numpy(net, file):
    torch.save({name: tensor.tolist() for name, tensor in net.state_dict().items()}, file)


def restore_numpy(make, file):
    net = make().eval()
    state = torch.load(file, weights_only=True)
    net.load_state_dict({name: torch.as_tensor(value) for name, value in state.items()})
    return net


# Exercise 9 --------------------------------------------------------------------------------------

def best(keep=lambda net: copy.deepcopy(net.state_dict()), back=True, worst=False, epochs=0,
         result=lambda best_loss, loss, net: best_loss):
    def keep_best(net, train_epoch, loss_of, num_epochs):
        best_loss = -math.inf if worst else math.inf
        for _ in range(num_epochs + epochs):
            train_epoch(net)
            loss = loss_of(net)
            if (loss > best_loss) if worst else (loss < best_loss):
                best_loss, state = loss, keep(net)
        if back:
            net.load_state_dict(state, strict=False)
        return result(best_loss, loss, net)

    return keep_best


def never_loaded(net, train_epoch, loss_of, num_epochs):
    best_loss = math.inf
    for _ in range(num_epochs):
        train_epoch(net)
        best_loss = min(best_loss, loss_of(net))
    return best_loss


def back_in_the_loop(net, train_epoch, loss_of, num_epochs):
    best_loss = math.inf
    for _ in range(num_epochs):
        train_epoch(net)
        loss = loss_of(net)
        if loss < best_loss:
            best_loss, state = loss, copy.deepcopy(net.state_dict())
        net.load_state_dict(state)
    return best_loss


def never_lowered(net, train_epoch, loss_of, num_epochs):
    best_loss = math.inf
    for _ in range(num_epochs):
        train_epoch(net)
        if loss_of(net) < best_loss:
            state = copy.deepcopy(net.state_dict())
    net.load_state_dict(state)
    return best_loss


def trained_copy(net, train_epoch, loss_of, num_epochs):
    return best()(copy.deepcopy(net), train_epoch, loss_of, num_epochs)


def from_the_start(net, train_epoch, loss_of, num_epochs):
    state = copy.deepcopy(net.state_dict())
    loss = never_loaded(net, train_epoch, loss_of, num_epochs)
    net.load_state_dict(state)
    return loss


def by_clones(net):
    return {name: tensor.clone() for name, tensor in net.state_dict().items()}


def by_copied_network(net, train_epoch, loss_of, num_epochs):
    runs = []
    for _ in range(num_epochs):
        train_epoch(net)
        runs.append((loss_of(net), copy.deepcopy(net)))
    loss, good = min(runs, key=lambda run: run[0])
    net.load_state_dict(good.state_dict())
    return torch.tensor(loss)


# Exercise 10 -------------------------------------------------------------------------------------

def silent(share=lambda out: (out == 0).float().mean().item(), remove=True, safe=True, late=False,
           kind=(nn.ReLU,), label=lambda name, module: name):
    def answer(net, X):
        shares, handles = {}, []
        for name, module in net.named_modules():
            if isinstance(module, kind):
                own = label(name, module)

                def note(module, inputs, output, own=own):
                    shares["last" if late else own] = share(output)
                handles.append(module.register_forward_hook(note))
        try:
            net(X)
        except RuntimeError:
            if safe:
                for handle in handles:
                    handle.remove()
            raise
        for handle in handles if remove else ():
            handle.remove()
        return shares

    return answer


def in_order(net, X):
    names = [name for name, m in net.named_modules() if isinstance(m, nn.ReLU)]
    found = list(silent()(net, X).values())
    return dict(zip(names, found, strict=True))


def twice(net, X):
    net(X)
    return silent()(net, X)


def there_and_back(net, X):
    shares = silent()(net.eval(), X)
    net.train()
    return shares


def swallowing(net, X):
    try:
        return silent()(net, X)
    except RuntimeError:
        return {}


def by_list(net, X):
    return list(silent()(net, X).values())


def counts(**changed):
    return {"parameters": 4, "numbers": 16, "names": 7, "modules": 5} | changed


def start(**changed):
    return {"limit": 1 / 1280, "slope": 1.0, "bound": 0.2} | changed


WRONG = {
    "pytorch-basics/1": [
        (counts(parameters=5, numbers=18, names=8), "without a bias"),
        (counts(parameters=6, numbers=22, names=9, modules=6), "in all four places"),
        (counts(parameters=3, numbers=12, names=6), "a frozen parameter is"),
        (counts(parameters=6, numbers=20), "buffers are not among"),
        (counts(parameters=5, numbers=18), "is a buffer counted"),
        (counts(parameters=6), "lists a layer that has two names once"),
        (counts(parameters=3), "the frozen parameter left out"),
        (counts(parameters=5), "is no parameter, buffers"),
        (counts(parameters=8), "plain list"),
        (counts(numbers=12), "numbers of the frozen"),
        (counts(numbers=21), "without the label"),
        (counts(numbers=4), "not the tensors"),
        (counts(numbers=18), "a bias that"),
        (counts(numbers=20), "Buffers are not among"),
        (counts(names=5), "`a` and `b` both"),
        (counts(names=8), "that is not persistent"),
        (counts(names=6), "the persistent buffer too"),
        (counts(names=4), "the parameters only"),
        (counts(modules=4), "the whole is"),
        (counts(modules=3), "so is what is in it"),
    ],
    "pytorch-basics/2": [
        (NoModule, "must be derived"),
        (Derived, "is to be written"),
        (sequential(init=False), "must come first"),
        (sequential(by_letter), "the name i"),
        (sequential(of_copies), "not copies"),
        (ByCall, "`__call__` is overwritten"),
        (sequential(forward=through_modules), "calls itself without end"),
        (sequential(in_list, through_list), "does not register"),
        (sequential(in_module_list, lambda self, X: X), "longer than it should be"),
        (sequential(lambda self, layers: by_number(self, layers, 1)), "begin at 1"),
        (sequential(by_whole_number), "are strings"),
        (sequential(by_name), "layer0.weight"),
        (sequential(each_once), "an entry for each"),
        (sequential(forward=through_children), "applied once"),
        (sequential(forward=lambda self, X: through(self, X).detach()), "no graph"),
        (sequential(forward=last_only), "the last layer alone"),
        (sequential(forward=first_only), "stands inside the loop"),
        (sequential(forward=lambda self, X: X), "unchanged"),
        (sequential(forward=lambda self, X: through(self, X, lambda m, X: m.forward(X))),
         "not its `forward`"),
        (sequential(forward=without_last), "The last part is left out"),
        (sequential(length=lambda self: 3), "the number of parts"),
        (sequential(item=lambda self, i: self._modules[str(i)]), "counts from the end"),
        (sequential(item=lambda self, i: getattr(self, f"layer{i}")), "`model[0]` raised Attr"),
    ],
    "pytorch-basics/3": [
        (lambda: nn.Sequential(nn.Linear(20, 256), nn.ReLU(), nn.Dropout(0.1)), "still has 256"),
        (net_of(nn.Linear(20, 256), nn.Linear(256, 10)), "the ReLU is missing"),
        (net_of(nn.Linear(20, 256), nn.ReLU(), nn.Linear(256, 10), nn.ReLU()), "never negative"),
        (net_of(nn.Linear(20, 256), nn.ReLU(), nn.Linear(256, 10), nn.Softmax(1)), "softmax"),
        (net_of(nn.Linear(20, 10)), "hidden units are gone"),
        (net_of(nn.Linear(20, 10), nn.ReLU(), nn.Linear(10, 10)), "in place of 7,946"),
        (net_of(nn.Linear(20, 256), nn.ReLU(), nn.Linear(256, 1)), "(2, 1)"),
        (net_of(nn.Linear(20, 256), nn.ReLU(), nn.Linear(10, 256)), "raises an error with"),
        (net_of(nn.Linear(20, 256), nn.GELU(), nn.Linear(256, 10)), "nothing else"),
        (lambda: (nn.Sequential(nn.Linear(20, 256), nn.ReLU()), nn.Linear(256, 10)), "a tuple"),
        (lambda: nn.Linear(20, 256)(torch.zeros(1, 20)), "Return the network"),
        (nn.Sequential(nn.Linear(20, 256), nn.ReLU(), nn.Linear(256, 10)), "not the network"),
    ],
    "pytorch-basics/4": [
        (tower(tuple), "look into a list"),
        (tower(init=False), "must come first"),
        (OneAttribute, "not six"),
        (tower(extra=True), "registered twice"),
        (tower(lambda layers: nn.ModuleList(layers[:1] * 3)), "repeats the object"),
        (tower(between=lambda X: X), "no ReLU between"),
        (tower(last=torch.relu), "after the last layer too"),
        (tower(between=torch.tanh), "no longer that of the tower"),
        (crooked_tower(lambda a, b, c, X: c(torch.relu(b(X)))), "Only two of the three"),
        (crooked_tower(lambda a, b, c, X: torch.relu(b(torch.relu(a(X))))), "layer is left out"),
        (crooked_tower(lambda a, b, c, X: c(b(torch.relu(a(X))))), "One of the two ReLUs"),
        (crooked_tower(lambda a, b, c, X: c(torch.relu(b(a(X))))), "ReLUs is missing, the first"),
        (crooked_tower(lambda a, b, c, X: c(torch.relu(b(torch.relu(a(X))))).detach()), "no graph"),
        (crooked_tower(lambda a, b, c, X: c(torch.relu(b(torch.relu(a(X)))).detach())),
         "not all parameters get"),
        (tower(sizes=(20, 32, 32, 20)), "keep the size 20"),
        (NoModule, "derived from"),
    ],
    "pytorch-basics/5": [
        (scale(init=False), "The loud fault"),
        (scale(shift=plain), "Only one tensor is found"),
        (scale(gain=plain, shift=plain), "which type of tensor"),
        (scale(compute=lambda self, X: X.mul_(self.gain.data + 1) + self.shift), "changes its"),
        (scale(call="__call__"), "hooks are not called"),
        (scale(gain=frozen), "Both must be learnt"),
        (scale(start=(0.0, 1.0)), "the output is the input"),
        (scale(compute=lambda self, X: X), "gain times X"),
        (OneTensor, "gain and shift"),
        (OneNumber, "`n` numbers are asked"),
    ],
    "pytorch-basics/6": [
        (start(limit=1 / 1536), "biases alone"),
        (start(limit=1 / 512), "keeps half"),
        (start(limit=0.0008), "three digits"),
        (start(limit=1 / 1285), "d + 1 inputs"),
        (start(bound=math.sqrt(3 / 150)), "ReLUs need"),
        (start(limit=0), "Without the biases"),
        (start(limit=0.2), "one input among"),
        (start(limit=1 / 768), "variance of a weight"),
        (start(slope=math.sqrt(5)), "the *bound*"),
        (start(slope=0), "That is the ReLU"),
        (start(slope=5), "solved for"),
        (start(slope=0.5), "must be 1/d"),
        (start(bound=150 ** -0.5), "default's bound"),
        (start(bound=math.sqrt(2 / 150)), "sqrt(3) times"),
        (start(bound=2 / 150), "That is the variance."),
        (start(bound=0.04), "square of the bound"),
        (start(bound=-0.2), "B is positive"),
    ],
    "pytorch-basics/7": [
        (NoModule, "derived from"),
        (TwoLayers, "must be an `nn.Parameter`"),
        (Sideways, "is (d, h)"),
        (TwoParameters, "second matrix"),
        (OneBias, "two biases"),
        (Zero, "starts from zero"),
        (NoReLU, "The ReLU is missing"),
        (TwoReLUs, "no ReLU in the second"),
        (EarlyReLU, "before its bias neither"),
        (FirstForgotten, "first place is missing"),
        (ForgottenBias, "second place is missing"),
        (Detached, "is it detached"),
        (TransposedOnce, "transpose in `forward`"),
        (NoTranspose, "cannot be multiplied"),
        (EqualUnits, "start equal"),
    ],
    "pytorch-basics/8": [
        (save, "both functions"),
        ((restoring(), save), "First `save`"),
        ((save_closing, restoring()), "closed the file"),
        ((lambda net, file: torch.save(file, net.state_dict()), restoring()), "what, where"),
        ((save_nothing, restoring()), "nothing to the file"),
        ((save_evaluating, restoring()), "the mode of the network"),
        ((save, restoring(evaluate=False)), "training mode"),
        ((save, restoring(load=False)), "is the whole state"),
        ((save, restoring_anyhow), "do not try again"),
        ((save, restore), "up to 2.5"),
        ((save_whole, restore_whole), "has written the whole network"),
        ((save_more, restoring()), "save the state only"),
        ((save_pickle, restore_pickle), "Python's `pickle` runs"),
        ((save_parameters, restoring()), "not in the file"),
        ((save_parameters, restore_loosely), "the buffer is not restored"),
        ((save, restoring(returned=lambda net: None)), "returns None"),
    ],
    "pytorch-basics/9": [
        (best(lambda net: net.state_dict().copy()), "a dictionary of the very tensors"),
        (never_loaded, "not put back"),
        (back_in_the_loop, "after the loop"),
        (never_lowered, "never lowered"),
        (trained_copy, "the one network"),
        (best(worst=True), "worst epoch"),
        (best(lambda net: copy.deepcopy(dict(net.named_parameters()))), "parameters *and* buffers"),
        (best(result=lambda best_loss, loss, net: None), "must be returned"),
        (best(result=lambda best_loss, loss, net: loss), "that of the last epoch."),
        (best(result=lambda best_loss, loss, net: net), "a number"),
        (best(result=lambda best_loss, loss, net: 3 * best_loss), "not that of the best"),
        (best(epochs=-1), "were trained"),
        (from_the_start, "before the training"),
    ],
    "pytorch-basics/10": [
        (silent(late=True), "one entry for several"),
        (silent(share=lambda out: (out != 0).float().mean()), "*not* zero"),
        (silent(share=lambda out: (out == 0).sum()), "counts"),
        (silent(share=lambda out: (out == 0).all(0).float().mean()), "zero for all examples"),
        (silent(share=lambda out: out), "must be numbers"),
        (silent(share=lambda out: 0.5), "shares are not right"),
        (silent(share=lambda out: 100 * (out == 0).float().mean()), "percent"),
        (silent(label=lambda name, module: module), "names are asked"),
        (in_order, "under the wrong names"),
        (silent(remove=False), "left behind"),
        (silent(safe=False), "in a `finally`"),
        (by_list, "a dictionary"),
        (twice, "run 2 times"),
        (there_and_back, "mode of the network has"),
        (swallowing, "is swallowed"),
        (lambda net, X: {}, "dictionary is empty"),
        (lambda net, X: {"relu": 0.5, "ReLU": 0.5}, "The keys shall be"),
        (silent(share=lambda out: (out < 0).float().mean()), "All shares are 0"),
        (silent(share=lambda out: (out == 0).sum() / len(out)), "examples times units"),
    ],
}

RIGHT = {
    "pytorch-basics/1": [counts(numbers=np.int64(16), names=torch.tensor(7), modules=5.0)],
    "pytorch-basics/2": [
        FromList,
        sequential(listed_too, through_list, lambda self: len(self.layers),
                   lambda self, i: self.layers[i]),
        sequential(lambda self, layers: self._modules.update(
            {str(i): layer for i, layer in enumerate(layers)})),
    ],
    "pytorch-basics/3": [net_of(nn.Linear(20, 256), nn.ReLU(), nn.Linear(256, 10)), lambda: Named(),
                         extended, lambda: nn.Sequential(Named())],
    "pytorch-basics/4": [tower(), tower(lambda layers: nn.Sequential(*layers)), ByAttributes,
                         InSequential, ByParameters, LastFirst],
    "pytorch-basics/5": [scale(), ByRegistering, Rows],
    "pytorch-basics/6": [start(limit=Fraction(1, 1280), slope=-1, bound=np.float32(0.2)),
                         start(limit=0.000781, slope=torch.tensor(1.0), bound=math.sqrt(0.04))],
    "pytorch-basics/7": [Tied, ByLinear, BiasRows],
    "pytorch-basics/8": [(save, restoring()), (save, restoring(map_location="cpu")),
                         (save_numpy, restore_numpy)],
    "pytorch-basics/9": [best(), best(by_clones), by_copied_network,
                         best(result=lambda best_loss, loss, net: np.float32(best_loss))],
    "pytorch-basics/10": [silent(), silent(share=lambda out: (out == 0).double().mean()),
                          silent(share=lambda out: 1 - (out > 0).numpy().mean())],
}
