"""The scikit-learn side of bench/metrics.ts, which starts it: reads arrays, then names of tasks, and answers with milliseconds."""
import json
import sys
import time

import numpy as np
from sklearn.metrics import confusion_matrix, roc_auc_score


def read(dtype, count):
    return np.frombuffer(sys.stdin.buffer.read(np.dtype(dtype).itemsize * count), dtype)


truth, scores = read(np.uint8, 10**6), read(np.float64, 10**6)
labels, guesses = read(np.int32, 10**7), read(np.int32, 10**7)
tasks = {
    "auc": lambda: roc_auc_score(truth, scores),
    "confusion": lambda: confusion_matrix(labels, guesses).ravel() @ np.arange(100),
}
for line in sys.stdin.buffer:
    start = time.perf_counter()
    result = tasks[line.decode().strip()]()
    print(json.dumps([(time.perf_counter() - start) * 1000, float(result)]), flush=True)
