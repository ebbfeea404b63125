"""The Python side of bench/intervals.ts, which starts it: reads a task a line, writes its milliseconds and its result.

Needs scikit-learn==1.9.1 and scipy==1.17.1.
"""
import json
import sys
import time

import numpy as np
from scipy.ndimage import binary_erosion, distance_transform_edt
from sklearn.metrics import roc_auc_score


def bootstrap(data):
    """The interval of the AUC: a loop over stratified resamples."""
    truth, scores = np.array(data["truth"]), np.array(data["scores"])
    parts = [np.flatnonzero(truth == label) for label in (0, 1)]
    random = np.random.default_rng(7)

    def run():
        draws = []
        for _ in range(data["draws"]):
            drawn = np.concatenate([random.choice(part, len(part)) for part in parts])
            draws.append(roc_auc_score(truth[drawn], scores[drawn]))
        return np.percentile(draws, [2.5, 97.5]).tolist()
    return run


def hd95(data):
    """The 95th percentiles of the distances of the contours, by SciPy's distance transform of the whole image."""
    truth, prediction = (np.array(data[key], bool).reshape(data["shape"]) for key in ("truth", "prediction"))

    def run():
        t, p = (mask ^ binary_erosion(mask) for mask in (truth, prediction))
        to_truth, to_prediction = distance_transform_edt(~t)[p], distance_transform_edt(~p)[t]
        return max(np.percentile(to_truth, 95), np.percentile(to_prediction, 95))
    return run


tasks = {name: make(data) for (name, data), make in zip(json.loads(sys.stdin.readline()).items(), (bootstrap, hd95))}
for line in sys.stdin:
    start, processor = time.perf_counter(), time.process_time()
    result = tasks[line.strip()]()
    milliseconds = [(time.perf_counter() - start) * 1000, (time.process_time() - processor) * 1000]
    print(json.dumps({"wall": milliseconds[0], "processor": milliseconds[1], "result": result}), flush=True)
