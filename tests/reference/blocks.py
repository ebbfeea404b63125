"""Golden values of blocks, ops and losses from PyTorch: writes tests/golden/blocks.json.

python -m venv venv && venv/bin/pip install torch==2.13.0 numpy && venv/bin/python tests/reference/blocks.py
"""
import json
from pathlib import Path

import torch
import torch.nn.functional as F

SEED = 20261122
torch.manual_seed(SEED)
torch.set_default_dtype(torch.float64)


def tensor(t):
    return {"shape": list(t.shape), "values": [float(f"{v:.9g}") for v in t.detach().flatten().tolist()]}


def nhwc(t):
    return tensor(t.permute(0, 2, 3, 1))


def conv_block():
    """One training step of conv → batch norm → ReLU; the loss is the sum of the output times `weight`."""
    x = torch.randn(2, 3, 6, 5, requires_grad=True)
    conv = torch.nn.Conv2d(3, 4, 3, padding=1, bias=False)
    norm = torch.nn.BatchNorm2d(4, eps=1e-3, momentum=0.1)
    torch.nn.init.normal_(norm.weight)
    torch.nn.init.normal_(norm.bias)
    z = conv(x)
    y = F.relu(norm(z))
    weight = torch.randn_like(y)
    (y * weight).sum().backward()
    biased = z.var(dim=(0, 2, 3), unbiased=False)
    hwio = lambda t: tensor(t.permute(2, 3, 1, 0))
    return {
        "x": nhwc(x), "kernel": hwio(conv.weight), "gamma": tensor(norm.weight), "beta": tensor(norm.bias),
        "weight": nhwc(weight), "output": nhwc(y), "dx": nhwc(x.grad), "dkernel": hwio(conv.weight.grad),
        "dgamma": tensor(norm.weight.grad), "dbeta": tensor(norm.bias.grad),
        "movingMean": tensor(norm.running_mean),
        # Keras averages the biased variance, torch the unbiased one.
        "movingVariance": tensor(0.9 + 0.1 * biased), "movingVarianceOfTorch": tensor(norm.running_var),
    }


def upsampling(mode, size):
    x = torch.randn(2, 2, 3, 4, requires_grad=True)
    options = {} if mode == "nearest" else {"align_corners": False}
    y = F.interpolate(x, scale_factor=size, mode=mode, **options)
    dy = torch.randn_like(y)
    y.backward(dy)
    return {"mode": mode, "size": size, "x": nhwc(x), "output": nhwc(y), "dy": nhwc(dy), "dx": nhwc(x.grad)}


def dice(z, t, smooth, axes):
    p = z.sigmoid()
    intersection, total = (p * t).sum(axes), (p + t).sum(axes)
    return (1 - (2 * intersection + smooth) / (total + smooth)).mean()


def loss(name, options, f):
    z = (3 * torch.randn(3, 2, 4, 5)).requires_grad_()
    t = (torch.rand(3, 2, 4, 5) < 0.3).double()
    t[0] = 0
    value = f(z, t)
    value.backward()
    return {"name": name, "options": options, "logits": nhwc(z), "targets": nhwc(t), "value": value.item(), "gradient": nhwc(z.grad)}


golden = {
    "library": f"torch {torch.__version__}",
    "seed": SEED,
    "convBlock": conv_block(),
    "upsampling": [upsampling(mode, size) for mode in ("nearest", "bilinear") for size in (2, 3)],
    "losses": [
        loss("binaryCrossEntropy", {}, F.binary_cross_entropy_with_logits),
        loss("binaryCrossEntropy", {"reduction": "sum"}, lambda z, t: F.binary_cross_entropy_with_logits(z, t, reduction="sum")),
        loss("dice", {}, lambda z, t: dice(z, t, 1, (2, 3))),
        loss("dice", {"per": "batch", "smooth": 0.1}, lambda z, t: dice(z, t, 0.1, (0, 2, 3))),
    ],
}
path = Path(__file__).parent.parent / "golden" / "blocks.json"
path.write_text(json.dumps(golden, indent=1).replace("\n    ", " ").replace("\n   ]", "]") + "\n")
