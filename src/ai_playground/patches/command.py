"""The verb `patches` of the command line: where patches come from, what was cropped, lenses, photos."""

from __future__ import annotations

import argparse
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ai_playground.lesson.command import CommandError, Device, Parser, new_file, say, write_result
from ai_playground.patches import prepare_command, train_command
from ai_playground.patches.ask_command import add_crop_options, add_locate_options
from ai_playground.patches.settings import LensSettings
from ai_playground.settings import add_options, read_options
from ai_playground.terminal import printable

if TYPE_CHECKING:  # numpy takes longer to import than --help may take
    from ai_playground.pictures import Pixels

DESCRIPTION = """\
Where in a photo was a patch of it? What gives it away is mostly the lens, if it leaves traces: color fringes
and shade tell how far from the middle, and in which direction.
"""
EXAMPLES = """\
examples:
  where do the sixteen patches of a photo come from, and the one in its middle?
      ai-playground patches photo.jpg
      ai-playground patches locate photo.jpg --at 0.5,0.5
  was a photo cropped, and what is it of its original?
      ai-playground patches crop photo.jpg --json
  a photo through a lens with strong color fringes and dark corners
      ai-playground patches lens photo.jpg -o seen.png --red 0.5 --blue -0.5 --vignetting 0.8
  nothing that a lens leaves in a photo's colors
      ai-playground patches lens photo.jpg -o grey.png --red 0 --blue 0 --vignetting 0 --grey
  photos of one's own, prepared to train on
      ai-playground patches prepare photos/ prepared/
  how many there are of each part, for a script
      ai-playground patches prepare photos/ prepared/ --json | \\
          python -c "import json, sys; print(json.load(sys.stdin)['parts'])"
"""
LENS_DESCRIPTION = """\
Photograph a photo through a simulated lens and camera. Larger photos are reduced to 4096 px.
"""
LONGEST_SIDE = 4096
FORMATS: dict[str, tuple[str, dict[str, Any]]] = {
    ".png": ("PNG", {}),
    ".jpg": ("JPEG", {"quality": 95, "subsampling": 0}),
    ".jpeg": ("JPEG", {"quality": 95, "subsampling": 0}),
}


def declare(parser: Parser, device: Device) -> None:
    """Declare `ai-playground patches`, to run on `device`."""
    parser.describe(DESCRIPTION, EXAMPLES)
    verbs = parser.add_verbs(default="locate")
    locate = verbs.add_parser("locate", help="where patches come from (what is done without a verb)")
    add_locate_options(locate, device)
    add_crop_options(verbs.add_parser("crop", help="what a photo is of its original"), device)

    lens = verbs.add_parser("lens", help="a photo through a simulated lens")
    lens.describe(LENS_DESCRIPTION, EXAMPLES)
    lens.add_argument("photo", type=Path, metavar="PHOTO", help="the photo")
    lens.add_argument(
        "-o", "--output", type=Path, metavar="OUT", required=True, help="where it goes: a .png or .jpg"
    )
    lens.add_argument("--overwrite", action="store_true", help="replace a file that is there already")
    lens.add_argument("--json", action="store_true", help="print the result as JSON")
    add_options(lens, LensSettings)
    lens.runs("patches", _lens, _bad_input)
    prepare_command.declare(verbs.add_parser("prepare", help="photos of one's own, ready to train on"))
    train_command.declare(verbs.add_parser("train", help="networks of one's own, on prepared photos"), device)


def _bad_input() -> tuple[type[Exception], ...]:
    from ai_playground.pictures import PictureError

    return (PictureError,)


def _lens(options: argparse.Namespace) -> int:
    from PIL import Image

    lens = read_options(LensSettings, options)
    path = options.output
    if path.exists() and options.photo.exists() and path.samefile(options.photo):
        raise CommandError(f"{path} is the photo to read; it would be overwritten")
    with new_file(path, tuple(FORMATS), options.overwrite) as write:
        seen = _seen(options.photo, lens)
        kind, looks = FORMATS[path.suffix.lower()]
        encoded = io.BytesIO()
        Image.fromarray(seen).save(encoded, kind, **looks)
        write(encoded.getvalue())
    height, width = seen.shape[:2]
    result = {
        "photo": str(options.photo),
        "output": str(path),
        "width": width,
        "height": height,
        "settings": lens.model_dump(mode="json"),
    }
    write_result(result, _text, as_json=options.json)
    return 0


def _seen(path: Path, lens: LensSettings) -> Pixels:
    """The photo through the lens; what the user should know is said."""
    from ai_playground.patches.lens import through
    from ai_playground.pictures import read_reduced

    photo = read_reduced(path, longest_side=LONGEST_SIDE)
    if remark := photo.remark(path.name):
        say("patches", remark)
    height, width = photo.pixels.shape[:2]
    if (height, width) != (photo.height, photo.width):
        say("patches", f"{path} is reduced from {photo.width} x {photo.height} px")
    try:
        return through(photo.pixels, lens)
    except ImportError as error:
        raise CommandError(
            "the lens needs OpenCV: install ai-playground-lessons with the extra corners"
        ) from error


def _text(result: dict[str, Any]) -> str:
    return printable(f"{result['photo']}: {result['output']} ({result['width']} x {result['height']} px)")
