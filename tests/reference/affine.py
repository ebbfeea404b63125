"""Golden values of the affine warp: OpenCV's warpAffine with the same matrices.

    numpy==2.4.6
    opencv-python-headless==5.0.0.93

    python affine.py > ../golden/affine.json
"""
import json

import cv2
import numpy as np

SEED, WIDTH, HEIGHT = 7, 16, 12
PARAMETERS = [  # degrees counter-clockwise, scale, shift right and down as fractions
    (0, 1, 0, 0), (20, 1, 0, 0), (-35, 1.1, 0.05, -0.1), (90, 1, 0, 0), (10, 0.8, 0.1, 0.1), (170, 1.25, -0.2, 0.05),
]

random = np.random.default_rng(SEED)
image = cv2.GaussianBlur(random.integers(0, 256, (HEIGHT, WIDTH, 3), dtype=np.uint8), (0, 0), 1.5)
image = cv2.normalize(image, None, 0, 255, cv2.NORM_MINMAX)


def warp(degrees, scale, right, down):
    matrix = cv2.getRotationMatrix2D(((WIDTH - 1) / 2, (HEIGHT - 1) / 2), degrees, scale)
    matrix[:, 2] += [right * WIDTH, down * HEIGHT]
    warped = {
        name: cv2.warpAffine(image, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR, borderMode=mode, borderValue=(40,) * 3)
        for name, mode in (("reflect", cv2.BORDER_REFLECT_101), ("constant", cv2.BORDER_CONSTANT))
    }
    return {
        "degrees": degrees, "scale": scale, "shift": [right, down], "matrix": matrix.ravel().tolist(),
        **{name: levels.ravel().tolist() for name, levels in warped.items()},
    }


print(json.dumps({
    "library": f"opencv {cv2.__version__}", "seed": SEED, "height": HEIGHT, "width": WIDTH, "fill": 40,
    "image": image.ravel().tolist(), "cases": [warp(*parameters) for parameters in PARAMETERS],
}))
