"""Networks of Keras 3, in float64: writes tests/golden/kerasNets.json.

python -m venv venv && venv/bin/pip install keras==3.15.1 torch==2.13.0 numpy==2.4.6 && venv/bin/python tests/reference/keras_nets.py

VGG, ResNet, Inception-v3 and MobileNetV2 are those of keras.applications with fewer channels; what Keras has no net of its own
for is built of its layers. Weights and images come from a formula by the paths of the variables, as `conv1_conv/kernel`,
which tests/contracts/kerasNet.ts computes too.
"""
import json
import os

os.environ["KERAS_BACKEND"] = "torch"
import sys
from math import prod, sqrt
from pathlib import Path
from types import SimpleNamespace

import keras
import numpy as np
import torch
from keras import layers
from keras.src.backend.common import dtypes

from formula import summary, uniform
from torch_net import write

keras.config.set_floatx("float64")
keras.config.set_dtype_policy("float64")
dtypes.BIT64_TO_BIT32_DTYPE["float64"] = "float64"  # else a norm computes in float32
CLASSES = 5
MARGIN = 3e-6  # above the rounding errors of float32 here


def narrow(width):
    """The layers of Keras with fewer filters; an activation is a layer of its own, so that what goes in can be seen."""
    def scaled(layer):
        def make(filters, *rest, activation=None, **options):
            last = options.get("name") == "predictions"
            conv = layer(filters if last else max(1, int(filters * width + 0.5)), *rest, **options)
            return (lambda x: layers.Activation(activation)(conv(x))) if activation else conv
        return make
    return SimpleNamespace(**{**vars(layers), "Conv2D": scaled(layers.Conv2D), "Dense": scaled(layers.Dense)})


def application(module, name, shape, width=1, **options):
    """A net of keras.applications with width times its channels."""
    source = sys.modules[f"keras.src.applications.{module}"]
    before, source.layers = source.layers, narrow(width)
    try:
        return getattr(source, name)(weights=None, classes=CLASSES, classifier_activation=None, input_shape=shape, **options)
    finally:
        source.layers = before


def unet(shape, filters, depth):
    """Ronneberger et al., with 'same' padding and batch normalisation."""
    def convs(x, name, filters):
        for part in "12":
            x = layers.Conv2D(filters, 3, padding="same", use_bias=False, name=f"{name}_conv{part}")(x)
            x = layers.ReLU()(layers.BatchNormalization(name=f"{name}_norm{part}")(x))
        return x

    x = image = layers.Input(shape)
    skips = []
    for level in range(depth):
        skips.append(convs(x, f"down{level}", filters * 2**level))
        x = layers.MaxPooling2D()(skips[-1])
    x = convs(x, "bottom", filters * 2**depth)
    for level in reversed(range(depth)):
        x = layers.Conv2DTranspose(filters * 2**level, 2, strides=2, name=f"grow{level}")(x)
        x = convs(layers.Concatenate()([x, skips[level]]), f"up{level}", filters * 2**level)
    return keras.Model(image, layers.Conv2D(1, 1, name="mask")(x))


def block(x, name, filters, size=3, strides=1, dilation=1, pad="same", relu=True, epsilon=1e-3):
    """Convolution, batch normalisation, ReLU; `pad` is 'same' or so many zeros on all sides."""
    if pad != "same":
        x = layers.ZeroPadding2D(pad)(x)
    x = layers.Conv2D(
        filters, size, strides, "same" if pad == "same" else "valid", dilation_rate=dilation, use_bias=False, name=f"{name}_conv")(x)
    x = layers.BatchNormalization(momentum=0.9, epsilon=epsilon, name=f"{name}_bn")(x)
    return layers.ReLU()(x) if relu else x


def classified(image, x):
    return keras.Model(image, layers.Dense(CLASSES, name="logits")(layers.GlobalAveragePooling2D()(x)))


def resnet18(shape, filters):
    """He et al., padded as in PyTorch."""
    image = layers.Input(shape)
    x = block(image, "stem", filters, 7, 2, pad=3, epsilon=1e-5)
    x = layers.MaxPooling2D(3, 2)(layers.ZeroPadding2D(1)(x))
    for stage, width in enumerate((filters, 2 * filters, 4 * filters, 8 * filters)):
        for index in range(2):
            name, strides = f"stage{stage + 1}_{index}", 2 if stage > 0 and index == 0 else 1
            y = block(x, f"{name}_1", width, 3, strides, pad=1, epsilon=1e-5)
            y = block(y, f"{name}_2", width, relu=False, epsilon=1e-5)
            if strides > 1:
                x = block(x, f"{name}_shortcut", width, 1, strides, relu=False, epsilon=1e-5)
            x = layers.ReLU()(layers.Add()([y, x]))
    return classified(image, x)


