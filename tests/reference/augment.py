"""Golden values of augmentation from OpenCV, Pillow and albumentations: writes tests/golden/augment.json.

    numpy==2.4.6
    opencv-python-headless==5.0.0.93
    pillow==13.0.0
    albumentations==2.0.8

    python tests/reference/augment.py
"""
import base64
import colorsys
import io
import json
from pathlib import Path

import albumentations as A
import albumentations.augmentations.pixel.functional as F
import cv2
import numpy as np
import PIL
from PIL import Image, ImageOps

HEIGHT, WIDTH = 20, 26


def picture(height, width, waves=1.0):
    """The formula of tests/augment/golden.test.ts."""
    y, x, k = np.mgrid[:height, :width, :3].astype(float)
    light = 128 + 70 * np.sin(waves * x / 6 + 2 * k) + 50 * np.cos(waves * y / 5 - k)
    return np.clip(np.floor(light + 0.5), 0, 255).astype(np.uint8)


image = picture(HEIGHT, WIDTH)
large = picture(90, 70, 0.7)
pil = Image.fromarray(image)


def raster(array):
    array = np.asarray(array)
    return {"height": array.shape[0], "width": array.shape[1], "data": base64.b64encode(array.astype(np.uint8).tobytes()).decode()}


def warped(matrix, size=(WIDTH, HEIGHT), source=image):
    """Linear in OpenCV's full precision: float images are not held to its 32 places between pixels."""
    f = cv2.warpPerspective if len(matrix) == 3 else cv2.warpAffine
    run = lambda mode: f(source, matrix, size, flags=cv2.INTER_LINEAR, borderMode=mode, borderValue=(40,) * 3)
    flat = (matrix / matrix[2, 2]).ravel()[:8] if len(matrix) == 3 else matrix.ravel()
    return {"matrix": flat.tolist(), "reflect": raster(run(cv2.BORDER_REFLECT_101)), "constant": raster(run(cv2.BORDER_CONSTANT))}


def sheared(degrees, scale, shear_x, shear_y, right, down):
    """The matrices of rotation and shear one after the other about the centre, by products of 3 x 3 matrices."""
    t, (sx, sy) = np.radians(degrees), np.tan(np.radians([shear_x, shear_y]))
    turn = np.array([[np.cos(t), np.sin(t), 0], [-np.sin(t), np.cos(t), 0], [0, 0, 1 / scale]]) * scale
    slant = np.array([[1, sx, 0], [sy, 1, 0], [0, 0, 1]])
    to = lambda x, y: np.array([[1, 0, x], [0, 1, y], [0, 0, 1.0]])
    x, y = (WIDTH - 1) / 2, (HEIGHT - 1) / 2
    return (to(x + right * WIDTH, y + down * HEIGHT) @ turn @ slant @ to(-x, -y))[:2]


def affine_case(*parameters):
    return {"parameters": parameters, **warped(sheared(*parameters))}


def perspective_case(inwards):
    right, bottom = WIDTH - 1, HEIGHT - 1
    corners = np.float32([[0, 0], [right, 0], [right, bottom], [0, bottom]])
    return {"to": inwards, **warped(cv2.getPerspectiveTransform(corners, np.float32(inwards)))}


def resized(size, box=None):
    """Pillow takes [width, height] and left, top, right, bottom."""
    to = Image.fromarray(large).resize(size[::-1], Image.Resampling.BILINEAR, box=box)
    return {"size": size, "box": box or [0, 0, 70, 90], "image": raster(to)}


def hue(degrees):
    def turned(pixel):
        h, s, v = colorsys.rgb_to_hsv(*(pixel / 255))
        return np.rint(np.array(colorsys.hsv_to_rgb((h + degrees / 360) % 1, s, v)) * 255)
    return np.apply_along_axis(turned, 2, image.astype(float))


def jpeg(quality, source=pil):
    """Colours in half the resolution, as OpenCV has them, too."""
    file = io.BytesIO()
    source.save(file, "jpeg", quality=quality)
    return Image.open(file)


def clahe(array, limit, tiles):
    return cv2.createCLAHE(limit, (tiles, tiles)).apply(array)


def moved(transform):
    """A box [left, top, right, bottom] and points, as albumentations moves them."""
    pipeline = A.Compose([transform], bbox_params=A.BboxParams("pascal_voc"), keypoint_params=A.KeypointParams("xy", remove_invisible=False))
    result = pipeline(image=image, bboxes=[[4, 5, 17, 14]], keypoints=[[4, 5], [12.5, 9.25]])
    return {"box": np.asarray(result["bboxes"])[0].tolist(), "points": np.asarray(result["keypoints"]).tolist(), "image": raster(result["image"])}


