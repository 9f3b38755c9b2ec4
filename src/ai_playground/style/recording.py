"""A finished run that ships with the package, shown before anyone presses Run and said to be recorded."""

from __future__ import annotations

import io
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ai_playground.locations import assets_directory
from ai_playground.pictures import read_picture
from ai_playground.style.descriptor import layer_plan
from ai_playground.style.settings import StyleSettings
from ai_playground.style.transfer import Snapshot

QUALITY = 90


@dataclass(frozen=True, eq=False)
class Recording:
    """A run as it was: which pictures, which settings, how long, and its snapshots.

    Attributes:
        content, styles: Names of the photograph and the swatches.
        settings: The knobs.
        seconds: How long it takes where nothing else runs.
        machine: On what.
        snapshots: An even choice of them, the last one included.
    """

    content: str
    styles: tuple[str, ...]
    settings: StyleSettings
    seconds: float
    machine: str
    snapshots: tuple[Snapshot, ...]

    @property
    def told(self) -> str:
        """That it was recorded, with which knobs, how long it takes and on what: a sentence."""
        changes = self.settings.non_defaults()
        turned = [f"{name.replace('_', ' ')} {value:,}" for name, value in changes.items()]
        return f"Recorded: {'; '.join([*turned, f'{self.seconds:.0f} s on {self.machine}'])}."


def load_recording() -> Recording:
    """The shipped recording. Raises FileNotFoundError if this installation lacks it."""
    folder = _folder()
    told = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    settings = StyleSettings(**told["settings"])
    layers = layer_plan(settings, len(told["styles"]))
    snapshots = tuple(
        Snapshot(
            **{
                **record,
                "picture": read_picture(folder / f"{number:02}.jpg"),
                "content": tuple(record["content"]),
                "style": tuple(map(tuple, record["style"])),
                "weighted": tuple(record["weighted"]),
                "settings": settings,
                "layers": layers,
            }
        )
        for number, record in enumerate(told["snapshots"])
    )
    return Recording(
        told["content"],
        tuple(told["styles"]),
        settings,
        told["seconds"],
        told["machine"],
        snapshots,
    )


def save_recording(recording: Recording, folder: Path | None = None) -> None:
    """Write a recording, by default in place of the shipped one."""
    from PIL import Image

    folder = folder or _folder()
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.jpg"):
        old.unlink()
    told: dict[str, Any] = {
        "content": recording.content,
        "styles": recording.styles,
        "settings": recording.settings.non_defaults(),
        "seconds": recording.seconds,
        "machine": recording.machine,
        "snapshots": [],
    }
    for number, snapshot in enumerate(recording.snapshots):
        record = asdict(snapshot)
        # Those of the whole run: nobody turns a knob while it is recorded.
        del record["settings"], record["layers"]
        buffer = io.BytesIO()
        Image.fromarray(record.pop("picture")).save(buffer, "JPEG", quality=QUALITY)
        (folder / f"{number:02}.jpg").write_bytes(buffer.getvalue())
        told["snapshots"].append(record)
    (folder / "run.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def _folder() -> Path:
    return assets_directory() / "style" / "recorded"