def googlenet(shape, width):
    """Szegedy et al. (2014), for images whose poolings all halve an even size."""
    def inception(x, name, b1, reduce3, b3, reduce5, b5, pool):
        def conv(y, part, filters, size=1):
            return block(y, f"inception{name}_{part}", max(1, int(filters * width + 0.5)), size)

        return layers.Concatenate()([
            conv(x, "b1", b1), conv(conv(x, "b3_reduce", reduce3), "b3", b3, 3), conv(conv(x, "b5_reduce", reduce5), "b5", b5, 3),
            conv(layers.MaxPooling2D(3, 1, "same")(x), "pool", pool)])

    image = layers.Input(shape)
    x = layers.MaxPooling2D(3, 2, "same")(block(image, "conv1", int(64 * width), 7, 2, pad=3))
    x = block(block(x, "conv2", int(64 * width), 1), "conv3", int(192 * width))
    for window, modules in (
        (3, {"3a": (64, 96, 128, 16, 32, 32), "3b": (128, 128, 192, 32, 96, 64)}),
        (3, {"4a": (192, 96, 208, 16, 48, 64), "4b": (160, 112, 224, 24, 64, 64), "4c": (128, 128, 256, 24, 64, 64),
             "4d": (112, 144, 288, 32, 64, 64), "4e": (256, 160, 320, 32, 128, 128)}),
        (2, {"5a": (256, 160, 320, 32, 128, 128), "5b": (384, 192, 384, 48, 128, 128)}),
    ):
        x = layers.MaxPooling2D(window, 2, "same")(x)
        for name, filters in modules.items():
            x = inception(x, name, *filters)
    return classified(image, x)


