"""Random bits and integers that tests/contracts compute too, so that no golden file holds what is drawn from them."""
import numpy as np


def bits(name, count):
    """32 random bits for each index: the FNV-1a hash of the name, then Wellons' lowbias32 hash of hash + index."""
    start = 0x811C9DC5
    for character in name:
        start = ((start ^ ord(character)) * 0x01000193) & 0xFFFFFFFF
    x = np.arange(count, dtype=np.uint32) * np.uint32(0x9E3779B9) + np.uint32(start)
    x = (x ^ x >> 16) * np.uint32(0x7FEB352D)
    x = (x ^ x >> 15) * np.uint32(0x846CA68B)
    return x ^ x >> 16


def integers(name, count, below):
    """`count` integers in [0, below): the random bits of the name, modulo `below`."""
    return (bits(name, count) % np.uint32(below)).astype(np.int64)


def integer(name, low, high):
    """One integer in [low, high]."""
    return low + int(integers(name, 1, high - low + 1)[0])
