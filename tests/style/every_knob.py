"""Settings that the engine's tests begin with, and others."""

from __future__ import annotations

from ai_playground.style.settings import StyleSettings

# Every knob, so that no test hangs on a default.
SETTINGS = StyleSettings(
    content_weight=1.0,
    style_weight=1.0,
    total_variation_weight=0.0,
    style_blend="",
    layer_exponent=1.0,
    style_layers="block1_conv1 block2_conv1 block3_conv1",
    content_layers="block2_conv2",
    pooling="average",
    network="random",
    noise_ratio=0.0,
    seed=1,
    style_scale=1.0,
    style_resolution=2048,
    crop_left=0.0,
    crop_top=0.0,
    crop_width=1.0,
    crop_height=1.0,
    colors="style",
    size=64,
    iterations=5,
    schedule="flat",
    optimizer="lbfgs",
    learning_rate=0.05,
    tolerance=0.0,
    precision="float32",
)

# Every knob turned.
OTHERWISE = StyleSettings(
    content_weight=2.0,
    style_weight=30.0,
    total_variation_weight=5.0,
    style_blend="1",
    layer_exponent=3.0,
    style_layers="block4_conv1",
    content_layers="block1_conv1",
    pooling="max",
    network="resnet50",
    noise_ratio=1.0,
    seed=9,
    style_scale=2.0,
    style_resolution=512,
    crop_left=0.5,
    crop_top=0.5,
    crop_width=0.5,
    crop_height=0.5,
    colors="content",
    size=128,
    iterations=1,
    schedule="coarse_to_fine",
    optimizer="adam",
    learning_rate=0.5,
    tolerance=0.1,
    precision="bfloat16",
)
