"""Weights that are downloaded; Keras' public files stay where Keras keeps them, so that none comes twice."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from ai_playground.perceptual.architectures import BUNDLED, Network
from ai_playground.perceptual.network import WeightsMissing

# Called with the bytes that are there and the bytes there will be (0 if the server doesn't say).
ShowProgress = Callable[[int, int], object]

SERVER = "https://storage.googleapis.com/tensorflow/keras-applications"
# Seconds without a byte after which a connection counts as dead.
PATIENCE = 30


class DownloadFailed(Exception):  # noqa: N818 - says what is wrong in fewer words
    """A download came to nothing; the message says why, in half a sentence."""


@dataclass(frozen=True)
class WeightsFile:
    """A file on the server: its folder there, its name, and the MD5 sum of its content."""

    folder: str
    name: str
    md5: str


def _without_top(folder: str, network: str, md5: str) -> WeightsFile:
    return WeightsFile(folder, f"{network}_weights_tf_dim_ordering_tf_kernels_notop.h5", md5)


# As in keras.applications, which keeps them in private places; a test compares.
FILES: Mapping[Network, WeightsFile] = MappingProxyType(
    {
        "vgg16": _without_top("vgg16", "vgg16", "6d6bbae143d832006294945121d1f1fc"),
        "vgg19": _without_top("vgg19", "vgg19", "253f8cb515780f3b799900260a226db6"),
        "resnet50": _without_top("resnet", "resnet50", "4d473c1dd8becc155b73f8504c6f6626"),
        "inception_v3": _without_top("inception_v3", "inception_v3", "bcbd6486424b2319ff4ef7d526e38f63"),
    }
)


def keras_folder() -> Path:
    """Where Keras keeps downloaded weights: ~/.keras/models, or models in the folder KERAS_HOME."""
    home = os.environ.get("KERAS_HOME")
    return (Path(home) if home else Path.home() / ".keras") / "models"


def weights_file(network: Network, show_progress: ShowProgress = lambda _done, _total: None) -> Path | None:
    """The file with the weights of `network`; None for a network that has nothing to download.

    Raises:
        WeightsMissing: as `stored`.
    """
    return stored(FILES[network], show_progress) if network in FILES else None


def stored(file: WeightsFile, show_progress: ShowProgress = lambda _done, _total: None) -> Path:
    """A file of Keras', downloaded unless it is there already and whole.

    A download that breaks off leaves nothing behind.

    Raises:
        WeightsMissing: no connection, another answer or another content than expected, or no room for it; the
            message says which, and what else can be done.
    """
    import pooch

    folder = keras_folder()
    pooch.get_logger().setLevel("WARNING")  # it tells of every download on stderr
    try:
        path = pooch.retrieve(
            f"{SERVER}/{file.folder}/{file.name}",
            f"md5:{file.md5}",
            file.name,
            folder,
            # Our own, as pooch's leaves connections open when they fail.
            downloader=lambda url, target, _pooch: download(url, target, show_progress),
        )
    except DownloadFailed as error:
        raise _missing(file, str(error)) from error
    except ValueError as error:
        raise _missing(file, "what came was another file than expected") from error
    except OSError as error:
        raise _missing(file, f"the folder can't be written ({error.strerror or error})") from error
    return Path(path)


def download(
    url: str,
    target: Path | str,
    show_progress: ShowProgress = lambda _done, _total: None,
    most: float = math.inf,
) -> None:
    """Write what an address answers to a file, of which a part may be there when it fails.

    Args:
        url: The address.
        target: The file.
        show_progress: Is told how far it is.
        most: Bytes that may come.

    Raises:
        DownloadFailed: no connection, an error for an answer, half of it, or too much.
        OSError: the file can't be written.
    """
    import requests

    try:
        with requests.get(url, stream=True, timeout=PATIENCE) as response, Path(target).open("wb") as file:
            response.raise_for_status()
            total, done = int(response.headers.get("Content-Length", 0)), 0
            pieces = response.iter_content(2**16)
            while max(total, done) <= most and (piece := next(pieces, b"")):
                done += file.write(piece)
                show_progress(done, total)
        if max(total, done) > most:
            raise DownloadFailed(f"the server sends more than {most / 1e6:.0f} MB")
    except requests.RequestException as error:
        raise DownloadFailed(_reason(error, url)) from error


def _reason(error: Exception, url: str) -> str:
    import requests

    if isinstance(error, requests.HTTPError) and error.response is not None:
        return f"the server answered {error.response.status_code} {error.response.reason}"
    if isinstance(error, requests.Timeout):
        return f"the server was silent for {PATIENCE} seconds"
    if isinstance(error, requests.ConnectionError):
        return f"there is no connection to {url.rsplit('/', 1)[0]}"
    return "the connection broke off"


def _missing(file: WeightsFile, reason: str) -> WeightsMissing:
    return WeightsMissing(
        f"{file.name} could not be downloaded to {keras_folder()}: {reason}. Try again, or take the "
        f"network {BUNDLED}, which needs no download."
    )
