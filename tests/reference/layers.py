"""Golden values of poolings from PyTorch: writes tests/golden/layers.json.

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


golden = {
    "library": f"torch {torch.__version__}",
    "seed": SEED,
    "pools": [
        pooling(kind, pool, strides, padding)
        for kind in ("maxPool", "averagePool") for padding in ("valid", "torch", "ceil")
        for pool, strides in (([2, 2], [2, 2]), ([3, 3], [2, 2]), ([3, 2], [1, 3]))
    ],
}
path = Path(__file__).parent.parent / "golden" / "layers.json"
path.write_text(json.dumps(golden, indent=1).replace("\n    ", " ").replace("\n   ]", "]") + "\n")
