"""Golden intervals and tests from SciPy and from DeLong's definition: writes tests/golden/intervals.json.

python -m venv venv && venv/bin/pip install scipy==1.17.1 scikit-learn==1.9.1 numpy==2.4.6 && venv/bin/python tests/reference/intervals.py
"""
import json
import warnings
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import scipy
from scipy import stats
from sklearn.metrics import roc_auc_score

from drawn import integer, integers

CASES = 150
CONFIDENCES = [0.5, 0.9, 0.95, 0.99]
warnings.simplefilter("ignore")


def confidence(name):
    return CONFIDENCES[integer(f"{name}/confidence", 0, 3)]


def wilson(number):
    name = f"wilson/{number}"
    n = integer(f"{name}/n", 1, [5, 50, 10000][number % 3])
    test = stats.binomtest(integer(f"{name}/k", 0, n), n)
    return list(test.proportion_ci(confidence(name), "wilson"))


def mcnemar(number):
    name = f"mcnemar/{number}"
    b, c = (integer(f"{name}/{which}", 0, [6, 60, 3000][number % 3]) for which in "bc")
    n = b + c
    if n == 0:
        return None
    corrected, plain = (abs(b - c) - 1) ** 2 / n, (b - c) ** 2 / n
    return [stats.binomtest(b, n).pvalue, corrected, stats.chi2.sf(corrected, 1), stats.chi2.sf(plain, 1)]


def drawn_scores(name):
    """Labels of both classes, and two lists of scores of which many are equal where there are few levels."""
    n = integer(f"{name}/n", 4, 150)
    y = integers(f"{name}/y", n, 4) // 3
    y[:4] = [0, 1, 0, 1]
    levels = [3, 12, 100000][integer(f"{name}/levels", 0, 2)]
    a = integers(f"{name}/a", n, levels) + y * integer(f"{name}/shift", 0, levels // 2)
    return y, a, a + integers(f"{name}/b", n, max(levels // 2, 2))


def placements(y, s):
    psi = np.heaviside(s[y == 1][:, None].astype(float) - s[y == 0], 0.5)
    return psi.mean(), psi.mean(1), psi.mean(0)


def delong(number):
    name = f"delong/{number}"
    y, a, b = drawn_scores(name)
    (auc_a, v10_a, v01_a), (auc_b, v10_b, v01_b) = placements(y, a), placements(y, b)
    assert abs(auc_a - roc_auc_score(y, a)) < 1e-12
    covariance = np.cov([v10_a, v10_b]) / len(v10_a) + np.cov([v01_a, v01_b]) / len(v01_a)
    z = stats.norm.ppf((1 + confidence(name)) / 2)
    reach = z * np.sqrt(covariance[0, 0])
    variance = covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1]
    if variance < 1e-18:
        return [auc_a, max(auc_a - reach, 0), min(auc_a + reach, 1)]
    score = (auc_a - auc_b) / np.sqrt(variance)
    return [auc_a, max(auc_a - reach, 0), min(auc_a + reach, 1), auc_b, score, 2 * stats.norm.sf(abs(score))]


def bca(number):
    """A given distribution of the difference of two means of squares."""
    name = f"bca/{number}"
    a, b = (integers(f"{name}/{which}", integer(f"{name}/{which}/n", 3, 30), 20) / 4 for which in "ab")
    center = (a**2).mean() - (b**2).mean()
    distribution = center + (integers(f"{name}/distribution", integer(f"{name}/draws", 50, 300), 400) - 180) / 16
    result = stats.bootstrap(
        (a, b), lambda x, y, axis: (x**2).mean(axis) - (y**2).mean(axis), n_resamples=0, vectorized=True, method="BCa",
        confidence_level=confidence(name), bootstrap_result=SimpleNamespace(bootstrap_distribution=distribution),
    )
    return [*result.confidence_interval, result.standard_error]


def numbers(values):
    return [None if value is None or np.isnan(value) else float(value) for value in values]


x = [0, 1e-9, 0.1, 0.7, 1.3, 2.2, 2.499, 2.5, 3.1, 5, 8.7, 14, 25, 37, -0.4, -2.6, -9]
p = [1e-300, 1e-100, 1e-20, 1e-9, 0.001, 0.02425, 0.2, 0.5, 0.7, 0.975, 0.999999]
golden = {
    "library": f"scipy {scipy.__version__}",
    "normalTail": [x, stats.norm.sf(x).tolist()],
    "normalQuantile": [p, stats.norm.ppf(p).tolist()],
    "wilson": [wilson(number) for number in range(CASES)],
    "mcnemar": [mcnemar(number) and numbers(mcnemar(number)) for number in range(CASES)],
    "delong": [numbers(delong(number)) for number in range(CASES)],
    "bca": [numbers(bca(number)) for number in range(60)],
}
Path(__file__).parent.parent.joinpath("golden/intervals.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
