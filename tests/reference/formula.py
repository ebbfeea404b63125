"""Random numbers that tests/contracts/formula.ts computes too, bit for bit, so that no golden file holds them."""
from math import prod

import numpy as np
import torch


def bits(name, count):
    """32 random bits for each index: the FNV-1a hash of the name, then Wellons' lowbias32 hash of hash + index."""
    start = 0x811C9DC5
    for character in name:
        start = ((start ^ ord(character)) * 0x01000193) & 0xFFFFFFFF
    x = np.arange(count, dtype=np.uint32) * np.uint32(0x9E3779B9) + np.uint32(start)
    x = (x ^ x >> 16) * np.uint32(0x7FEB352D)
    x = (x ^ x >> 15) * np.uint32(0x846CA68B)
    return x ^ x >> 16


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
