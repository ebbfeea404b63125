"""Golden values of resizing: Pillow's Image.resize in float32 (mode F), channel by channel.

    numpy==2.4.6
    pillow==12.0.0

    python resize.py > ../golden/resize.json
"""
import json

import numpy as np
import PIL
from PIL import Image

SEED, HEIGHT, WIDTH = 3, 14, 19
SIZES = [(6, 8), (14, 5), (23, 19), (29, 40), (4, 37), (1, 1)]

image = np.random.default_rng(SEED).integers(0, 256, (HEIGHT, WIDTH, 3), dtype=np.uint8)
rows, columns = np.mgrid[:HEIGHT, :WIDTH]
mask = np.uint8(255 * (np.hypot((columns - 8.3) / 1.4, rows - 6.1) < 4.7))


def resize(channel, size, kernel):
    return np.asarray(Image.fromarray(channel.astype(np.float32)).resize(size[::-1], kernel))


def case(size):
    colour = np.stack([resize(image[..., band], size, Image.Resampling.LANCZOS) for band in range(3)], -1)
    average = resize(mask, size, Image.Resampling.BILINEAR)
    return {
        "size": size,
        "image": np.clip(np.rint(colour), 0, 255).astype(int).ravel().tolist(),
        "mask": np.where(average > 128, 255, 0).ravel().tolist(),
    }


print(json.dumps({
    "library": f"pillow {PIL.__version__}", "seed": SEED, "height": HEIGHT, "width": WIDTH,
    "image": image.ravel().tolist(), "mask": mask.ravel().tolist(), "cases": [case(size) for size in SIZES],
}))
