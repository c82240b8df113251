"""Images that stay on the device: a batch is gathered, moved and scaled there."""

import torch
from torch.nn import functional as F

__all__ = ["DeviceImages", "draw_moves"]

SHIFT = 2  # pixels by which an image is shifted at most


class DeviceImages:
    """A data set's images on a device, as bytes; a batch is scaled there.

    Equal to the batches of `data.ImageSet` up to 1/255, the last step of the rounding.
    """

    def __init__(self, dataset, image_size: int, device: torch.device):
        """Copy the images and labels to the device."""
        self.images, self.labels = dataset.images.to(device), dataset.labels.to(device)
        self.source, self.size = dataset.source, (image_size, image_size)

    def __len__(self) -> int:
        """Count the images."""
        return len(self.labels)

    def batch(self, index: torch.Tensor, moves: torch.Tensor | None = None):
        """Return X (n, 1, size, size) in [0, 1] and y (n,) for the indices (n,).

        ``moves`` (n, 3): whether to mirror an image (0 or 1), and by how many pixels to shift
        it down and to the right.
        """
        index = index.to(self.labels.device)
        images = self.images.index_select(0, index)
        if moves is not None:
            images = _moved(images, moves.to(images.device))
        X = images.to(torch.get_default_dtype())
        if X.shape[2:] != self.size:
            X = F.interpolate(X, self.size, mode="bilinear", antialias=True).round()
        return X / 255, self.labels.index_select(0, index)


def _moved(images, moves):
    """Mirror and shift images (n, 1, h, w); what comes in from outside is black."""
    height, width = images.shape[2:]
    rows = torch.arange(height, device=images.device) + SHIFT - moves[:, 1:2]
    columns = torch.arange(width, device=images.device).expand(len(images), -1)
    columns = torch.where(moves[:, :1] == 1, width - 1 - columns, columns) + SHIFT - moves[:, 2:]
    padded = F.pad(images[:, 0], (SHIFT, SHIFT, SHIFT, SHIFT))
    which = torch.arange(len(images), device=images.device)[:, None, None]
    return padded[which, rows[:, :, None], columns[:, None, :]].unsqueeze(1)


def draw_moves(n: int) -> torch.Tensor:
    """Draw moves (n, 3) for `DeviceImages.batch`: half of them mirror, all shift by -2 to 2."""
    return torch.cat([torch.randint(2, (n, 1)), torch.randint(-SHIFT, SHIFT + 1, (n, 2))], dim=1)
