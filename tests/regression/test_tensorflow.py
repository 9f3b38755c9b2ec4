"""Everything that needs TensorFlow, which takes seconds to import: the oracles of the update rules, the
traced formula."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import numpy as np
import pytest

from ai_playground.cli import main
from ai_playground.regression.data import Points, load_points
from ai_playground.regression.descent import descend
from ai_playground.regression.keras_fit import RATE, STEPS, keras_dense
from ai_playground.regression.losses import loss_function
from ai_playground.regression.optimizers import RULES
from ai_playground.regression.settings import RegressionSettings
from ai_playground.regression.tensorflow_fit import MeansFormula

pytest.importorskip("tensorflow")
# TensorFlow and Keras warn of their own future while they are imported.
pytestmark = pytest.mark.filterwarnings("default")

MOMENTUM = 0.875
# Steps add up to some 10 here. Keras rounds its constants (beta 0.999, first sums 0.1) to float32 in any
# case.
TOLERANCE = {(name, "float32"): 2e-5 for name in RULES} | {(name, "float64"): 1e-13 for name in RULES}
TOLERANCE |= {("adam", "float64"): 5e-6, ("adagrad", "float64"): 1e-8, ("ftrl", "float64"): 1e-7}


@pytest.fixture
def keras_dtype(dtype: str) -> Iterator[None]:
    """Keras with state and constants in `dtype`, as far as it lets them."""
    import keras

    before = keras.config.floatx()
    keras.config.set_floatx(dtype)
    yield
    keras.config.set_floatx(before)


@pytest.fixture(scope="module")
def formula() -> MeansFormula:
    return MeansFormula()


def keras_rule(name: str, rate: float) -> Any:
    from keras import optimizers

    rules = {
        "plain": lambda: optimizers.SGD(rate),
        "momentum": lambda: optimizers.SGD(rate, momentum=MOMENTUM),
        "nesterov": lambda: optimizers.SGD(rate, momentum=MOMENTUM, nesterov=True),
        "adagrad": lambda: optimizers.Adagrad(rate),
        "rmsprop": lambda: optimizers.RMSprop(rate),
        "adam": lambda: optimizers.Adam(rate),
        "ftrl": lambda: optimizers.Ftrl(rate),
    }
    return rules[name]()


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_every_step_of_every_rule_is_that_of_keras(name: str, dtype: str, keras_dtype: None) -> None:
    import keras

    random = np.random.default_rng(5)
    gradients = random.normal(0.0, [3.0, 1e-4, 50.0], (25, 3))  # so small that epsilon counts
    start = [0.5, -2.0, 0.0]
    number: Any = float if dtype == "float64" else np.float32
    rate = 0.03
    ours, theirs = [RULES[name](number, MOMENTUM) for _ in start], keras_rule(name, rate)
    weights = [number(weight) for weight in start]
    variable = keras.Variable(np.array(start), dtype=dtype)
    theirs.build([variable])
    for gradient in gradients:
        moves = zip(ours, weights, gradient.tolist(), strict=True)
        weights = [rule.step(weight, number(slope), number(rate)) for rule, weight, slope in moves]
        theirs.apply([keras.ops.convert_to_tensor(gradient, dtype=dtype)])
        np.testing.assert_allclose(weights, variable.numpy(), rtol=0, atol=TOLERANCE[name, dtype])


@pytest.mark.parametrize("loss", ["squared", "absolute", "huber"])
def test_losses_are_those_of_keras(loss: Any) -> None:
    import keras

    theirs = {
        "squared": keras.losses.MeanSquaredError(),
        "absolute": keras.losses.MeanAbsoluteError(),
        "huber": keras.losses.Huber(delta=2.5),
    }[loss]
    residuals = np.random.default_rng(0).normal(0.0, 4.0, 200)
    ours = loss_function(RegressionSettings(loss=loss, huber_delta=2.5)).values(residuals).mean()
    assert ours == pytest.approx(float(theirs(residuals[:, None], np.zeros((200, 1)))), rel=1e-5)


def test_tensorflow_in_float64_gives_the_exact_figures(formula: MeansFormula, fire_theft: Points) -> None:
    slope, intercept = formula.run(fire_theft.x, fire_theft.y)
    assert slope == pytest.approx(1.31345600492, abs=1e-9)
    assert intercept == pytest.approx(16.9951572327, abs=1e-9)


def test_the_formula_is_traced_once_for_any_number_of_points(formula: MeansFormula) -> None:
    before = formula.graph()
    points = load_points(RegressionSettings(leave_out_outlier=True))
    slope, intercept = formula.run(points.x, points.y)
    assert slope == pytest.approx(0.61518, abs=5e-6)
    assert intercept == pytest.approx(23.49928, abs=5e-6)
    assert formula.graph() == before


def test_the_graph_holds_the_lectures_names_and_nothing_of_tensorflow(formula: MeansFormula) -> None:
    nodes = {node.name: node for node in formula.graph()}
    assert nodes.keys() >= {"X", "Y", "Xavg", "Yavg", "numerator", "denominator"}
    assert nodes["Xavg"].inputs == ("X",)
    assert nodes["truediv"].inputs == ("numerator", "denominator")
    assert nodes["pow/y"].value == "2"
    for node in nodes.values():
        assert type(node.name) is str
        assert set(node.inputs) <= nodes.keys()


def test_an_operator_makes_the_node_that_its_function_makes_under_a_name_that_tensorflow_chose(
    formula: MeansFormula,
) -> None:
    import tensorflow as tf

    def kinds(compute: Any) -> list[str]:
        vector = tf.TensorSpec([None], tf.float64)
        traced = tf.function(compute, autograph=False).get_concrete_function(vector, vector)
        return [operation.type for operation in traced.graph.get_operations()]

    by_operators = kinds(lambda x, y: (x - y) ** 2)
    assert by_operators == kinds(lambda x, y: tf.pow(tf.subtract(x, y), 2))
    assert {"Sub", "Pow"} <= set(by_operators)
    # Those are X, Y and what he gave a name; the rest are his eight operators.
    his = {"X", "Y", "Xavg", "Yavg", "numerator", "denominator"}
    chosen = {node.name for node in formula.graph() if node.op != "Const"} - his
    assert chosen == {"sub", "sub_1", "mul", "sub_2", "pow", "truediv", "mul_1", "sub_3"}


def test_numerator_and_denominator_need_nothing_of_each_other_but_x_and_its_mean(
    formula: MeansFormula,
) -> None:
    nodes = {node.name: node for node in formula.graph()}

    def needed(name: str) -> set[str]:
        return {name}.union(*(needed(one) for one in nodes[name].inputs))

    assert needed("numerator") & needed("denominator") == {"X", "Xavg"}


def test_asked_for_the_slope_alone_tensorflow_leaves_out_what_makes_the_intercept(
    formula: MeansFormula, fire_theft: Points
) -> None:
    from tensorflow.compat import v1

    graph: Any = formula._function.graph
    of_the_intercept = {"mul_1", "sub_3"}
    assert of_the_intercept <= {node.name for node in formula.graph()}
    slope, intercept = graph.structured_outputs
    given = {"X:0": fire_theft.x, "Y:0": fire_theft.y}
    with v1.Session(graph=graph) as session:
        for asked, done in ((slope, set()), ([slope, intercept], of_the_intercept)):
            told = v1.RunMetadata()
            session.run(asked, given, v1.RunOptions(trace_level=v1.RunOptions.FULL_TRACE), told)
            names = {node.node_name for device in told.step_stats.dev_stats for node in device.node_stats}
            assert {"numerator", "denominator"} <= names
            assert names & of_the_intercept == done


def test_tensorboard_finds_the_graph(formula: MeansFormula, tmp_path: Path) -> None:
    formula.write_tensorboard(tmp_path / "deep" / "graphs")
    (events,) = (tmp_path / "deep" / "graphs").glob("events.out.tfevents.*")
    content = events.read_bytes()
    for name in (b"Xavg", b"numerator", b"denominator"):
        assert name in content


def test_a_full_disk_is_an_os_error_with_its_reason(
    formula: MeansFormula, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tensorflow as tf

    words = "{{function_node}} /x/events.v2; No space left on device\n\tFailed to flush"
    failure = tf.errors.UnknownError(None, None, words)
    monkeypatch.setattr(tf.summary, "create_file_writer", Mock(side_effect=failure))
    with pytest.raises(OSError, match="No space left on device") as refusal:
        formula.write_tensorboard(tmp_path)
    assert refusal.value.strerror == "No space left on device"


def test_the_command_line_fits_in_tensorflow_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["regression", "--json", "--tensorboard", str(tmp_path / "graphs")]) == 0
    fit = json.loads(capsys.readouterr().out)["tensorflow"]
    assert fit["slope"] == pytest.approx(1.31345600492, abs=1e-9)
    assert list((tmp_path / "graphs").iterdir())
    assert main(["regression", "--tensorboard", str(tmp_path / "graphs")]) == 0
    assert "TensorFlow: slope 1.31345600492, intercept 16.9951572327" in capsys.readouterr().out


def test_a_folder_that_cannot_be_made_is_an_os_error(formula: MeansFormula, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"):
        formula.write_tensorboard(tmp_path / "file" / "graphs")


def test_keras_lands_where_ftrl_on_the_whole_batch_does(fire_theft: Points) -> None:
    settings = RegressionSettings(learning_rate=RATE, epochs=300)
    *_, keras_end = keras_dense(fire_theft, settings)
    *_, our_end = descend(fire_theft, settings.changed(method="batch", optimizer="ftrl"))
    assert (keras_end.updates, keras_end.ended) == (300, "epochs")
    np.testing.assert_allclose(keras_end.coefficients, our_end.coefficients, rtol=0.02)
    assert keras_end.mse == pytest.approx(our_end.mse, rel=0.01)
    assert STEPS == 2000


def test_keras_starts_at_zero_and_is_the_same_for_the_same_seed(fire_theft: Points) -> None:
    settings = RegressionSettings(learning_rate=RATE, epochs=3)
    first, again = list(keras_dense(fire_theft, settings)), list(keras_dense(fire_theft, settings))
    np.testing.assert_array_equal(first[0].coefficients, [0.0, 0.0])
    np.testing.assert_array_equal(first[-1].coefficients, again[-1].coefficients)
    other = list(keras_dense(fire_theft, settings.changed(seed=7)))
    assert not np.array_equal(first[-1].coefficients, other[-1].coefficients)
