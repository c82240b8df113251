"""Where a training run computes: its device and precision, alone or as one of several processes.

Several processes are PyTorch's own DistributedDataParallel, started by ``torchrun``.  Li et al.
(2020), https://arxiv.org/abs/2006.15704.
"""

import contextlib
import os
import platform
from dataclasses import dataclass

import torch
from torch import distributed, nn
from torch.distributed.nn.functional import all_reduce

from d2lhelpers.training import default_device

__all__ = ["Place", "SharedBatchNorm2d", "find_place", "joined", "parallel", "share_batch_norm",
           "total"]


@dataclass(frozen=True)
class Place:
    """A process's device, how it computes there, and which of how many processes it is."""

    device: torch.device
    bfloat16: bool = False
    compiled: bool = False
    rank: int = 0
    num_processes: int = 1

    def autocast(self) -> torch.autocast:
        """Return the context in which matrix products and convolutions are in bfloat16."""
        return torch.autocast(self.device.type, torch.bfloat16, enabled=self.bfloat16)

    def hardware(self) -> str:
        """Return the name of the device, and how many of them work together."""
        name = f"{platform.machine()} CPU, {torch.get_num_threads()} threads"
        if self.device.type == "cuda":
            name = torch.cuda.get_device_name(self.device)
        elif self.device.type == "mps":
            name = f"{platform.machine()} GPU of Apple"
        return f"{self.num_processes} × {name}" if self.num_processes > 1 else name


def find_place(device: str = "auto", precision: str = "auto", compiled: str = "auto") -> Place:
    """Return the place that the arguments and torchrun's environment variables describe.

    "auto": the first device there is; bfloat16 and ``torch.compile`` on a CUDA GPU, where they
    pay.  Raises ValueError for a device that is not there.
    """
    rank, size = (int(os.environ.get(name, default))
                  for name, default in (("RANK", 0), ("WORLD_SIZE", 1)))
    local = int(os.environ.get("LOCAL_RANK", 0))
    found = default_device() if device == "auto" else torch.device(device)
    there = {"cpu": True, "cuda": torch.cuda.is_available(),
             "mps": torch.backends.mps.is_available()}
    if not there[found.type]:
        raise ValueError(f"--device {device}: this PyTorch sees no such device here; there is "
                         + " and ".join(name for name in there if there[name]))
    if found.type == "cuda":
        if local >= torch.cuda.device_count():
            raise ValueError(f"{size} processes, but {torch.cuda.device_count()} GPUs: start no "
                             "more processes than there are GPUs")
        found = torch.device("cuda", local)
        torch.cuda.set_device(found)
    elif found.type == "mps" and size > 1:
        raise ValueError("several processes need CUDA GPUs or the CPU: add --device cpu")
    fast = found.type == "cuda"
    return Place(found, fast and torch.cuda.is_bf16_supported() if precision == "auto"
                 else precision == "bfloat16",
                 fast if compiled == "auto" else compiled == "on", rank, size)


@contextlib.contextmanager
def joined(place: Place):
    """Join the other processes for as long as the context lasts; alone, do nothing."""
    if place.num_processes == 1:
        yield
        return
    distributed.init_process_group("nccl" if place.device.type == "cuda" else "gloo")
    try:
        yield
    finally:
        distributed.destroy_process_group()


def total(value: torch.Tensor, place: Place) -> torch.Tensor:
    """Return the sum of the processes' values, in place."""
    if place.num_processes > 1:
        distributed.all_reduce(value)
    return value


def share_batch_norm(net: nn.Module, place: Place) -> nn.Module:
    """Let the batch normalisations of ``net`` take their means over all processes' batches.

    In place, and before an optimizer is given the parameters, some of which are new.
    """
    if place.num_processes > 1:
        kind = nn.SyncBatchNorm if place.device.type == "cuda" else SharedBatchNorm2d
        for module in list(net.modules()):
            for name, child in list(module.named_children()):
                if isinstance(child, nn.BatchNorm2d):
                    shared = kind(child.num_features).to(child.weight.device)
                    shared.load_state_dict(child.state_dict())
                    setattr(module, name, shared)
    return net


def parallel(net: nn.Module, place: Place) -> nn.Module:
    """Return the module to call in training: its gradients are the processes' mean."""
    model = net
    if place.num_processes > 1:
        on_gpu = place.device.type == "cuda"
        model = nn.parallel.DistributedDataParallel(
            net, device_ids=[place.device.index] if on_gpu else None)
    return torch.compile(model) if place.compiled else model


class SharedBatchNorm2d(nn.BatchNorm2d):
    """Batch normalisation over the batches of all processes, on the CPU.

    PyTorch's ``SyncBatchNorm`` does this on GPUs only.  In training, with n, s, q the sums over
    all processes of 1, x and x² in a channel: (x - s/n) / √(q/n - (s/n)² + eps), then the
    channel's weight and bias.  The running variance is the unbiased one, as in PyTorch.
    """

    def forward(self, X: torch.Tensor) -> torch.Tensor:
        """(n, c, h, w) -> (n, c, h, w)."""
        if not self.training:
            return super().forward(X)
        # Sums of squares in float64: q/n - (s/n)² is a small difference of large numbers.
        wide = X.double()
        count = torch.full((1, X.shape[1]), X.numel() / X.shape[1], dtype=torch.float64)
        sums = torch.stack([wide.sum(dim=(0, 2, 3)), wide.square().sum(dim=(0, 2, 3))])
        n, s, q = all_reduce(torch.cat([count, sums]))
        mean, variance = s / n, q / n - (s / n).square()
        with torch.no_grad():
            self.num_batches_tracked += 1
            self.running_mean.lerp_(mean.to(X.dtype), self.momentum)
            self.running_var.lerp_((variance * n / (n - 1)).to(X.dtype), self.momentum)
        scale = self.weight / (variance + self.eps).sqrt().to(X.dtype)
        shift = self.bias - mean.to(X.dtype) * scale
        return X * scale[:, None, None] + shift[:, None, None]
