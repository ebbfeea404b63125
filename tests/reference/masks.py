"""Golden distances and overlap of masks from SciPy, MONAI and torchmetrics: writes tests/golden/masks.json.

python -m venv venv && venv/bin/pip install scipy==1.17.1 monai==1.6.1 torch==2.13.0 torchmetrics==1.9.0 numpy==2.4.6 \
    && venv/bin/python tests/reference/masks.py

MONAI computes in float32. The numbers written are SciPy's in float64, once they are checked against MONAI's.
"""
import json
import warnings
from pathlib import Path

import numpy as np
import scipy
import torch
from monai.metrics import compute_average_surface_distance, compute_hausdorff_distance, compute_surface_dice
from scipy.ndimage import binary_erosion, distance_transform_edt
from scipy.spatial.distance import directed_hausdorff
from torchmetrics.functional.classification import multiclass_jaccard_index, multiclass_specificity
from torchmetrics.functional.segmentation import dice_score

from drawn import integer, integers

CASES = 150
warnings.simplefilter("ignore")


def shape_of(name):
    return integer(f"{name}/height", 1, 40), integer(f"{name}/width", 1, 40)


def spacing_of(name):
    return [(1.0, 1.0), (0.5, 0.5), (2.0, 0.75)][integer(f"{name}/spacing", 0, 2)]


def blobs(name, shape):
    """Up to three discs, and a few pixels struck out."""
    height, width = shape
    y, x = np.mgrid[:height, :width]
    mask = np.zeros(shape, bool)
    for disc in range(integer(f"{name}/discs", 0, 3)):
        cy, cx = integer(f"{name}/{disc}/y", 0, height), integer(f"{name}/{disc}/x", 0, width)
        mask |= (y - cy) ** 2 + (x - cx) ** 2 <= integer(f"{name}/{disc}/r", 0, 12) ** 2
    return mask & (integers(f"{name}/holes", height * width, 40) > 0).reshape(shape)


def number(value):
    return None if np.isnan(value) else float(value)


def distances(case):
    name = f"masks/{case}"
    shape, spacing = shape_of(name), spacing_of(name)
    tolerance = integer(f"{name}/tolerance", 0, 8) / 2
    truth, prediction = blobs(f"{name}/truth", shape), blobs(f"{name}/prediction", shape)
    to_mask = distance_transform_edt(~truth, sampling=spacing) if truth.any() else np.zeros(shape)
    transform = [float(to_mask.sum()), float((to_mask.ravel() * integers(f"{name}/direction", to_mask.size, 100)).sum())]
    empty = not truth.any() or not prediction.any()
    torch_masks = [torch.tensor(m)[None, None].float() for m in (prediction, truth)]
    options = {"include_background": True, "spacing": list(spacing)}
    monai_dice = float(compute_surface_dice(*torch_masks, [tolerance], **options))
    if empty:
        return {"transform": transform, "empty": True, "surfaceDice": number(monai_dice)}

    contours = [m ^ binary_erosion(m) for m in (truth, prediction)]
    t, p = contours
    to_truth = distance_transform_edt(~t, sampling=spacing)[p]
    to_prediction = distance_transform_edt(~p, sampling=spacing)[t]
    both = np.concatenate([to_truth, to_prediction])
    points = [np.argwhere(m) * spacing for m in (truth, prediction)]
    result = {
        "hausdorff": max(to_truth.max(), to_prediction.max()),
        "hd95": max(np.percentile(to_truth, 95), np.percentile(to_prediction, 95)),
        "toTruth30": np.percentile(to_truth, 30),
        "masks": max(directed_hausdorff(*points)[0], directed_hausdorff(*points[::-1])[0]),
        "average": both.mean(),
        "averageToTruth": to_truth.mean(),
        "surfaceDice": (both <= tolerance).mean(),
    }
    monai = {
        "hausdorff": compute_hausdorff_distance(*torch_masks, **options),
        "hd95": compute_hausdorff_distance(*torch_masks, percentile=95, **options),
        "toTruth30": compute_hausdorff_distance(*torch_masks, percentile=30, directed=True, **options),
        "average": compute_average_surface_distance(*torch_masks, symmetric=True, **options),
        "averageToTruth": compute_average_surface_distance(*torch_masks, **options),
        "surfaceDice": monai_dice,
    }
    for key, value in monai.items():
        assert abs(float(value) - result[key]) < 1e-5, (case, key, float(value), result[key])
    return {"transform": transform, **{key: float(value) for key, value in result.items()}}


def overlap(case):
    """Label maps of 4 images in which classes are absent, from torchmetrics, which divides in float32."""
    name = f"overlap/{case}"
    classes, pixels = integer(f"{name}/classes", 2, 6), 60
    truth = np.stack([integers(f"{name}/{i}/truth", pixels, integer(f"{name}/{i}/kinds", 1, classes)) for i in range(4)])
    wrong = integers(f"{name}/wrong", truth.size, 3).reshape(truth.shape) == 0
    prediction = np.where(wrong, integers(f"{name}/other", truth.size, classes).reshape(truth.shape), truth)
    t, p = torch.tensor(truth), torch.tensor(prediction)
    dice = {
        key: dice_score(p, t, classes, True, average, "index", level)
        for key, average, level in [
            ("macro", "none", "global"), ("micro", "micro", "global"), ("image", "micro", "samplewise"), ("all", "none", "samplewise"),
        ]
    }
    jaccard = {average: multiclass_jaccard_index(p, t, classes, average=average) for average in ("none", "micro")}
    return {
        "dice": {key: [number(v) for v in value.flatten()] for key, value in dice.items()},
        "jaccard": {key: [number(v) for v in value.flatten()] for key, value in jaccard.items()},
        "specificity": [number(v) for v in multiclass_specificity(p, t, classes, average="none")],
    }


golden = {
    "library": f"scipy {scipy.__version__}",
    "distances": [distances(case) for case in range(CASES)],
    "overlap": [overlap(case) for case in range(12)],
}
Path(__file__).parent.parent.joinpath("golden/masks.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
print(sum("empty" in case for case in golden["distances"]), golden["overlap"][0])
