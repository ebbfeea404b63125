"""Golden scores of detections from pycocotools and MONAI: writes tests/golden/detection.json.

python -m venv venv && venv/bin/pip install pycocotools==2.0.11 monai==1.6.1 numpy==2.4.6 && venv/bin/python tests/reference/detection.py
"""
import contextlib
import io
import json
from importlib.metadata import version
from pathlib import Path

import numpy as np
from monai.metrics import compute_froc_curve_data, compute_froc_score
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from drawn import integer, integers

CASES = 60


def drawn_boxes(name, count):
    """Whole edges; [x, y, width, height]."""
    largest = 160
    x, y, w, h = (integers(f"{name}/{side}", count, largest) for side in "xywh")
    scale = 1 + integers(f"{name}/scale", count, 8)
    return np.stack([x, y, 1 + w // scale, 1 + h // scale], 1)


def image(name):
    """Objects, and detections: most are an object moved a little."""
    objects = integer(f"{name}/objects", 0, 7)
    truth = drawn_boxes(f"{name}/truth", objects)
    labels = integers(f"{name}/labels", objects, 3)
    crowds = integers(f"{name}/crowds", objects, 8) == 0
    areas = truth[:, 2] * truth[:, 3] * (2 + integers(f"{name}/areas", objects, 3)) / 4
    found = integer(f"{name}/found", 0, 14)
    boxes = drawn_boxes(f"{name}/detections", found)
    classes = integers(f"{name}/classes", found, 4)
    near = integers(f"{name}/near", found, 10)
    moved = integers(f"{name}/moved", found * 4, 13).reshape(found, 4) - 6
    for d in range(found):
        if near[d] < objects:
            boxes[d] = np.maximum(truth[near[d]] + moved[d], [0, 0, 1, 1])
            if near[d] < 6:
                classes[d] = labels[near[d]]
    return truth, labels, crowds, areas, boxes, classes, integers(f"{name}/scores", found, 6) / 5


def coco(case):
    name = f"coco/{case}"
    dataset = {"images": [], "annotations": [], "categories": [{"id": c} for c in range(4)]}
    results = []
    for i in range(integer(f"{name}/images", 1, 5)):
        dataset["images"].append({"id": i})
        truth, labels, crowds, areas, boxes, classes, scores = image(f"{name}/{i}")
        for box, label, crowd, area in zip(truth.tolist(), labels.tolist(), crowds.tolist(), areas.tolist()):
            annotations = dataset["annotations"]
            annotations.append({"id": len(annotations) + 1, "image_id": i, "category_id": label, "bbox": box, "area": area, "iscrowd": int(crowd)})
        for box, label, score in zip(boxes.tolist(), classes.tolist(), scores.tolist()):
            results.append({"image_id": i, "category_id": label, "bbox": box, "score": score})
    if not results:
        return None
    with contextlib.redirect_stdout(io.StringIO()):
        truth = COCO()
        truth.dataset = dataset
        truth.createIndex()
        evaluation = COCOeval(truth, truth.loadRes(results), "bbox")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return evaluation.stats.tolist()


def froc(case):
    """A false positive below all others, since MONAI leaves out the lowest threshold."""
    name = f"froc/{case}"
    images = integer(f"{name}/images", 1, 20)
    right = integers(f"{name}/right", integer(f"{name}/hits", 0, 30), 12) / 11
    wrong = integers(f"{name}/wrong", integer(f"{name}/misses", 0, 60), 12) / 11
    lesions = len(right) + integer(f"{name}/missed", 1, 9)
    rates, sensitivities = compute_froc_curve_data(np.append(wrong, -1.0), right, lesions, images)
    return [compute_froc_score(rates, sensitivities), rates.sum(), sensitivities.sum(), len(rates)]


golden = {
    "library": f"pycocotools {version('pycocotools')}, monai {version('monai')}",
    "coco": [coco(case) for case in range(CASES)],
    "froc": [[float(value) for value in froc(case)] for case in range(CASES)],
}
Path(__file__).parent.parent.joinpath("golden/detection.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
print(golden["coco"][:3])
