"""Scores by Keras' Inception, with random weights: nothing is downloaded."""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from ai_playground.cli import main
from ai_playground.cyclegan import inception as inception_module
from ai_playground.cyclegan.inception import FILE, SIDE, Inception
from ai_playground.perceptual import download
from ai_playground.perceptual.network import WeightsMissing
from tests.cyclegan.tiny import pictures

keras = pytest.importorskip("keras")
pytestmark = [pytest.mark.filterwarnings("default"), pytest.mark.slow]

PICTURES = list(pictures(2, SIDE + 1, seed=5))


@pytest.fixture(scope="module")
def with_classes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """A file of random weights, and the network that has them."""
    keras.utils.set_random_seed(1)
    network = keras.applications.InceptionV3(weights=None)
    path = tmp_path_factory.mktemp("inception") / "random.weights.h5"
    network.save_weights(path)
    return path, network


@pytest.fixture(scope="module")
def inception(with_classes: tuple[Path, Any]) -> Inception:
    """Made once of that file: of some three hundred layers, it takes seconds."""
    return Inception(with_classes[0])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of two pictures, and the working folder's only one."""
    for number, picture in enumerate(PICTURES):
        Image.fromarray(picture).save(tmp_path / f"{number}.png")
    return tmp_path


def score(capsys: pytest.CaptureFixture[str], folder: Path, weights: Path) -> dict[str, Any]:
    options = ["--features", "inception", "--inception-weights", str(weights), "--json"]
    assert main(["cyclegan", "score", str(folder), str(folder), *options]) == 0
    figures: dict[str, Any] = json.loads(capsys.readouterr().out)
    return figures


def test_pictures_are_described_as_keras_own_network_does(
    with_classes: tuple[Path, Any], inception: Inception
) -> None:
    network = with_classes[1]
    described = inception.describe(PICTURES)
    assert described.classes is not None
    resized = [
        np.asarray(Image.fromarray(each).resize((SIDE, SIDE), Image.Resampling.LANCZOS), np.float32)
        for each in PICTURES
    ]
    inputs = keras.applications.inception_v3.preprocess_input(np.stack(resized))
    np.testing.assert_allclose(described.classes, np.asarray(network(inputs)), atol=1e-5)
    last = keras.Model(network.input, network.get_layer("mixed10").output)
    np.testing.assert_allclose(
        described.features, np.asarray(last(inputs)).mean(axis=(1, 2)), rtol=1e-3, atol=1e-4
    )


def test_scores_say_what_they_are_not_comparable_with(
    inception: Inception,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    weights = folder / "given.h5"
    monkeypatch.setattr(inception_module, "Inception", {weights: inception}.__getitem__)
    figures = score(capsys, folder, weights)
    assert figures["features"] == "Keras Inception, not comparable with published FID"
    assert figures["resized"].startswith("299 x 299 px")
    assert figures["frechet_distance"] == pytest.approx(0.0, abs=1e-6)
    assert figures["mifid_threshold"] == 0.1
    assert figures["mifid"] is not None
    assert (figures["n_real"], figures["n_generated"]) == (2, 2)
    # Two parts of one picture each: no classes differ within a part.
    assert figures["inception_score"] == pytest.approx(1.0)


def test_a_file_without_classes_gives_no_inception_score(
    with_classes: tuple[Path, Any], folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    network, path = with_classes[1], tmp_path / "headless.weights.h5"
    keras.Model(network.input, network.get_layer("mixed10").output).save_weights(path)
    assert "inception_score" not in score(capsys, folder, path)


def test_weights_of_another_network_are_refused(tmp_path: Path) -> None:
    other = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
    other.save_weights(tmp_path / "other.weights.h5")
    with pytest.raises(WeightsMissing, match=r"other\.weights\.h5 holds no weights of Inception"):
        Inception(tmp_path / "other.weights.h5")
    (tmp_path / "text.h5").write_text("no weights")
    with pytest.raises(WeightsMissing, match=r"text\.h5 can't be read"):
        Inception(tmp_path / "text.h5")


def test_without_network_and_file_it_says_what_to_do(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KERAS_HOME", str(folder / "keras"))
    monkeypatch.setattr(download, "SERVER", "http://127.0.0.1:1")
    assert main(["cyclegan", "score", str(folder), str(folder), "--features", "inception"]) == 2
    said = capsys.readouterr().err
    assert "there is no connection to http://127.0.0.1:1" in said
    assert "name a copy of the file with --inception-weights FILE" in said


def test_a_file_that_would_not_be_looked_at_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["cyclegan", "score", str(folder), str(folder), "--inception-weights", "x.h5"]) == 2
    assert "no effect without --features inception" in capsys.readouterr().err


def test_the_file_is_the_one_of_the_installed_keras() -> None:
    from keras.src.applications import inception_v3

    assert f"{download.SERVER}/{FILE.folder}/{FILE.name}" == inception_v3.WEIGHTS_PATH
    assert FILE.md5 in inspect.getsource(inception_v3)
