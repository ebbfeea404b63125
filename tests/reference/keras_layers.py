"""Layers of Keras 3, in float64: writes tests/golden/kerasLayers.json, their configs and what they compute.

python -m venv venv && venv/bin/pip install keras==3.15.1 torch==2.13.0 numpy==2.4.6 && venv/bin/python tests/reference/keras_layers.py

Inputs and weights come from a formula by the names of the case and of the weight, which tests/layers/keras.test.ts computes too.
"""
import json
import os

os.environ["KERAS_BACKEND"] = "torch"
from pathlib import Path

import keras
from keras import layers
from keras.src.backend.common import dtypes

from formula import uniform

keras.config.set_floatx("float64")
keras.config.set_dtype_policy("float64")
dtypes.BIT64_TO_BIT32_DTYPE["float64"] = "float64"  # else a norm computes in float32


def plain(config):
    """Without the type of the numbers, which is another in the browser."""
    return {key: plain(value) if isinstance(value, dict) else value for key, value in config.items() if key != "dtype"}


def golden(name, layer, shape=(2, 5, 4, 6), training=False):
    x = uniform(f"{name}/x", shape)
    layer.build((None, *shape[1:]))
    for weight in layer.weights:
        weight.assign(uniform(f"{name}/{weight.path.split('/')[-1]}", tuple(weight.shape), 0.5, 1).numpy())
    y = layer(x, training=True) if training else layer(x)
    return {
        "className": type(layer).__name__, "config": plain(layer.get_config()), "shape": list(shape), "training": training,
        "outputShape": list(y.shape), "output": y.detach().flatten().tolist(),
    }


cases = {
    "groupNormalization": (layers.GroupNormalization(3, name="own"),),
    "groupNormalization without offset": (layers.GroupNormalization(2, epsilon=1e-2, center=False, name="own"),),
    "groupNormalization without scale": (layers.GroupNormalization(-1, scale=False, name="own"),),
    "layerNormalization": (layers.LayerNormalization(axis=[3], epsilon=1e-2, name="own"),),
    "batchNormalization": (layers.BatchNormalization(momentum=0.9, scale=False, name="own"),),
    "spectralNormalization of conv2d": (
        layers.SpectralNormalization(layers.Conv2D(3, 3, padding="same", name="conv"), 2, name="own"), (2, 5, 4, 2), True),
    "spectralNormalization of dense": (layers.SpectralNormalization(layers.Dense(3, name="dense"), name="own"), (2, 4), True),
    "spatialDropout2d": (layers.SpatialDropout2D(0.25, seed=3, name="own"), (2, 3, 2, 2)),
    "spatialDropout2d without seed": (layers.SpatialDropout2D(0.25, name="own"), (2, 3, 2, 2)),
    "dropout": (layers.Dropout(0.25, name="own"), (2, 4)),
    "adaptiveAveragePooling2d": (layers.AdaptiveAveragePooling2D((3, 2), name="own"),),
    "globalMaxPooling2d": (layers.GlobalMaxPooling2D(name="own"),),
    "depthwiseConv2d": (layers.DepthwiseConv2D((3, 2), depth_multiplier=2, padding="same", name="own"), (2, 5, 4, 2)),
    "dilated depthwiseConv2d": (layers.DepthwiseConv2D(3, dilation_rate=2, padding="same", name="own"), (2, 5, 4, 2)),
    "conv2d": (layers.Conv2D(4, 3, strides=2, padding="same", use_bias=False, name="own"), (2, 5, 4, 2)),
    "grouped conv2d": (layers.Conv2D(4, 3, groups=2, padding="same", name="own"),),
    "prelu": (layers.PReLU(shared_axes=[1, 2], name="own"), (2, 3, 2, 4)),
    "upsampling": (layers.UpSampling2D(2, name="own"), (2, 3, 2, 1)),
    "cropping2d": (layers.Cropping2D(((1, 2), (0, 1)), name="own"), (2, 5, 4, 2)),
}
result = {"library": f"keras {keras.__version__}", "seed": "names", "layers": {name: golden(name, *case) for name, case in cases.items()}}
rows = ",\n".join(f"{json.dumps(name)}: {json.dumps(row)}" for name, row in result.pop("layers").items())
path = Path(__file__).parent.parent / "golden" / "kerasLayers.json"
path.write_text(json.dumps(result)[:-1] + ',\n"layers": {\n' + rows + "\n}}\n")
