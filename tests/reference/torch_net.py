"""Modules in PyTorch, in float64, as tests/contracts/torchNet.ts expects them: outputs, gradients to the input and running statistics.

Weights and images come from a formula by the keys of the module's state, which tests/contracts/torchNet.ts computes too.
"""
import json
from math import prod, sqrt
from pathlib import Path

import torch
from torch import nn
import torch.nn.functional as F

from formula import summary, uniform

MARGIN = 1e-5  # above the rounding errors of float32 here


class Kinks:
    """How near all ReLU and max pooling of a pass came to where their gradient jumps."""

    def __init__(self):
        self.margin = torch.inf

    def relu(self, x):
        self.margin = min(self.margin, x.detach().abs().min().item())
        return F.relu(x)

    def largest(self, x, dim):
        """Of a dimension of x. Equal are only zeros of ReLU, which lets no gradient pass."""
        first, second = x.detach().topk(2, dim).values.unbind(dim)
        gaps = (first - second)[first > second]
        self.margin = min(self.margin, gaps.min().item())
        return x.amax(dim)

    def max_pool(self, x, size=3, strides=2, padding=1, ceil_mode=False):
        pooled = F.max_pool2d(x, size, strides, padding, ceil_mode=ceil_mode)
        over = [max((n - 1) * strides + size - length - padding, 0) for n, length in zip(pooled.shape[2:], x.shape[2:])]
        x = F.pad(x, (padding, over[1], padding, over[0]), value=-torch.inf)
        return self.largest(x.unfold(2, size, strides).unfold(3, size, strides).flatten(4), 4)


kinks = Kinks()


def set_weights(module, salt, beta):
    """Kernels of variance 1 / fan-in, all else near where it starts; of a norm, the bias is near `beta`."""
    state = {key: value for key, value in module.state_dict().items() if value.dim() > 0}
    for key, value in state.items():
        of_norm = key.removesuffix("bias") + "running_mean" in state
        others = {"running_mean": (0.1, 0), "running_var": (0.5, 1), "bias": (0.25, beta if of_norm else 0), "weight": (0.25, 1)}
        scale = (sqrt(3 / prod(value.shape[1:])), 0) if value.dim() > 1 else others[key.split(".")[-1]]
        value.copy_(uniform(f"{salt}/{key}", value.shape, *scale))
    return {key: list(value.shape) for key, value in state.items()}


def biased_statistics(module, counts):
    """Running statistics after a step, as Keras has them: the biased variance, where torch averages the unbiased one."""
    result = {}
    for name, part in module.named_modules():
        if isinstance(part, nn.BatchNorm2d):
            old, count = part.old_var, counts[name]
            result[f"{name}.running_mean"] = part.running_mean
            result[f"{name}.running_var"] = 0.9 * old + (part.running_var - 0.9 * old) * (count - 1) / count
    return result


def golden(make, shape, beta=0, margin=MARGIN, **options):
    """Of the first salt with which rounding to float32 takes no other branch of ReLU or max pooling.

    A deep net in training mode magnifies rounding so much that no salt would do unless `beta`, about what the bias of a norm is, keeps
    most of what ReLU takes away from zero.
    """
    salt = -1
    while True:
        salt += 1
        kinks.margin = torch.inf
        module = make().double()
        weights = set_weights(module, salt, beta)
        counts = watch_norms(module)
        x = uniform(f"{salt}/x", shape).permute(0, 3, 1, 2).requires_grad_()
        result = {}
        for mode in ("evaluation", "training"):
            y = module.train(mode == "training")(x)
            y = y.permute(0, 2, 3, 1) if y.dim() == 4 else y
            result[mode] = {"output": summary(f"{mode}/output", y)}
            gradient, = torch.autograd.grad((y * uniform(f"{salt}/weight", y.shape)).sum(), x)
            result[mode]["gradient"] = summary(f"{mode}/gradient", gradient.permute(0, 2, 3, 1))
        if kinks.margin > margin:
            break
    statistics = {name: summary(name, value) for name, value in biased_statistics(module, counts).items()}
    return {"options": options, "salt": salt, "beta": beta, "shape": list(shape), "weights": weights, **result, "statistics": statistics}


def watch_norms(module):
    """How many values each norm averages, filled in by a pass; keeps what the variance was before."""
    counts = {}
    for name, part in module.named_modules():
        if isinstance(part, nn.BatchNorm2d):
            part.old_var = part.running_var.clone()
            part.register_forward_hook(lambda _, inputs, __, name=name: counts.update({name: inputs[0].numel() / inputs[0].shape[1]}))
    return counts


def lines(value, depth):
    """JSON with a line for each object at `depth`."""
    if depth == 0 or not isinstance(value, dict):
        return json.dumps(value)
    return "{\n" + ",\n".join(f"{json.dumps(key)}: {lines(item, depth - 1)}" for key, item in value.items()) + "\n}"


def write(name, goldens, library=f"torch {torch.__version__}"):
    """Writes tests/golden/{name}.json: goldens by kind and name."""
    result = {"library": library, "seed": "a salt for each", **goldens}
    (Path(__file__).parent.parent / "golden" / f"{name}.json").write_text(lines(result, 4) + "\n")
