"""Losses and gradients of the nets in bench/nets.ts from PyTorch, in float64: writes tests/golden/nets.json.

python -m venv venv && venv/bin/pip install torch==2.13.0 numpy==2.4.6 && venv/bin/python tests/reference/nets.py

Weights, images and targets come from a formula that tests/contracts/formula.ts computes too, bit for bit, so that no
file holds them. Weights are in the layout of TensorFlow, and so are their gradients.
"""
import json
from math import sqrt
from pathlib import Path

import torch
import torch.nn.functional as F

from formula import summary, uniform

BATCH, SIZE, CLASSES = 3, 48, 7
FILTERS = {"unet": 8, "cnn": 16, "resnet18": 16, "inception": 16}
MARGIN = 1e-5  # ten times the rounding errors of float32 here


class Run:
    """One pass through a net: its weights by name, and how near it came to where ReLU or max pooling has a kink."""

    def __init__(self, salt):
        self.salt, self.weights, self.margin = salt, {}, torch.inf

    def uniform(self, name, shape, scale=1.0, offset=0.0):
        return uniform(f"{self.salt}/{name}", shape, scale, offset)

    def weight(self, name, shape, scale, offset=0.0):
        self.weights[name] = self.uniform(name, shape, scale, offset).requires_grad_()
        return self.weights[name]

    def keep_away(self, distances):
        self.margin = min(self.margin, distances.min().item())

    def relu(self, x):
        self.keep_away(x.detach().abs())
        return F.relu(x)

    def max_pool(self, x, size, strides):
        x = same(x, size, strides, -torch.inf)
        first, second = x.detach().unfold(2, size, strides).unfold(3, size, strides).flatten(4).topk(2).values.unbind(-1)
        # Equal are only zeros of ReLU, which lets no gradient pass, and copies of one pixel from a pooling before.
        self.keep_away((first - second)[first > second])
        return F.max_pool2d(x, size, strides)

    def kernel(self, name, shape, fan_in):
        return self.weight(f"{name}/kernel", shape, sqrt(6 / fan_in))

    def conv(self, x, name, filters, size, strides=1):
        kernel = self.kernel(f"{name}_conv", (size, size, x.shape[1], filters), size * size * x.shape[1])
        return F.conv2d(same(x, size, strides, 0), kernel.permute(3, 2, 0, 1), stride=strides)

    def conv_norm(self, x, name, filters, size, strides=1):
        gamma = self.weight(f"{name}_bn/gamma", (filters,), 0.25, 1)
        beta = self.weight(f"{name}_bn/beta", (filters,), 0.25)
        x = self.conv(x, name, filters, size, strides)
        return F.batch_norm(x, None, None, gamma, beta, training=True, eps=1e-3)

    def conv_block(self, x, name, filters, size, strides=1):
        return self.relu(self.conv_norm(x, name, filters, size, strides))

    def up(self, x, name, filters):
        kernel = self.kernel(f"{name}_up", (2, 2, filters, x.shape[1]), x.shape[1])
        bias = self.weight(f"{name}_up/bias", (filters,), 0.1)
        return F.conv_transpose2d(x, kernel.permute(3, 2, 0, 1), bias, stride=2)

    def classify(self, x):
        kernel = self.kernel("logits", (x.shape[1], CLASSES), x.shape[1])
        return x.mean((2, 3)) @ kernel + self.weight("logits/bias", (CLASSES,), 0.1)