def plain(x, *strides):
    """The backbone of the tests: a convolution a stage."""
    maps = []
    for i, (stride, before) in enumerate(zip(strides, [1, *strides])):
        x = block(x, f"plain{i}", 3 + i, strides=stride // before)
        maps.append(x)
    return maps


def resize(x, like):
    return layers.Resizing(*like.shape[1:3], interpolation="bilinear")(x)


def fcn(shape, classes):
    """Long, Shelhamer, Darrell: FCN-8s."""
    image = layers.Input(shape)
    *_, eighth, sixteenth, last = plain(image, 2, 4, 8, 16, 32)
    score = lambda x, stride: layers.Conv2D(classes, 1, name=f"score{stride}_conv")(x)
    y = score(block(last, "hidden", 6), 32)
    y = layers.Add()([resize(y, sixteenth), score(sixteenth, 16)])
    y = layers.Add()([resize(y, eighth), score(eighth, 8)])
    return keras.Model(image, resize(y, image))


def deeplab(shape, classes, filters, rates):
    """Chen et al. (2017): DeepLab v3."""
    image = layers.Input(shape)
    x = plain(image, 2, 4, 8)[-1]
    pooled = block(layers.GlobalAveragePooling2D(keepdims=True)(x), "aspp_pool", filters, 1)
    y = layers.Concatenate()([
        block(x, "aspp_1x1", filters, 1), *(block(x, f"aspp_dilated{i + 1}", filters, dilation=rate) for i, rate in enumerate(rates)),
        resize(pooled, x)])
    y = block(block(y, "aspp_project", filters, 1), "1", filters)
    return keras.Model(image, resize(layers.Conv2D(classes, 1, name="logits_conv")(y), image))


def set_weights(model, salt, beta):
    """Kernels of variance 2 / fan-in, all else near where it starts; of a norm, β is near `beta`."""
    for weight in model.variables:
        path, shape = weight.path, tuple(weight.shape)
        if len(shape) > 1:
            scale = sqrt(6 / prod(shape[:2] if "depthwise" in path else shape[:-1])), 0
        else:
            scale = {"moving_mean": (0.1, 0), "moving_variance": (0.5, 1), "gamma": (0.25, 1), "beta": (0.25, beta), "bias": (0.25, 0)}[
                path.split("/")[-1]]
        weight.assign(uniform(f"{salt}/{path}", shape, *scale).numpy())
    return {weight.path: list(weight.shape) for weight in model.variables}


def margin_of(layer, x):
    """How near a layer came to where its gradient jumps."""
    x = x.detach().numpy()
    if isinstance(layer, layers.MaxPooling2D):
        (height, width), (down, right) = layer.pool_size, layer.strides
        if layer.padding == "same":
            over = [max((-(-n // s) - 1) * s + k - n, 0) for n, k, s in zip(x.shape[1:3], layer.pool_size, layer.strides)]
            x = np.pad(x, [(0, 0), *((n // 2, n - n // 2) for n in over), (0, 0)], constant_values=-np.inf)
        windows = np.lib.stride_tricks.sliding_window_view(x, (height, width), (1, 2))[:, ::down, ::right]
        ordered = np.sort(windows.reshape(*windows.shape[:4], -1), -1)
        gaps = ordered[..., -1] - ordered[..., -2]
        return gaps[gaps > 0].min()  # equal are only zeros of ReLU, which lets no gradient pass
    top = getattr(layer, "max_value", None)
    return min(np.abs(x).min(), np.abs(x - top).min() if top else np.inf)


def golden(model, batch=2, margin=MARGIN, beta=0.25):
    """Of the first salt with which rounding to float32 takes no other branch of ReLU or max pooling."""
    bent = [layer for layer in model.layers if isinstance(layer, (layers.ReLU, layers.Activation, layers.MaxPooling2D))]
    probe = keras.Model(model.inputs, [*model.outputs, *(layer.input for layer in bent)])
    moving = [variable.path for variable in probe.non_trainable_variables]
    shape, salt, nearest = (batch, *model.input_shape[1:]), -1, 0
    while nearest <= margin:
        salt += 1
        weights = set_weights(model, salt, beta)
        state = [v.value for v in probe.trainable_variables], [v.value for v in probe.non_trainable_variables]
        x = uniform(f"{salt}/x", shape).requires_grad_()
        nearest = min(
            margin_of(layer, value) for training in (False, True)
            for layer, value in zip(bent, probe.stateless_call(*state, x, training=training)[0][1:]))
        print(salt, nearest, flush=True)
    result = {}
    for mode in ("evaluation", "training"):
        (y, *_), moved = probe.stateless_call(*state, x, training=mode == "training")
        gradient, = torch.autograd.grad((y * uniform(f"{salt}/weight", y.shape)).sum(), x)
        result[mode] = {"output": summary(f"{mode}/output", y), "gradient": summary(f"{mode}/gradient", gradient)}
    statistics = {path: summary(path, value) for path, value in zip(moving, moved)}
    return {"beta": beta, "salt": salt, "shape": list(shape), "weights": weights, **result, "statistics": statistics}


nets = {
    "vgg16": lambda: golden(application("vgg16", "VGG16", (64, 64, 3), 1 / 16)),
    "vgg19": lambda: golden(application("vgg19", "VGG19", (64, 64, 3), 1 / 16)),
    "resnet50": lambda: golden(application("resnet", "ResNet50", (40, 56, 3), 1 / 16), beta=2),
    "inceptionV3": lambda: golden(application("inception_v3", "InceptionV3", (107, 123, 3), 1 / 16), beta=2),
    "mobilenetV2": lambda: golden(application("mobilenet_v2", "MobileNetV2", (33, 64, 3), alpha=0.25), beta=2),
    "unet": lambda: golden(unet((24, 32, 3), 3, 2)),
    "resnet18": lambda: golden(resnet18((33, 48, 3), 4)),
    "googlenet": lambda: golden(googlenet((64, 96, 3), 1 / 32), beta=2),
    "fcn": lambda: golden(fcn((40, 26, 3), 2), batch=3),
    "deeplab": lambda: golden(deeplab((40, 26, 3), 3, 5, (1, 2)), batch=3),
}
wanted = sys.argv[1:] or list(nets)  # those not named stay as they are
path = Path(__file__).parent.parent / "golden" / "kerasNets.json"
goldens = json.loads(path.read_text())["nets"] if path.exists() else {}
for name in wanted:
    print(name)
    keras.utils.clear_session()
    goldens[name] = nets[name]()
write("kerasNets", {"nets": {name: goldens[name] for name in nets if name in goldens}}, f"keras {keras.__version__}, torch {torch.__version__}")
