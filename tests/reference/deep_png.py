"""Gray PNG files of 16 bits and the levels that they hold: writes tests/golden/deepPng.json.

    numpy==2.4.6

    python tests/reference/deep_png.py
"""
import base64
import json
import struct
import zlib
from pathlib import Path

import numpy as np

HEIGHT, WIDTH = 9, 13


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(numbers, hidden=None):
    """[H, W] or, with opacity, [H, W, 2]; rows are stored as differences to the pixel on the left and above by turns."""
    color = 0 if numbers.ndim == 2 else 4
    raw = numbers.astype(">u2").reshape(HEIGHT, -1).view(np.uint8).astype(int)
    pixel, rows = (2 if color == 0 else 4), b""
    for y in range(HEIGHT):
        left = np.concatenate([np.zeros(pixel, int), raw[y, :-pixel]])
        above = raw[y - 1] if y else np.zeros_like(raw[y])
        kind = y % 3
        rows += bytes([kind]) + ((raw[y] - [0 * left, left, above][kind]) % 256).astype(np.uint8).tobytes()
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 16, color, 0, 0, 0)
    named = b"" if hidden is None else chunk(b"tRNS", struct.pack(">H", hidden))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + named + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def case(name, numbers, hidden=None):
    """Seen over black; a mask of small numbers keeps them."""
    gray, opacity = (numbers, np.ones_like(numbers)) if numbers.ndim == 2 else (numbers[..., 0], numbers[..., 1] / 65535)
    opacity = np.where(gray == hidden, 0, opacity) if hidden is not None else opacity
    seen = gray * opacity
    level = lambda values: np.floor(values + 0.5).astype(int).ravel().tolist()
    return {
        "name": name, "file": base64.b64encode(png(numbers, hidden)).decode(),
        "image": level(seen / 257), "mask": level(seen if seen.max() <= 255 else seen / 257),
    }


random = np.random.default_rng(0)
gray = random.integers(0, 65536, (HEIGHT, WIDTH))
disc = np.hypot(*(np.mgrid[:HEIGHT, :WIDTH] - np.array([4, 6]).reshape(2, 1, 1))) < 4
cases = {"height": HEIGHT, "width": WIDTH, "files": [
    case("gray", gray), case("mask of 0 and 1", disc * 1), case("mask of 0 and 65535", disc * 65535),
    case("labels of 0 to 5", gray % 6), case("half transparent", np.stack([gray, 65535 * disc], 2)), case("one number hidden", gray % 3 * 20000, 20000),
]}
path = Path(__file__).parents[1] / "golden" / "deepPng.json"
path.write_text(json.dumps(cases, separators=(",", ":")))
