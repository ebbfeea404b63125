"""Golden values of poolings, normalisations and activations from PyTorch: writes tests/golden/layers.json.

python -m venv venv && venv/bin/pip install torch==2.13.0 numpy && venv/bin/python tests/reference/layers.py
"""
import json
from pathlib import Path

import torch
import torch.nn.functional as F

SEED = 20261123
torch.manual_seed(SEED)
torch.set_default_dtype(torch.float64)


def tensor(t):
    return {"shape": list(t.shape), "values": [float(f"{v:.9g}") for v in t.detach().flatten().tolist()]}


def nhwc(t):
    return tensor(t.permute(0, 2, 3, 1))


def run(f, x):
    """f(x) of an image, and the gradient of Σ dy·f(x)."""
    x.requires_grad_()
    y = f(x)
    dy = torch.randn_like(y)
    y.backward(dy)
    return {"x": nhwc(x), "output": nhwc(y), "dy": nhwc(dy), "dx": nhwc(x.grad)}


def pooling(kind, pool, strides, padding):
    """Values below zero: a padded zero would win a maximum."""
    around = [(k - 1) // 2 for k in pool] if padding == "torch" else 0
    f = F.max_pool2d if kind == "maxPool" else F.avg_pool2d
    return {
        "kind": kind, "poolSize": pool, "strides": strides, "padding": padding,
        **run(lambda x: f(x, pool, strides, around, ceil_mode=padding == "ceil"), torch.randn(1, 2, 6, 7) - 3),
    }


def blur(x, size, strides):
    """Zhang's: mirrored edges, a binomial filter for each channel."""
    taps = torch.tensor([1.0])
    for _ in range(size - 1):
        taps = (F.pad(taps, (1, 0)) + F.pad(taps, (0, 1))) / 2
    before, after = (size - 1) // 2, size // 2
    filters = torch.outer(taps, taps).expand(x.shape[1], 1, size, size)
    return F.conv2d(F.pad(x, (before, after, before, after), mode="reflect"), filters, stride=strides, groups=x.shape[1])


def norm(kind, groups, epsilon):
    """The loss is the sum of the output times dy; layer normalisation takes the channels last."""
    channels = 6
    x = (3 * torch.randn(2, channels, 3, 4) + 5).requires_grad_()
    layer = torch.nn.LayerNorm(channels, epsilon) if kind == "layer" else torch.nn.GroupNorm(groups, channels, epsilon)
    torch.nn.init.normal_(layer.weight)
    torch.nn.init.normal_(layer.bias)
    y = layer(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2) if kind == "layer" else layer(x)
    dy = torch.randn_like(y)
    y.backward(dy)
    return {
        "kind": kind, "groups": groups, "epsilon": epsilon, "x": nhwc(x), "gamma": tensor(layer.weight), "beta": tensor(layer.bias),
        "output": nhwc(y), "dy": nhwc(dy), "dx": nhwc(x.grad), "dgamma": tensor(layer.weight.grad), "dbeta": tensor(layer.bias.grad),
    }


def activation(name, f):
    """Values and derivatives, at zero and far from it, too."""
    x = torch.tensor([-1e4, -100, -30, -6, -3, -2.5, -1, -0.3, -1e-3, 0, 1e-3, 0.3, 1, 2.5, 3, 6, 30, 100, 1e4]).requires_grad_()
    y = f(x)
    (dx,) = torch.autograd.grad(y.sum(), x)
    return {"name": name, "x": tensor(x), "output": tensor(y), "dx": tensor(dx)}


def softmax():
    x = torch.cat([3 * torch.randn(3, 4), torch.tensor([[1e4, 0.0, -1e4, 9999.0]])]).requires_grad_()
    y = F.softmax(x, -1)
    dy = torch.randn_like(y)
    y.backward(dy)
    return {"x": tensor(x), "output": tensor(y), "dy": tensor(dy), "dx": tensor(x.grad)}


def prelu():
    layer = torch.nn.PReLU(3)
    torch.nn.init.normal_(layer.weight)
    x = torch.randn(2, 3, 2, 3)
    x[0, :, 0, 0] = 0
    return {"alpha": tensor(layer.weight), **run(layer, x), "dalpha": tensor(layer.weight.grad)}


golden = {
    "library": f"torch {torch.__version__}",
    "seed": SEED,
    "pools": [
        pooling(kind, pool, strides, padding)
        for kind in ("maxPool", "averagePool") for padding in ("valid", "torch", "ceil")
        for pool, strides in (([2, 2], [2, 2]), ([3, 3], [2, 2]), ([3, 2], [1, 3]))
    ],
    "adaptive": [
        {"outputSize": size, **run(lambda x: F.adaptive_avg_pool2d(x, size), torch.randn(2, 2, 6, 4))}
        for size in ([3, 2], [6, 4], [4, 3], [7, 9], [1, 1])
    ],
    "blur": [
        {"kernelSize": size, "strides": strides, **run(lambda x: blur(x, size, strides), torch.randn(2, 2, 6, 5))}
        for size, strides in ((3, 2), (4, 2), (5, 1), (2, 3))
    ],
    "norms": [
        norm(*row) for row in (("group", 1, 1e-5), ("group", 2, 1e-3), ("instance", 6, 1e-5), ("layer", 0, 1e-3), ("layer", 0, 1e-6))
    ],
    "activations": [
        activation(name, f) for name, f in (
            ("relu", F.relu), ("relu6", F.relu6), ("elu", F.elu), ("selu", F.selu), ("gelu", F.gelu),
            ("geluTanh", lambda x: F.gelu(x, approximate="tanh")), ("swish", F.silu), ("mish", F.mish), ("sigmoid", torch.sigmoid),
            ("tanh", torch.tanh), ("softplus", F.softplus), ("hardSigmoid", F.hardsigmoid), ("hardSwish", F.hardswish),
            ("leakyRelu", lambda x: F.leaky_relu(x, 0.2)),
        )
    ],
    "softmax": softmax(),
    "prelu": prelu(),
}
path = Path(__file__).parent.parent / "golden" / "layers.json"
path.write_text(json.dumps(golden, indent=1).replace("\n    ", " ").replace("\n   ]", "]") + "\n")
