"""How fast lesson 3 paints, beside PyTorch where there is one, what a large photo and a training step take.

    PYTHONPATH=src .venv/bin/python -m benchmarks.cyclegan_speed [--torch PYTHON]

PYTHON is an interpreter with PyTorch, which the lessons don't need.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from PIL import Image

from ai_playground.cyclegan import bundle
from ai_playground.cyclegan.painting import Painter
from ai_playground.cyclegan.settings import StudySettings
from ai_playground.cyclegan.study import samples
from ai_playground.cyclegan.training import train
from ai_playground.cyclegan.weights import Weights, generator_shapes, shipped
from ai_playground.jobs import device
from ai_playground.pictures import Pixels

REPEATS = 9
STEPS = 40
"""Of a training from one snapshot to the next."""
TORCH = """
import json, time, torch
from torch import nn
torch.manual_seed(0)
def norm(n): return nn.InstanceNorm2d(n)
class Block(nn.Module):
    def __init__(self, n):
        super().__init__()
        pad, conv = nn.ReflectionPad2d, nn.Conv2d
        one = [pad(1), conv(n, n, 3), norm(n), nn.ReLU(True)]
        self.inside = nn.Sequential(*one, pad(1), conv(n, n, 3), norm(n))
    def forward(self, x): return x + self.inside(x)
layers = [nn.ReflectionPad2d(3), nn.Conv2d(3, 64, 7), norm(64), nn.ReLU(True)]
for n in (64, 128): layers += [nn.Conv2d(n, 2 * n, 3, 2, 1), norm(2 * n), nn.ReLU(True)]
layers += [Block(256) for _ in range(9)]
for n in (256, 128): layers += [nn.ConvTranspose2d(n, n // 2, 3, 2, 1, 1), norm(n // 2), nn.ReLU(True)]
layers += [nn.ReflectionPad2d(3), nn.Conv2d(64, 3, 7), nn.Tanh()]
found = {}
for name, dtype in (("float32", torch.float32), ("bfloat16", torch.bfloat16)):
    model = nn.Sequential(*layers).to(dtype).eval().to(memory_format=torch.channels_last)
    x = torch.rand(1, 3, 256, 256, dtype=dtype).to(memory_format=torch.channels_last)
    times = []
    with torch.inference_mode():
        for _ in range(REPEATS + 2):
            start = time.perf_counter(); model(x); times.append(time.perf_counter() - start)
    found[name] = sorted(times[2:])[REPEATS // 2]
print(json.dumps(found))
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--torch", type=Path, help="an interpreter with PyTorch")
    options = parser.parse_args()
    device.configure()
    print(device.describe())
    light = Painter(shipped("monet"))
    photo = noise(256, 256)
    print(f"light generator, 256 px, {light.arithmetic}: {seconds(light, photo):.3f} s a photo")
    rng = np.random.default_rng(0)
    shapes = generator_shapes(64, 9, "transposed")
    authors = Weights(64, 9, "transposed", [0.02 * rng.normal(size=shape) for shape in shapes])
    for arithmetic in dict.fromkeys(("float32", light.arithmetic)):
        took = seconds(Painter(authors, arithmetic), photo)
        print(f"the authors' generator, 256 px, {arithmetic}: {took:.3f} s a photo")
    if options.torch:
        script = TORCH.replace("REPEATS", str(REPEATS))
        told = subprocess.run([options.torch, "-c", script], capture_output=True, text=True, check=True)
        for name, took in json.loads(told.stdout).items():
            print(f"the same in PyTorch, {name}: {took:.3f} s a photo")
    batch()
    large()
    for count in (1, 4):
        print(f"a step of the page's training, {count} of each kind: {step(count):.2f} s of processor time")


def noise(height: int, width: int) -> Pixels:
    """A picture of random values."""
    return np.random.default_rng(0).integers(0, 256, (height, width, 3), dtype=np.uint8)


def seconds(painter: Painter, photo: Pixels) -> float:
    """Median time of a painting, after two that don't count."""
    times = []
    for _ in range(REPEATS + 2):
        started = time.perf_counter()
        painter.paint(photo)
        times.append(time.perf_counter() - started)
    return float(np.median(times[2:]))


def batch() -> None:
    """A hundred photos of 256 px by the command line, reading and writing."""
    with tempfile.TemporaryDirectory() as folder:
        photos = Path(folder) / "photos"
        photos.mkdir()
        for number in range(100):
            Image.fromarray(noise(256, 256)).save(photos / f"{number:03}.jpg")
        command = [sys.executable, "-m", "ai_playground", "cyclegan", "paint", str(photos)]
        started = time.perf_counter()
        subprocess.run([*command, "-o", f"{folder}/out"], check=True, capture_output=True)
        print(f"a hundred photos by the command line, all in all: {time.perf_counter() - started:.1f} s")


def large() -> None:
    """A photo of 12 megapixels by the command line: time and the most memory that it took."""
    with tempfile.TemporaryDirectory() as folder:
        photo = Path(folder) / "large.jpg"
        Image.fromarray(noise(3000, 4000)).save(photo)
        command = [sys.executable, "-m", "ai_playground", "cyclegan", "paint", str(photo)]
        started = time.perf_counter()
        more = ["-o", f"{folder}/painted.jpg", "--longest-side", "4000"]
        subprocess.run([*command, *more], check=True, capture_output=True)
        took = time.perf_counter() - started
        most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6
        print(f"12 megapixels: {took:.1f} s, {most:.2f} GB at most (of all commands here)")


def step(batch_size: int) -> float:
    """Processor time of a step of the page's small training, without what it shows and scores."""
    settings = StudySettings(batch_size=batch_size, steps=5 * STEPS)
    pair = bundle.shipped(settings.swatch)
    marks = {}
    for snapshot in train(pair.photos, pair.paintings, settings, samples()[:1], snapshot_every=STEPS):
        if snapshot is not None:
            marks[snapshot.step] = time.process_time()
    # Of the first steps one compiles.
    return (marks[settings.steps] - marks[STEPS]) / (settings.steps - STEPS)


if __name__ == "__main__":
    main()
