"""Networks that label pixels, in PyTorch and float64: writes tests/golden/segmentation.json.

python -m venv venv && venv/bin/pip install torch==2.13.0 numpy==2.4.6 && venv/bin/python tests/reference/segmentation.py

Weights are named as our layers, without the prefix of the model, and PyTorch's last parts; their values and the images come
from a formula by these names, which tests/contracts/torchNet.ts computes too.
"""
from math import prod, sqrt

import torch
import torch.nn.functional as F

from formula import summary, uniform
from torch_net import kinks, write

MARGIN = 5e-6  # above the rounding errors of float32 here
MOMENTUM, EPSILON = 0.9, 1e-3


class Net:
    """The parts of all networks, by name: weights are made when they are first met."""

    def __init__(self, salt):
        self.salt, self.weights, self.statistics, self.training = salt, {}, {}, False

    def weight(self, key, shape):
        others = {"running_mean": (0.1, 0), "running_var": (0.5, 1), "bias": (0.25, 0), "weight": (0.25, 1)}
        if key not in self.weights:
            scale = (sqrt(3 / prod(shape[1:])), 0) if len(shape) > 1 else others[key.split(".")[-1]]
            self.weights[key] = uniform(f"{self.salt}/{key}", shape, *scale)
        return self.weights[key]

    def conv(self, x, name, filters, size, strides=1, dilation=1, bias=False):
        kernel = self.weight(f"{name}_conv.weight", (filters, x.shape[1], size, size))
        offset = self.weight(f"{name}_conv.bias", (filters,)) if bias else None
        return F.conv2d(same(x, size, strides, dilation), kernel, offset, strides, 0, dilation)

    def norm(self, x, name):
        part = lambda kind: self.weight(f"{name}_bn.{kind}", (x.shape[1],))
        gamma, beta, mean, variance = part("weight"), part("bias"), part("running_mean"), part("running_var")
        if self.training:
            now = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)     # biased, as in Keras
            for kind, old, new in (("running_mean", mean, now[0]), ("running_var", variance, now[1])):
                self.statistics[f"{name}_bn.{kind}"] = MOMENTUM * old + (1 - MOMENTUM) * new
            mean, variance = now
        column = lambda v: v[:, None, None]
        return (x - column(mean)) / (column(variance) + EPSILON).sqrt() * column(gamma) + column(beta)

    def block(self, x, name, filters, size=3, strides=1, dilation=1):
        return kinks.relu(self.norm(self.conv(x, name, filters, size, strides, dilation), name))

    def logits(self, x, name, classes):
        return self.conv(x, name, classes, 1, bias=True)

    def unit(self, x, name, filters, dilation=1):
        return self.block(self.block(x, f"{name}_1", filters, 3, 1, dilation), f"{name}_2", filters, 3, 1, dilation)

    def residual(self, x, name, filters):
        y = self.norm(self.conv(self.block(x, f"{name}_1", filters), f"{name}_2", filters, 3), f"{name}_2")
        same_shape = x.shape[1] == filters
        return kinks.relu(y + (x if same_shape else self.norm(self.conv(x, f"{name}_shortcut", filters, 1), f"{name}_shortcut")))

    def up(self, x, name, filters):
        kernel = self.weight(f"{name}_up.weight", (x.shape[1], filters, 2, 2))
        return F.conv_transpose2d(x, kernel, self.weight(f"{name}_up.bias", (filters,)), 2)

    def gate(self, gate, skip, name, filters):
        theta = self.conv(skip, f"{name}_theta", filters, 2, 2, bias=True)
        both = kinks.relu(theta + self.conv(gate, f"{name}_phi", filters, 1, bias=True))
        return skip * resize(self.conv(both, f"{name}_psi", 1, 1, bias=True).sigmoid(), skip)


