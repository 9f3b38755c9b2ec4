"""One evaluation of the style loss and its gradient, and the page's schedule of them, beside PyTorch's.

PyTorch is no dependency. Give a Python that has it: python -m benchmarks.style_peer --torch /path/to/python
Both compute the same: the default network and weights, bfloat16 features, Gram matrices and losses in
float32; the gradients are compared before anything is timed. The schedule is the default one up to 512 px,
with the same steps for both: an optimizer takes its steps from gradients, whoever computes them.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

SIZE = 512
REPEATS = 5
GOAL = 1.3


def ours(folder: Path) -> None:
    """Write what PyTorch needs, and our gradients and seconds, for every size of the schedule."""
    import tensorflow as tf

    from ai_playground.jobs import device
    from ai_playground.perceptual.architectures import ARCHITECTURES
    from ai_playground.perceptual.network import bundled_weights, read_convolutions
    from ai_playground.style.descriptor import layer_plan
    from ai_playground.style.inputs import Style
    from ai_playground.style.library import PHOTOS, STYLES
    from ai_playground.style.objective import Objective
    from ai_playground.style.schedule import stages
    from ai_playground.style.settings import StyleSettings

    device.configure()
    settings = StyleSettings(size=SIZE, precision="bfloat16")
    content, style = PHOTOS[0].pixels, Style(STYLES[0].pixels)
    architecture = ARCHITECTURES[settings.network]
    layers = layer_plan(settings, 1)
    objective = Objective(content, [style], settings, layers)
    found: dict[str, np.ndarray] = {}
    for number, (kernel, bias) in enumerate(read_convolutions(bundled_weights(), architecture)):
        found[f"kernel{number}"], found[f"bias{number}"] = kernel, bias
    planned = stages(settings, *content.shape[:2])
    for number, stage in enumerate(planned):
        objective.enter(stage.height, stage.width)
        # Away from the photograph: there the content's gradient is 0.
        noise = np.random.default_rng(number).normal(0, 0.05, objective.here.shape)
        picture = np.clip(objective.here + noise, 0, 1).astype(np.float32)
        _, gradient = objective.evaluate(picture)
        seconds = []
        for _ in range(REPEATS):
            started = time.perf_counter()
            objective.evaluate(picture)
            seconds.append(time.perf_counter() - started)
        found[f"picture{number}"], found[f"gradient{number}"] = picture, gradient
        found[f"seconds{number}"] = np.array(min(seconds))
        found[f"steps{number}"] = np.array(stage.iterations)
        for name, tensor in objective._targets.content.items():
            found[f"content{number}_{name}"] = tf.cast(tensor, tf.float32).numpy()
        for name, tensor in objective._targets.gram[0].items():
            found[f"gram{number}_{name}"] = tf.cast(tensor, tf.float32).numpy()
    found["factors"] = np.array(
        [settings.content_weight, settings.style_weight, settings.total_variation_weight]
    )
    found["content_names"] = np.array(list(layers.content))
    found["content_weights"] = np.array(list(layers.content.values()))
    found["style_names"] = np.array(list(layers.style))
    found["style_weights"] = np.array(list(layers.style.values()))
    found["layers"] = np.array(architecture.layers)
    found["sizes"] = np.array([[stage.height, stage.width] for stage in planned])
    np.savez(folder / "given.npz", allow_pickle=False, **found)


def peer(folder: Path) -> None:
    """The same in PyTorch; prints both sides. Runs in a Python that has PyTorch and numpy, and not ours."""
    import torch
    from torch.nn import functional

    given = np.load(folder / "given.npz")
    torch.set_num_threads(len(os.sched_getaffinity(0)))
    layers = [str(name) for name in given["layers"]]
    wanted = {str(name) for name in (*given["content_names"], *given["style_names"])}
    deepest = max(layers.index(name) for name in wanted)
    convolutions = [
        (
            torch.tensor(given[f"kernel{number}"].transpose(3, 2, 0, 1))
            .to(torch.bfloat16)
            .contiguous(memory_format=torch.channels_last),
            torch.tensor(given[f"bias{number}"]).to(torch.bfloat16),
        )
        for number in range(deepest + 1)
    ]
    mean = torch.tensor([103.939, 116.779, 123.68])[None, :, None, None]
    content_factor, style_factor, smoothness = (float(each) for each in given["factors"])

    def features(picture: torch.Tensor) -> dict[str, torch.Tensor]:
        values = (picture[:, [2, 1, 0]] * 255 - mean).to(torch.bfloat16)
        values = functional.pad(values, (1, 1, 1, 1), "replicate")
        values = values.contiguous(memory_format=torch.channels_last)
        found = {}
        for number, (name, (kernel, bias)) in enumerate(zip(layers, convolutions)):  # noqa: B905 - cut off
            if number and name.endswith("conv1"):
                values = functional.max_pool2d(values, 2)
            values = functional.relu(functional.conv2d(values, kernel, bias, padding=1 if number else 0))
            if name in wanted:
                found[name] = values
        return found

    def gradient(picture: torch.Tensor, targets: dict[str, torch.Tensor]) -> torch.Tensor:
        picture = picture.detach().requires_grad_(True)
        found = features(picture)
        loss = 0.0
        for name, weight in zip(given["content_names"], given["content_weights"]):  # noqa: B905 - arrays
            target = targets[f"content_{name}"]
            difference = found[str(name)].float() - target
            loss = loss + content_factor * float(weight) * difference.square().sum() / target.square().sum()
        for name, weight in zip(given["style_names"], given["style_weights"]):  # noqa: B905 - arrays
            values = found[str(name)]
            flat = values.float().flatten(2)[0]
            gram = flat @ flat.T / flat.shape[1]
            target = targets[f"gram_{name}"]
            loss = (
                loss + style_factor * float(weight) * (gram - target).square().sum() / target.square().sum()
            )
        down, across = picture.diff(dim=2), picture.diff(dim=3)
        loss = loss + smoothness * (down.square().mean() + across.square().mean())
        loss.backward()
        assert picture.grad is not None
        return picture.grad

    totals = [0.0, 0.0]
    print(f"PyTorch {torch.__version__}, {torch.get_num_threads()} threads, bfloat16, channels last")
    for number, (height, width) in enumerate(given["sizes"]):
        picture = torch.tensor(given[f"picture{number}"].transpose(2, 0, 1)[None])
        targets = {
            f"content_{name}": torch.tensor(given[f"content{number}_{name}"].transpose(0, 3, 1, 2))
            for name in given["content_names"]
        } | {
            f"gram_{name}": torch.tensor(given[f"gram{number}_{name}"]).squeeze()
            for name in given["style_names"]
        }
        theirs = gradient(picture, targets).numpy()[0].transpose(1, 2, 0)
        mine = given[f"gradient{number}"]
        agreement = float((mine * theirs).sum() / np.linalg.norm(mine) / np.linalg.norm(theirs))
        seconds = []
        for _ in range(REPEATS):
            started = time.perf_counter()
            gradient(picture, targets)
            seconds.append(time.perf_counter() - started)
        our_seconds, steps = float(given[f"seconds{number}"]), int(given[f"steps{number}"])
        totals[0] += steps * our_seconds
        totals[1] += steps * min(seconds)
        print(
            f"{width} x {height} px: ours {our_seconds:.3f} s, PyTorch {min(seconds):.3f} s, "
            f"{min(seconds) / our_seconds:.2f} times; cosine of the gradients {agreement:.4f}"
        )
    print(
        f"the schedule's gradients: ours {totals[0]:.1f} s, PyTorch {totals[1]:.1f} s, "
        f"{totals[1] / totals[0]:.2f} times faster (goal {GOAL})"
    )


def main() -> None:
    """Both sides, each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--torch", type=Path, help="a Python interpreter that has PyTorch")
    parser.add_argument("--peer", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.peer:
        peer(options.peer)
    elif options.torch is None:
        print("skipped: no --torch, a Python interpreter that has PyTorch")
    else:
        with tempfile.TemporaryDirectory() as folder:
            ours(Path(folder))
            sys.stdout.flush()
            subprocess.run([options.torch, __file__, "--peer", folder], check=True)


if __name__ == "__main__":
    main()