def same(x, size, strides, value):
    """Padding as TensorFlow's 'same': what is missing, the larger half at the bottom and at the right."""
    amounts = []
    for length in (x.shape[3], x.shape[2]):
        missing = max((-(-length // strides) - 1) * strides + size - length, 0)
        amounts += [missing // 2, missing - missing // 2]
    return F.pad(x, amounts, value=value)


def unet(run, x, filters):
    def double_conv(x, name, filters):
        return run.conv_block(run.conv_block(x, f"{name}_1", filters, 3), f"{name}_2", filters, 3)

    skips = []
    for level in range(4):
        skips.append(double_conv(x, f"encoder{level}", filters * 2**level))
        x = run.max_pool(skips[-1], 2, 2)
    x = double_conv(x, "bottom4", filters * 16)
    for level in reversed(range(4)):
        up = run.up(x, f"decoder{level}", filters * 2**level)
        x = double_conv(torch.cat([up, skips[level]], 1), f"decoder{level}", filters * 2**level)
    return run.conv(x, "logits", 1, 1) + run.weight("logits_conv/bias", (1,), 0.1)


def cnn(run, x, filters):
    for stage in range(3):
        x = run.max_pool(run.conv_block(x, f"stage{stage}", filters * 2**stage, 3), 2, 2)
    return run.classify(x)


def resnet18(run, x, filters):
    def basic_block(x, name, filters, strides):
        y = run.conv_block(x, f"{name}_1", filters, 3, strides)
        y = run.conv_norm(y, f"{name}_2", filters, 3)
        return run.relu(y + (run.conv_norm(x, f"{name}_shortcut", filters, 1, strides) if strides > 1 else x))

    x = run.max_pool(run.conv_block(x, "stem", filters, 7, 2), 3, 2)
    for stage in range(4):
        x = basic_block(x, f"stage{stage}_0", filters * 2**stage, 2 if stage else 1)
        x = basic_block(x, f"stage{stage}_1", filters * 2**stage, 1)
    return run.classify(x)


def inception(run, x, filters):
    def block(x, name, *widths):
        b1, reduce3, b3, reduce5, b5, pool = (width * filters // 64 for width in widths)
        return torch.cat([
            run.conv_block(x, f"{name}_b1", b1, 1),
            run.conv_block(run.conv_block(x, f"{name}_reduce3", reduce3, 1), f"{name}_b3", b3, 3),
            run.conv_block(run.conv_block(x, f"{name}_reduce5", reduce5, 1), f"{name}_b5", b5, 5),
            run.conv_block(run.max_pool(x, 3, 1), f"{name}_project", pool, 1),
        ], 1)

    x = run.max_pool(run.conv_block(x, "stem1", filters, 7, 2), 3, 2)
    x = run.conv_block(run.conv_block(x, "stem2", filters, 1), "stem3", 3 * filters, 3)
    x = run.max_pool(x, 3, 2)
    x = block(x, "3a", 64, 96, 128, 16, 32, 32)
    x = block(x, "3b", 128, 128, 192, 32, 96, 64)
    x = block(run.max_pool(x, 3, 2), "4a", 192, 96, 208, 16, 48, 64)
    return run.classify(x)


def loss_of(net, run, size=SIZE):
    """Of the salt of `run`."""
    image = run.uniform("image", (BATCH, size, size, 3))
    logits = net(run, image.permute(0, 3, 1, 2), FILTERS[net.__name__])
    if net is not unet:
        return F.cross_entropy(logits, torch.arange(BATCH) % CLASSES)
    masks = (run.uniform("targets", (BATCH, size, size, 1)) > 0).double()
    return F.binary_cross_entropy_with_logits(logits.permute(0, 2, 3, 1), masks)


def golden(net):
    """Of the first salt with which rounding to float32 takes no other branch of ReLU or max pooling."""
    salt, margin = -1, 0
    while margin < MARGIN:
        salt += 1
        run = Run(salt)
        loss = loss_of(net, run)
        margin = run.margin
    loss.backward()
    return {
        "options": {"size": SIZE, "filters": FILTERS[net.__name__]}, "batch": BATCH, "salt": salt, "loss": loss.item(),
        "gradients": {name: summary(name, weight.grad) for name, weight in run.weights.items()},
    }


def lines(value, depth):
    """JSON with a line for each object at `depth`."""
    if depth == 0 or not isinstance(value, dict):
        return json.dumps(value)
    return "{\n" + ",\n".join(f"{json.dumps(key)}: {lines(item, depth - 1)}" for key, item in value.items()) + "\n}"


def write(name, result):
    path = Path(__file__).parent.parent / "golden" / f"{name}.json"
    path.write_text(lines({"library": f"torch {torch.__version__}", "seed": "a salt for each net", **result}, 4) + "\n")


if __name__ == "__main__":
    write("nets", {"nets": {net.__name__: golden(net) for net in (unet, cnn, resnet18, inception)}})