def same(x, size, strides, dilation=1):
    """Padding as TensorFlow's 'same': what is missing, the larger half at the bottom and at the right."""
    amounts = []
    for length in (x.shape[3], x.shape[2]):
        missing = max((-(-length // strides) - 1) * strides + dilation * (size - 1) + 1 - length, 0)
        amounts += [missing // 2, missing - missing // 2]
    return F.pad(x, amounts)


def resize(x, like):
    return F.interpolate(x, like.shape[2:], mode="bilinear", align_corners=False)


def encode(net, x, filters, depth, unit, **options):
    maps = []
    for level in range(depth):
        maps.append(unit(x, f"encoder{level}", filters * 2**level, **options))
        x = kinks.max_pool(maps[-1], 2, 2, 0)
    return [*maps, unit(x, f"bottom{depth}", filters * 2**depth, **options)]


def unet(net, x):
    *skips, y = encode(net, x, 3, 2, net.unit)
    for level in (1, 0):
        y = net.unit(torch.cat([net.up(y, f"decoder{level}", 3 * 2**level), skips[level]], 1), f"decoder{level}", 3 * 2**level)
    return net.logits(y, "logits", 2)


def unet_that_adds(net, x):
    """Nearest neighbours up, sums for skips, everything dilated by 2."""
    *skips, y = encode(net, x, 3, 2, net.unit, dilation=2)
    for level in (1, 0):
        up = net.block(F.interpolate(y, scale_factor=2, mode="nearest"), f"decoder{level}_narrow", 3 * 2**level, 1)
        y = net.unit(up + skips[level], f"decoder{level}", 3 * 2**level, dilation=2)
    return net.logits(y, "logits", 1)


def attention_unet(net, x):
    *skips, y = encode(net, x, 4, 2, net.unit)
    for level in (1, 0):
        filters = 4 * 2**level
        passed = net.gate(y, skips[level], f"decoder{level}_gate", filters // 2)
        y = net.unit(torch.cat([net.up(y, f"decoder{level}", filters), passed], 1), f"decoder{level}", filters)
    return net.logits(y, "logits", 1)


def residual_unet(net, x):
    *skips, y = encode(net, x, 3, 2, net.residual)
    for level in (1, 0):
        up = net.up(y, f"decoder{level}", 3 * 2**level)
        y = net.residual(torch.cat([up, skips[level]], 1), f"decoder{level}", 3 * 2**level)
    return net.logits(y, "logits", 1)


def unet_plus_plus(net, x):
    rows = [[map] for map in encode(net, x, 3, 2, net.unit)]
    for j in (1, 2):
        for i in range(3 - j):
            name = f"node{i}_{j}"
            up = net.up(rows[i + 1][j - 1], name, 3 * 2**i)
            rows[i].append(net.unit(torch.cat([*rows[i], up], 1), name, 3 * 2**i))
    return (net.logits(rows[0][1], "logits1", 2) + net.logits(rows[0][2], "logits2", 2)) / 2


def plain(net, x, strides):
    """The backbone of the tests: a convolution a stage."""
    maps = []
    for i, (stride, before) in enumerate(zip(strides, [1, *strides])):
        x = net.block(x, f"plain{i}", 3 + i, 3, stride // before)
        maps.append(x)
    return maps


def unet_with(net, x):
    first, second, y = plain(net, x, [2, 4, 8])
    for level, skip in ((2, second), (1, first)):
        y = net.unit(torch.cat([net.up(y, f"decoder{level}", 2 * 2**level), skip], 1), f"decoder{level}", 2 * 2**level)
    return net.logits(net.unit(net.up(y, "decoder0", 2), "decoder0", 2), "logits", 3)


def fcn(net, x):
    *_, eighth, sixteenth, last = plain(net, x, [2, 4, 8, 16, 32])
    y = net.logits(net.block(last, "hidden", 6), "score32", 2)
    y = resize(y, sixteenth) + net.logits(sixteenth, "score16", 2)
    y = resize(y, eighth) + net.logits(eighth, "score8", 2)
    return resize(y, x)


def aspp(net, x, name, filters, rates):
    branches = [net.block(x, f"{name}_1x1", filters, 1)]
    branches += [net.block(x, f"{name}_dilated{i + 1}", filters, 3, 1, rate) for i, rate in enumerate(rates)]
    branches.append(resize(net.block(x.mean((2, 3), keepdim=True), f"{name}_pool", filters, 1), x))
    return net.block(torch.cat(branches, 1), f"{name}_project", filters, 1)


def deeplab(net, x):
    y = aspp(net, plain(net, x, [2, 4, 8])[-1], "aspp", 5, [12, 24, 36])
    return resize(net.logits(net.block(y, "1", 5), "logits", 3), x)


def deeplab_plus(net, x):
    _, low, last = plain(net, x, [2, 4, 8])
    y = torch.cat([resize(aspp(net, last, "aspp", 4, [1, 2]), low), net.block(low, "low", 3, 1)], 1)
    return resize(net.logits(net.block(net.block(y, "1", 4), "2", 4), "logits", 1), x)


def golden(network, shape):
    """Of the first salt with which rounding to float32 takes no other branch of ReLU or max pooling."""
    salt = -1
    while True:
        salt += 1
        net, result, kinks.margin = Net(salt), {}, torch.inf
        x = uniform(f"{salt}/x", shape).permute(0, 3, 1, 2).requires_grad_()
        for mode in ("evaluation", "training"):
            net.training = mode == "training"
            y = network(net, x).permute(0, 2, 3, 1)
            gradient, = torch.autograd.grad((y * uniform(f"{salt}/weight", y.shape)).sum(), x)
            result[mode] = {"output": summary(f"{mode}/output", y), "gradient": summary(f"{mode}/gradient", gradient.permute(0, 2, 3, 1))}
        if kinks.margin > MARGIN:
            break
    weights = {key: list(value.shape) for key, value in net.weights.items()}
    statistics = {key: summary(key, value) for key, value in net.statistics.items()}
    return {"salt": salt, "shape": list(shape), "weights": weights, **result, "statistics": statistics}


nets = (unet, unet_that_adds, attention_unet, residual_unet, unet_plus_plus, unet_with, fcn, deeplab, deeplab_plus)
# FCN and DeepLab take any size: 40 × 26 is neither divisible nor halved evenly.
shapes = {fcn: (3, 40, 26, 3), deeplab: (3, 40, 26, 3), deeplab_plus: (3, 20, 26, 3)}
write("segmentation", {"nets": {net.__name__: golden(net, shapes.get(net, (2, 16, 24, 3))) for net in nets}})
