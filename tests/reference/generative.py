"""Golden values of transposed convolutions, spectral normalisation and DCGAN from PyTorch, in float64: writes
tests/golden/generative.json.

python -m venv venv && venv/bin/pip install torch==2.13.0 numpy==2.4.6 && venv/bin/python tests/reference/generative.py

Weights and inputs come from a formula that tests/contracts/formula.ts computes too, so that no file holds them. Weights are in
the layout of TensorFlow: kernels of convolutions [h, w, in, out], of transposed ones [h, w, out, in].
"""
import json
from math import prod, sqrt
from pathlib import Path

import torch
import torch.nn.functional as F

from formula import uniform


def tensor(t):
    return {"shape": list(t.shape), "values": [float(f"{v:.8g}") for v in t.detach().flatten().tolist()]}


def nchw(t):
    return t.permute(0, 3, 1, 2)


def nhwc(t):
    return t.permute(0, 2, 3, 1)


def transposed(size, strides, padding):
    """The loss is the sum of the result times `weight`."""
    x = uniform("x", (2, 4, 3, 2)).requires_grad_()
    kernel = uniform("block_conv/kernel", (size, size, 3, 2)).requires_grad_()
    bias = uniform("block_conv/bias", (3,))
    pad = {"padding": -((strides - size) // 2), "output_padding": (size - strides) % 2} if padding == "torch" else {}
    y = nhwc(F.conv_transpose2d(nchw(x), kernel.permute(3, 2, 0, 1), bias, strides, **pad))
    (y * uniform("weight", y.shape)).sum().backward()
    return {
        "options": {"kernelSize": size, "strides": strides, "padding": padding},
        "output": tensor(y), "dx": tensor(x.grad), "dkernel": tensor(kernel.grad),
    }


def spectral(kind):
    """Two training steps, as u moves: the second's output and gradients."""
    shape, x = ((3, 3, 2, 4), uniform("x", (2, 5, 4, 2))) if kind == "conv" else ((6, 4), uniform("x", (3, 6)))
    kernel, bias = uniform(f"block_{kind}/kernel", shape), uniform(f"block_{kind}/bias", (4,))
    layer = torch.nn.Conv2d(2, 4, 3, padding=1) if kind == "conv" else torch.nn.Linear(6, 4)
    layer = layer.double()
    layer.weight.data, layer.bias.data = kernel.permute(3, 2, 0, 1) if kind == "conv" else kernel.T, bias
    layer = torch.nn.utils.spectral_norm(layer)
    layer.weight_u.data = F.normalize(uniform(f"block_{kind}/vector_u", (4,)), dim=0)
    x.requires_grad_()
    for step in range(2):
        y = nhwc(layer(nchw(x))) if kind == "conv" else layer(x)
    (y * uniform("weight", y.shape)).sum().backward()
    gradient = layer.weight_orig.grad
    return {
        "kind": kind, "output": tensor(y), "dx": tensor(x.grad), "u": tensor(layer.weight_u[None]),
        "dkernel": tensor(gradient.permute(2, 3, 1, 0) if kind == "conv" else gradient.T),
    }


class Run:
    """One pass through a net at size 32: its weights by name, and the moving averages after it."""

    def __init__(self, training, spectral=False):
        self.training, self.spectral, self.weights, self.state = training, spectral, {}, {}

    def weight(self, name, shape, scale, offset=0.0):
        self.weights[name] = (uniform(name, shape) * scale + offset).float().double().requires_grad_()
        return self.weights[name]

    def kernel(self, name, shape):
        kernel = self.weight(f"{name}/kernel", shape, sqrt(6 / prod(shape[:-1])))
        if not self.spectral:
            return kernel
        matrix, u = kernel.reshape(-1, shape[-1]), uniform(f"{name}/vector_u", (1, shape[-1]))
        with torch.no_grad():
            v = F.normalize(u @ matrix.T)
            u = F.normalize(v @ matrix)
        self.state[f"{name}/vector_u"] = u
        return kernel / (v @ matrix @ u.T)

    def norm(self, x, name, channels):
        gamma, beta = self.weight(f"{name}/gamma", (channels,), 0.25, 1), self.weight(f"{name}/beta", (channels,), 0.25)
        mean, variance = uniform(f"{name}/moving_mean", (channels,)) * 0.25, uniform(f"{name}/moving_variance", (channels,)) * 0.25 + 1
        if self.training:
            biased = x.detach().var(dim=(0, 2, 3), unbiased=False)
            self.state[f"{name}/moving_mean"] = 0.9 * mean + 0.1 * x.detach().mean(dim=(0, 2, 3))
            self.state[f"{name}/moving_variance"] = 0.9 * variance + 0.1 * biased
        return F.batch_norm(x, mean, variance, gamma, beta, self.training, eps=1e-5)

    def bias(self, name, channels):
        return self.weight(f"{name}/bias", (channels,), 0.25)


def generator(run, z, filters=2, channels=1):
    """[B, Z] -> [B, 32, 32, channels]."""
    x, inputs = z[:, :, None, None], z.shape[1]
    for size, outputs in ((4, 4 * filters), (8, 2 * filters), (16, filters)):
        kernel = run.kernel(f"generator_{size}_conv", (4, 4, outputs, inputs)).permute(3, 2, 0, 1).contiguous()
        x = F.conv_transpose2d(x, kernel, stride=1 if size == 4 else 2, padding=0 if size == 4 else 1)
        x, inputs = F.relu(run.norm(x, f"generator_{size}_bn", outputs)), outputs
    kernel = run.kernel("generator_32_conv", (4, 4, channels, inputs)).permute(3, 2, 0, 1).contiguous()
    return nhwc(F.conv_transpose2d(x, kernel, run.bias("generator_32_conv", channels), 2, 1).tanh())


def discriminator(run, x, filters=2):
    """[B, 32, 32, C] -> [B, 1]."""
    x, inputs = nchw(x), x.shape[3]
    for size, outputs in ((16, filters), (8, 2 * filters), (4, 4 * filters)):
        name = f"discriminator_{size}"
        kernel = run.kernel(f"{name}_conv", (4, 4, inputs, outputs)).permute(3, 2, 0, 1).contiguous()
        norm = size < 16 and not run.spectral
        x = F.conv2d(x, kernel, None if norm else run.bias(f"{name}_conv", outputs), 2, 1)
        x, inputs = F.leaky_relu(run.norm(x, f"{name}_bn", outputs) if norm else x, 0.2), outputs
    kernel = run.kernel("discriminator_logits_conv", (4, 4, inputs, 1)).permute(3, 2, 0, 1).contiguous()
    return F.conv2d(x, kernel, run.bias("discriminator_logits_conv", 1)).flatten(1)


def dcgan(net, shape, spectral=False):
    """The loss is the sum of the result times `weight`."""
    x = uniform("x", shape).requires_grad_()
    run = Run(True, spectral)
    y = net(run, x)
    (y * uniform("weight", y.shape)).sum().backward()
    with torch.no_grad():
        inference = net(Run(False, spectral), x)
    return {
        "net": net.__name__, "spectral": spectral, "inference": tensor(inference), "training": tensor(y), "dx": tensor(x.grad),
        "norms": {name: float(f"{weight.grad.norm():.9g}") for name, weight in run.weights.items()},
        "products": {name: float(f"{(weight.grad * uniform(f'{name}/direction', weight.shape)).sum():.9g}") for name, weight in run.weights.items()},
        "state": {name: tensor(value) for name, value in run.state.items()},
    }


def penalty(training, spectral):
    """The gradient penalty of the discriminator, by a second backward pass. Real and forged images are the same, so that x̂ is, too."""
    x = uniform("x", (3, 32, 32, 1)).requires_grad_()
    run = Run(training, spectral)
    slopes, = torch.autograd.grad(discriminator(run, x).sum(), x, create_graph=True)
    value = 10 * ((slopes.flatten(1).norm(dim=1) - 1) ** 2).mean()
    value.backward()
    grads = {name: weight.grad for name, weight in run.weights.items() if weight.grad is not None}
    return {
        "training": training, "spectral": spectral, "value": float(f"{value:.9g}"),
        "norms": {name: float(f"{grad.norm():.9g}") for name, grad in grads.items()},
        "products": {name: float(f"{(grad * uniform(f'{name}/direction', grad.shape)).sum():.9g}") for name, grad in grads.items()},
    }


golden = {
    "library": f"torch {torch.__version__}",
    "seed": "the formula",
    "transposed": [transposed(*options) for options in (
        (4, 2, "torch"), (3, 2, "torch"), (5, 2, "torch"), (2, 2, "torch"), (3, 1, "torch"), (5, 3, "torch"), (4, 1, "valid"), (4, 2, "valid"),
    )],
    "spectral": [spectral(kind) for kind in ("conv", "dense")],
    "dcgan": [dcgan(generator, (2, 5)), dcgan(discriminator, (2, 32, 32, 1)), dcgan(discriminator, (2, 32, 32, 1), True)],
    "penalty": [penalty(True, False), penalty(False, False), penalty(False, True)],
}


def lines(value, depth):
    """JSON with a line for each value at `depth`."""
    if depth == 0 or not isinstance(value, (dict, list)):
        return json.dumps(value)
    if isinstance(value, list):
        return "[\n" + ",\n".join(lines(item, depth - 1) for item in value) + "\n]"
    return "{\n" + ",\n".join(f"{json.dumps(key)}: {lines(item, depth - 1)}" for key, item in value.items()) + "\n}"


path = Path(__file__).parent.parent / "golden" / "generative.json"
path.write_text(lines(golden, 3) + "\n")
