"""Weights that are downloaded: Keras' public files, kept where Keras keeps them, so that none comes twice."""

from __future__ import annotations

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
    """The file with the weights of `network`, downloaded unless it is there already and whole.

    Returns None for a network that has nothing to download. A download that breaks off leaves nothing behind.

    Raises:
        WeightsMissing: no connection, another answer or another content than expected, or no room for it; the
            message says which, and what else can be done.
    """
    if network not in FILES:
        return None
    import pooch
    import requests

    file, folder = FILES[network], keras_folder()
    pooch.get_logger().setLevel("WARNING")  # it tells of every download on stderr
    try:
        path = pooch.retrieve(
            f"{SERVER}/{file.folder}/{file.name}",
            f"md5:{file.md5}",
            file.name,
            folder,
            # Our own, as pooch's leaves connections open when they fail.
            downloader=lambda url, target, _pooch: _fetch(url, target, show_progress),
        )
    except requests.RequestException as error:
        raise _missing(file, _reason(error)) from error
    except ValueError as error:
        raise _missing(file, "what came was another file than expected") from error
    except OSError as error:
        raise _missing(file, f"the folder can't be written ({error.strerror or error})") from error
    return Path(path)


def _fetch(url: str, target: str, show_progress: ShowProgress) -> None:
    import requests

    with requests.get(url, stream=True, timeout=PATIENCE) as response, Path(target).open("wb") as file:
        response.raise_for_status()
        total, done = int(response.headers.get("Content-Length", 0)), 0
        for piece in response.iter_content(2**16):
            done += file.write(piece)
            show_progress(done, total)


def _reason(error: Exception) -> str:
    import requests

    if isinstance(error, requests.HTTPError) and error.response is not None:
        return f"the server answered {error.response.status_code} {error.response.reason}"
    if isinstance(error, requests.Timeout):
        return f"the server was silent for {PATIENCE} seconds"
    if isinstance(error, requests.ConnectionError):
        return f"there is no connection to {SERVER}"
    return "the connection broke off"


def _missing(file: WeightsFile, reason: str) -> WeightsMissing:
    return WeightsMissing(
        f"{file.name} could not be downloaded to {keras_folder()}: {reason}. Try again, or take the "
        f"network {BUNDLED}, which needs no download."
    )
