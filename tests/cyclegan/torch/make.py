"""Write the files beside this one, with PyTorch, which the tests go without.

A generator as the authors' `networks.py` builds it, but of 2 filters and 1 block, random weights; saved in
both containers; and what it makes of a random picture.
"""

from pathlib import Path

import numpy as np
import torch
from torch import nn

HERE = Path(__file__).parent
FILTERS = 2


class Block(nn.Module):  # type: ignore[misc]
    """Two convolutions beside the picture itself."""

    def __init__(self, channels: int) -> None:
        super().__init__()

        def convolved() -> list[nn.Module]:
            return [nn.ReflectionPad2d(1), nn.Conv2d(channels, channels, 3), nn.InstanceNorm2d(channels)]

        self.conv_block = nn.Sequential(*convolved(), nn.ReLU(True), *convolved())

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """What a layer of PyTorch does."""
        return x + self.conv_block(x)


class Generator(nn.Module):  # type: ignore[misc]
    """The whole."""

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = [nn.ReflectionPad2d(3), nn.Conv2d(3, FILTERS, 7)]
        layers += [nn.InstanceNorm2d(FILTERS), nn.ReLU(True)]
        for level in (1, 2):
            layers += [nn.Conv2d(FILTERS * level, FILTERS * level * 2, 3, stride=2, padding=1)]
            layers += [nn.InstanceNorm2d(FILTERS * level * 2), nn.ReLU(True)]
        layers.append(Block(FILTERS * 4))
        for level in (4, 2):
            channels = FILTERS * level
            layers += [nn.ConvTranspose2d(channels, channels // 2, 3, stride=2, padding=1, output_padding=1)]
            layers += [nn.InstanceNorm2d(channels // 2), nn.ReLU(True)]
        layers += [nn.ReflectionPad2d(3), nn.Conv2d(FILTERS, 3, 7), nn.Tanh()]
        self.model = nn.Sequential(*layers)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """What a layer of PyTorch does."""
        return self.model(x)


def main() -> None:
    """Write the files."""
    torch.manual_seed(7)
    generator = Generator()
    for parameter in generator.parameters():
        nn.init.normal_(parameter, 0.0, 0.3)
    picture = torch.rand(1, 3, 16, 20) * 2 - 1
    with torch.no_grad():
        painted = generator(picture)
    torch.save(generator.state_dict(), HERE / "zip.pth")
    torch.save(generator.state_dict(), HERE / "legacy.pth", _use_new_zipfile_serialization=False)
    channels_last = (each.numpy()[0].transpose(1, 2, 0) for each in (picture, painted))
    np.savez(HERE / "picture.npz", **dict(zip(("picture", "painted"), channels_last, strict=True)))


if __name__ == "__main__":
    main()
