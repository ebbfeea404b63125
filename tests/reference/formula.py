"""Random numbers that tests/contracts/formula.ts computes too, bit for bit, so that no golden file holds them."""
from math import prod

import numpy as np
import torch

from drawn import bits


def uniform(name, shape, scale=1.0, offset=0.0):
    """Numbers in [offset - scale, offset + scale), rounded to float32."""
    values = (bits(name, prod(shape)) >> 8) / 2**23 - 1
    return torch.tensor((values * scale + offset).astype(np.float32).astype(np.float64).reshape(shape))


def rounded(value):
    return float(f"{value:.7g}")


def summary(name, values):
    """Largest magnitude, norm, product with a random direction, and entries: all, or 16 at random places."""
    v = values.detach().flatten()
    places = range(v.numel()) if v.numel() <= 16 else bits(f"{name}/places", 16) % v.numel()
    return {
        "max": rounded(v.abs().max()),
        "norm": rounded(v.norm()),
        "product": rounded(v @ uniform(f"{name}/direction", (v.numel(),))),
        "entries": [rounded(v[place]) for place in places],
    }