def rotated(degrees, scale):
    return A.Affine(rotate=(degrees, degrees), scale=(scale, scale), border_mode=cv2.BORDER_CONSTANT, fill=40, p=1)


kernel = np.arange(15, dtype=float).reshape(3, 5) ** 2 / 300 - 0.8
cases = {
    "library": f"opencv {cv2.__version__}, pillow {PIL.__version__}, albumentations {A.__version__}",
    "height": HEIGHT, "width": WIDTH,
    "affine": [affine_case(*p) for p in [
        (0, 1, 15, 0, 0, 0), (25, 1.1, 0, 0, 0.05, -0.1), (-40, 0.8, 10, -20, 0, 0.1), (160, 1.3, -12, 5, -0.1, 0),
    ]],
    "perspective": [perspective_case(p) for p in [
        [[2, 3], [23, 1], [20, 17], [1, 19]], [[6, 0], [25, 5], [17, 15], [3, 12]],
    ]],
    "resize": [resized(size, box) for size, box in [
        ((45, 35), None), ((13, 70), None), ((90, 21), None), ((120, 100), None), ((31, 44), None), ((1, 1), None),
        ((24, 24), (11, 20, 61, 83)), ((40, 40), (30, 5, 52, 35)),
    ]],
    "moved": {
        "flip": moved(A.HorizontalFlip(p=1)), "flop": moved(A.VerticalFlip(p=1)),
        "centerCrop": moved(A.CenterCrop(15, 21, p=1)),
        "pad": moved(A.PadIfNeeded(27, 31, border_mode=cv2.BORDER_REFLECT_101, p=1)),
        "padConstant": moved(A.PadIfNeeded(27, 31, border_mode=cv2.BORDER_CONSTANT, fill=40, p=1)),
        "resize": moved(A.Resize(40, 13, p=1)), "rotate": moved(rotated(-20, 1)), "scale": moved(rotated(0, 0.8)), "both": moved(rotated(35, 0.7)),
    },
    "color": {name: raster(array) for name, array in {
        "brightness 1.3": F.adjust_brightness_torchvision(image, 1.3), "brightness 0.6": F.adjust_brightness_torchvision(image, 0.6),
        "contrast 1.4": F.adjust_contrast_torchvision(image, 1.4), "contrast 0.5": F.adjust_contrast_torchvision(image, 0.5),
        "saturation 1.5": F.adjust_saturation_torchvision(image, 1.5), "saturation 0.3": F.adjust_saturation_torchvision(image, 0.3),
        "gamma 0.7": F.gamma_transform(image, 0.7), "gamma 1.6": F.gamma_transform(image, 1.6),
        "hue 40": hue(40), "hue -100": hue(-100), "hue 200": hue(200),
        "grayscale": np.repeat(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)[..., None], 3, 2),
        "equalize": np.stack([cv2.equalizeHist(image[..., k].copy()) for k in range(3)], 2),
        "autoContrast": ImageOps.autocontrast(Image.fromarray((image // 2 + 30).astype(np.uint8))),
        "posterize 3": ImageOps.posterize(pil, 3), "solarize 100": ImageOps.solarize(pil, 100),
        "jpeg 30": jpeg(30), "jpeg 80": jpeg(80), "jpeg 100": jpeg(100),
        "jpeg 60 of 25 x 19": jpeg(60, Image.fromarray(image[:19, :25])), "jpeg 90 of 3 x 5": jpeg(90, Image.fromarray(image[:5, :3])),
        "gaussianBlur 0.8": cv2.GaussianBlur(image, (0, 0), 0.8), "gaussianBlur 2": cv2.GaussianBlur(image, (0, 0), 2),
        "filter": cv2.filter2D(image, -1, kernel, borderType=cv2.BORDER_REFLECT_101),
        "sharpen": F.convolve(image, 0.7 * np.eye(3)[1][:, None] * np.eye(3)[1] + 0.3 * np.array([[-1, -1, -1], [-1, 9, -1], [-1, -1, -1.0]])),
    }.items()},
    "claheOfColors": raster(F.clahe(large[:64, :64].copy(), 3.0, (4, 4))),
    "clahe": [raster(clahe(large[..., 0].copy(), limit, tiles)) for limit, tiles in [(2.0, 8), (40.0, 5), (1.0, 1)]],
    "kernel": kernel.ravel().tolist(),
}
path = Path(__file__).parents[1] / "golden" / "augment.json"
path.write_text(json.dumps(cases, separators=(",", ":")))
