"""Golden values of preprocessing: Pillow's resizing, scipy's and OpenCV's components, holes and morphology, colour constancy in numpy.

    numpy==2.4.6
    opencv-python-headless==5.0.0
    pillow==13.0.0
    scipy==1.17.1

    python preprocess.py > ../golden/preprocess.json
"""
import json

import cv2
import numpy as np
import PIL
import scipy
from PIL import Image, ImageOps
from scipy import ndimage

from drawn import bits

KERNELS = {"lanczos": Image.Resampling.LANCZOS, "bicubic": Image.Resampling.BICUBIC, "bilinear": Image.Resampling.BILINEAR}
SIZES = [(6, 8), (14, 5), (23, 19), (29, 31), (4, 37), (1, 1)]
MODES = {"fit": ImageOps.pad, "cover": ImageOps.fit}


def levels(name, shape):
    return (bits(name, int(np.prod(shape))) >> 24).astype(np.uint8).reshape(shape)


image = levels("preprocess/image", (14, 19, 3))
rows, columns = np.mgrid[:14, :19]
disc = np.uint8(255 * (np.hypot((columns - 8.3) / 1.4, rows - 6.1) < 4.7))


def binary(raster):
    return (np.asarray(raster) > 128).astype(int).ravel().tolist()


def resized(size, kernel):
    picture = Image.fromarray(image).resize(size[::-1], KERNELS[kernel])
    mask = Image.fromarray(disc).resize(size[::-1], Image.Resampling.BILINEAR)
    return {"size": size, "interpolation": kernel, "mode": "stretch", "image": np.asarray(picture).ravel().tolist(), "mask": binary(mask)}


def placed(size, mode):
    picture = MODES[mode](Image.fromarray(image), size[::-1], Image.Resampling.LANCZOS)
    mask = MODES[mode](Image.fromarray(disc), size[::-1], Image.Resampling.BILINEAR)
    return {"size": size, "interpolation": "lanczos", "mode": mode, "image": np.asarray(picture).ravel().tolist(), "mask": binary(mask)}


def constancy(name, power):
    picture = levels(name, (12, 9, 3)) * np.array([0.9, 0.6, 0.45])
    picture = picture.astype(np.uint8)
    light = np.mean((picture / 255.0) ** power, axis=(0, 1)) ** (1 / power)
    balanced = picture * (np.linalg.norm(light) / (np.sqrt(3) * light))
    return {"name": name, "power": power, "image": np.clip(np.rint(balanced), 0, 255).astype(int).ravel().tolist()}


def regions(name, level):
    mask = levels(name, (24, 21)) < level
    areas = {}
    for connectivity in (4, 8):
        structure = ndimage.generate_binary_structure(2, connectivity // 4)
        labels, count = ndimage.label(mask, structure)
        _, _, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=connectivity)
        areas[connectivity] = np.bincount(labels.ravel())[1:].tolist()
        assert sorted(areas[connectivity]) == sorted(stats[1:, cv2.CC_STAT_AREA].tolist()) and count == len(areas[connectivity])
        if connectivity == 8:
            largest = labels == 1 + int(np.argmax(areas[8]))
    return {
        "name": name, "level": level, "areas": areas, "largest": largest.astype(int).ravel().tolist(),
        "filled": ndimage.binary_fill_holes(mask).astype(int).ravel().tolist(),
    }


def morphology(size):
    plane = levels("preprocess/plane", (17, 22))
    kernel = np.ones((size, size), np.uint8)
    spread = cv2.copyMakeBorder(plane, size, size, size, size, cv2.BORDER_REPLICATE)
    hat = cv2.morphologyEx(spread, cv2.MORPH_BLACKHAT, kernel)[size:-size, size:-size]
    return {
        "size": size, "dilated": cv2.dilate(plane, kernel).ravel().tolist(),
        "blackHat": hat.ravel().tolist(),
    }


print(json.dumps({
    "library": f"pillow {PIL.__version__}, scipy {scipy.__version__}, opencv {cv2.__version__}, numpy {np.__version__}",
    "resize": [resized(size, kernel) for kernel in KERNELS for size in SIZES]
    + [placed(size, mode) for mode in MODES for size in [(10, 10), (23, 9), (8, 30), (21, 28)]],
    "constancy": [constancy(f"preprocess/tinted/{i}", power) for i, power in enumerate([1, 2, 6, 12])],
    "regions": [regions(f"preprocess/regions/{i}", level) for i, level in enumerate([60, 110, 150, 175, 215])],
    "morphology": [morphology(size) for size in (3, 5, 9)],
}, separators=(",", ":")))
