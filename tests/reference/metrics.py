"""Golden values of classification, ranking and calibration metrics: writes tests/golden/metrics.json.

python -m venv venv && venv/bin/pip install scikit-learn==1.9.1 torchmetrics==1.9.0 torch==2.13.0 numpy==2.4.6 scipy==1.17.1
venv/bin/python tests/reference/metrics.py

Cases are drawn by `bits`, here and in tests/metrics/golden.test.ts alike, so that the file holds results only: for each family a
few digests a case, float64, one after the other, little-endian, in base64. Where scikit-learn gives 0 for what is undefined
(average precision without positives, Matthews' correlation of one class), NaN is written, and where it skips an absent class
(one-vs-one AUC), too. Equal costs and indices are told apart from nearly equal ones in whole numbers.
"""
import base64
import json
import warnings
from fractions import Fraction
from pathlib import Path

import numpy as np
import sklearn
import torch
import torchmetrics
import torchmetrics.functional.classification as tm
from scipy import optimize, special
from sklearn import metrics as sk
from sklearn.calibration import calibration_curve

from drawn import bits

warnings.filterwarnings("ignore")
torch.set_num_threads(1)
NAN = float("nan")
SIZES = [1, 2, 3, 4, 5, 8, 13, 21, 34, 55, 100, 150, 200, 300, 500, 1000]


def size(word):
    return 10000 if word % 97 == 0 else SIZES[word % 16]


def unit(words):
    return words / 2.0**32


def weights(name, kind, n):
    """None, whole numbers with zeros, or fractions."""
    words = bits(f"{name}/weights", n)
    if kind == 0 or (kind == 1 and (words % 4 == 0).all()):
        return None
    return (words % 4).astype(float) if kind == 1 else unit(words)


def digest(name, groups):
    """The product of each group's numbers with random ones; NaN goes in as 7."""
    groups = [np.nan_to_num(np.asarray(group, float), nan=7.0) for group in groups]
    return [float(group @ unit(bits(f"{name}/direction", len(group)))) for group in groups]


def scores(name, kind, n):
    words = bits(f"{name}/scores", n)
    if kind == 0:
        return unit(words)
    if kind == 1:
        return (words % 7) / 4.0 - 1
    if kind == 2:  # Very large and very small, of both signs.
        return (unit(words) - 0.5) * 2.0 ** (bits(f"{name}/exponents", n) % 1800 - 900.0)
    return 0.5 + (words % 512) * 2.0**-53 if kind == 3 else np.full(n, 0.25)


def partial(y, s, w, max_fpr):
    """The area left of max_fpr, as sklearn computes it before McClish's scaling."""
    fpr, tpr, _ = sk.roc_curve(y, s, sample_weight=w)
    if max_fpr >= 1:
        return sk.auc(fpr, tpr)
    stop = np.searchsorted(fpr, max_fpr, "right")
    top = np.interp(max_fpr, fpr[stop - 1 : stop + 1], tpr[stop - 1 : stop + 1])
    return sk.auc(np.append(fpr[:stop], max_fpr), np.append(tpr[:stop], top))


def mcclish(area, width):
    return 0.5 * (1 + (area - width**2 / 2) / (width - width**2 / 2))


def errors(y, p, strategy, bins, theirs):
    """ECE and MCE from the bins of calibration_curve; torchmetrics, in float32 and with bins closed on the other side, agrees."""
    observed, predicted = calibration_curve(y, p, n_bins=bins, strategy=strategy, pos_label=1)
    cut = np.linspace(0, 1, bins + 1)
    cut = cut if strategy == "uniform" else np.percentile(p, cut * 100)
    counts = np.bincount(np.searchsorted(cut[1:-1], p), minlength=bins)
    gaps = np.abs(observed - predicted)
    result = [float(gaps @ counts[counts > 0] / len(p)), float(gaps.max())]
    assert theirs is None or np.allclose(result, [theirs("l1").item(), theirs("max").item()], atol=1e-5), (result, theirs("l1"))
    return result


def operating_points(name, y, s, w, with_threshold):
    """The points of roc_curve that the rules choose: threshold, rates and counts; of equals the one with the highest threshold."""
    head = bits(f"{name}/rules", 8)
    at_least = [0.0, 0.5, 0.8, 0.9, 1.0, float(unit(head[0]))][head[1] % 6]
    false_positive, false_negative, prevalence = int(head[2] % 4), int(head[3] % 4), Fraction(1 + int(head[4] % 15), 16)
    w = np.ones(len(y)) if w is None else w
    exact = [Fraction(float(total)) for total in (w[y == 1].sum(), w[y == 0].sum())]
    positives, negatives = exact
    if positives == 0 or negatives == 0:
        return [NAN] * 40
    fpr, tpr, thresholds = sk.roc_curve(y, s, sample_weight=w, drop_intermediate=False)
    # The weights are multiples of 2^-32, and so are their sums.
    tp, fp = ([Fraction(round(rate * total * 2**32), 2**32) for rate in map(Fraction, rates)] for rates, total in ((tpr, positives), (fpr, negatives)))
    sensitivity, spared = [a / positives for a in tp], [1 - b / negatives for b in fp]
    def costs(per_fp, per_fn):
        return [per_fp * b + per_fn * (positives - a) for a, b in zip(tp, fp)]
    reached = [i for i, value in enumerate(spared) if float(value) >= at_least]
    chosen = [
        int(np.argmax([a + b for a, b in zip(sensitivity, spared)])),
        next(i for i, value in enumerate(sensitivity) if float(value) >= at_least),
        max(reached, key=lambda i: (sensitivity[i], -i)),
        int(np.argmin(costs(false_positive, false_negative))),
        int(np.argmin(costs(false_positive * (1 - prevalence) / negatives, false_negative * prevalence / positives))),
    ]
    return [
        float(number) for i in chosen for number in (
            (thresholds[i] if i > 0 else -1.0) if with_threshold else 0.0, sensitivity[i], spared[i],
            tp[i] / (tp[i] + fp[i]) if tp[i] + fp[i] > 0 else NAN, tp[i], fp[i], positives - tp[i], negatives - fp[i])
    ]


def binary(case):
    name = f"metrics/binary/{case}"
    head = bits(f"{name}/head", 8)
    n, kind, width, drop = size(head[0]), head[1] % 5, (1 + head[4] % 9) / 10, bool(head[5] % 2)
    prevalence = [0.5, 0.0625, 0.75, 0.3, 0.0, 1.0][head[2] % 6]
    y = (unit(bits(f"{name}/truth", n)) < prevalence).astype(int)
    s = scores(name, kind, n)
    w = weights(name, head[3] % 3, n)
    used = y if w is None else y[w > 0]
    pos, both = used.any(), used.any() and not used.all()
    fpr, tpr, thresholds = sk.roc_curve(y, s, sample_weight=w, drop_intermediate=drop)
    precision, recall, _ = sk.precision_recall_curve(y, s, sample_weight=w, drop_intermediate=drop)
    # Samples of weight 0 do not count for us, where scikit-learn asks for both classes among all.
    det = sk.det_curve(y, s, sample_weight=w, drop_intermediate=drop)[:2] if both else [[], []]
    raw = partial(1 - y, -s, w, width) if both else NAN
    groups = [
        [sk.roc_auc_score(y, s, sample_weight=w) if both else NAN],
        [sk.roc_auc_score(y, s, sample_weight=w, max_fpr=width), partial(y, s, w, width), raw, mcclish(raw, width)] if both else [NAN],
        [sk.average_precision_score(y, s, sample_weight=w) if pos else NAN],
        [len(fpr), *fpr, *tpr, *([] if kind == 2 else thresholds[1:])],
        [len(precision), *precision, *(recall if pos else recall * NAN)],
        [len(det[0]), *det[0], *det[1]],
    ]
    p = unit(bits(f"{name}/probabilities", n)) if head[6] % 3 else (bits(f"{name}/probabilities", n) % 5) / 4.0
    bins = 1 + int(head[7] % 20)
    def theirs(norm):
        return tm.binary_calibration_error(torch.tensor(p), torch.tensor(y), n_bins=bins, norm=norm)
    ece = [error for strategy in ("uniform", "quantile")
           for error in errors(y, p, strategy, bins, theirs if strategy == "uniform" and head[6] % 3 else None)]
    brier, loss = sk.brier_score_loss(y, p, sample_weight=w, pos_label=1), sk.log_loss(y, p, sample_weight=w, labels=[0, 1])
    return digest(name, [*groups, [brier, loss, *ece], operating_points(name, y, s, w, kind != 2)])


def classes(case):
    name = f"metrics/classes/{case}"
    head = bits(f"{name}/head", 8)
    n, k = size(head[0]), 2 + int(head[1] % 8)
    occurring = max(1, k - int(head[2] % 3))  # The last classes may be absent from the truth.
    y = bits(f"{name}/truth", n) % occurring
    wrong = unit(bits(f"{name}/wrong", n)) < [0.1, 0.5, 1.0][head[3] % 3]
    guess = np.where(wrong, bits(f"{name}/guess", n) % k, y)
    w = weights(name, head[4] % 3, n)
    zero = [0.0, 1.0, np.nan][head[5] % 3]
    labels = list(range(k))
    matrix = sk.confusion_matrix(y, guess, sample_weight=w, labels=labels).astype(float)
    rows, columns, total = matrix.sum(1), matrix.sum(0), matrix.sum()
    degenerate = (rows > 0).sum() == 1 or (columns > 0).sum() == 1
    matrices = [matrix, sk.confusion_matrix(y, guess, sample_weight=w), matrix / total]
    groups = [
        np.concatenate([m.ravel() for m in matrices]),
        [sk.accuracy_score(y, guess, sample_weight=w), sk.balanced_accuracy_score(y, guess, sample_weight=w)],
        [NAN if degenerate else sk.matthews_corrcoef(y, guess, sample_weight=w)],
        [sk.cohen_kappa_score(y, guess, sample_weight=w, labels=labels, weights=kind) for kind in (None, "linear", "quadratic")],
    ]
    for beta in (1, 2, 0.5):
        groups.append(np.concatenate([
            np.ravel(sk.precision_recall_fscore_support(
                y, guess, beta=beta, labels=labels, average=average, sample_weight=w, zero_division=zero)[:3])
            for average in ("macro", "micro", "weighted", None)
        ]))
    tn, fp, fn = (sk.multilabel_confusion_matrix(y, guess, sample_weight=w, labels=labels).astype(float)[:, i, j] for i, j in ((0, 0), (0, 1), (1, 0)))
    # Specificity and negative predictive value are recall and precision of the other classes.
    support = np.array([(y == c) @ (np.ones(n) if w is None else w) for c in labels])
    def averages(metric, total):
        each = np.array([metric(y != c, guess != c, sample_weight=w, zero_division=zero) for c in labels])
        defined = ~np.isnan(each)
        if not defined.any():
            return [NAN, tn.sum() / total, NAN, *each]
        by = support[defined] if support[defined].any() else None
        return [each[defined].mean(), tn.sum() / total, np.average(each[defined], weights=by), *each]
    groups.append([*averages(sk.recall_score, (tn + fp).sum()), *averages(sk.precision_score, (tn + fn).sum())])
    # Probabilities: whole numbers over their sum, with ties where they are small.
    words = bits(f"{name}/probabilities", n * k).reshape(n, k)
    words = (words % 6 + 1 if head[6] % 2 else words).astype(np.uint64)
    p = words / words.sum(1, keepdims=True)
    w2 = np.ones(n) if w is None else w
    one_hot = np.eye(k)[y]
    seen = (one_hot * w2[:, None]).sum(0)
    def per_class(metric):
        return np.array([metric(one_hot[:, c], p[:, c], sample_weight=w) if 0 < seen[c] else NAN for c in labels])
    def auc(a, b, sample_weight):
        return NAN if a[w2 > 0].all() else sk.roc_auc_score(a, b, sample_weight=sample_weight)
    aucs, aps = per_class(auc), per_class(sk.average_precision_score)
    def weighted(values):
        return float(values[seen > 0] @ seen[seen > 0] / seen.sum())
    def ovo(average):
        return sk.roc_auc_score(y, p, multi_class="ovo", average=average, labels=labels) if len(np.unique(y)) == k and k > 2 else NAN
    repeated = None if w is None else np.repeat(w, k)
    top = 1 + int(head[7] % k)
    groups += [
        [float(np.mean(aucs)), weighted(aucs), sk.roc_auc_score(one_hot.ravel(), p.ravel(), sample_weight=repeated), *aucs],
        [ovo("macro"), ovo("weighted")],
        [float(np.mean(aps)), weighted(aps), sk.average_precision_score(one_hot.ravel(), p.ravel(), sample_weight=repeated)],
        [sk.top_k_accuracy_score(y, p, k=top, labels=labels, sample_weight=w) if k > 2 else NAN],
        [sk.log_loss(y, p, sample_weight=w, labels=labels), sk.brier_score_loss(y, p, sample_weight=w, labels=labels)],
        [NAN, NAN] if head[6] % 2 else [
            *errors(np.argmax(p, 1) == y, p.max(1), "uniform", 10, lambda norm: tm.multiclass_calibration_error(
                torch.tensor(p), torch.tensor(y.astype(np.int64)), k, n_bins=10, norm=norm)),
        ],
    ]
    return digest(name, groups)


def multilabel(case):
    name = f"metrics/multilabel/{case}"
    head = bits(f"{name}/head", 8)
    n, k = size(head[0]), 2 + int(head[1] % 5)
    share = [0.5, 0.1, 0.9][head[2] % 3]
    y = (unit(bits(f"{name}/truth", n * k)) < share).astype(int).reshape(n, k)
    s = scores(name, head[3] % 2, n * k).reshape(n, k)
    guess = (s >= 0.5).astype(int)
    w = weights(name, head[4] % 3, n)
    w2 = np.ones(n) if w is None else w
    zero = [0.0, 1.0, np.nan][head[5] % 3]
    rates = [
        rate for average in ("macro", "micro", "weighted")
        for rate in sk.precision_recall_fscore_support(y, guess, average=average, sample_weight=w, zero_division=zero)[:3]
    ]
    by_sample = sk.precision_recall_fscore_support(y, guess, average="samples", zero_division=zero)[:3]
    seen = (y * w2[:, None]).sum(0)
    def per_label(metric, undefined):
        return np.array([NAN if undefined(y[w2 > 0, c]) else metric(y[:, c], s[:, c], sample_weight=w) for c in range(k)])
    aucs = per_label(sk.roc_auc_score, lambda column: len(np.unique(column)) < 2)
    aps = per_label(sk.average_precision_score, lambda column: not column.any())
    def weighted(values):
        return float(values[seen > 0] @ seen[seen > 0] / seen.sum()) if seen.sum() > 0 else NAN
    repeated = np.repeat(w2, k)
    flat = y.ravel()[repeated > 0]
    def micro(metric, fine):
        return metric(y.ravel(), s.ravel(), sample_weight=repeated) if fine else NAN
    return digest(name, [
        rates, by_sample,
        [float(np.mean(aucs)), weighted(aucs), micro(sk.roc_auc_score, len(np.unique(flat)) == 2)],
        [float(np.mean(aps)), weighted(aps), micro(sk.average_precision_score, flat.any())],
    ])


def temperature(case):
    """The root of the slope of the cross-entropy in 1 / T, by Brent's method."""
    name = f"metrics/temperature/{case}"
    head = bits(f"{name}/head", 8)
    n, k = SIZES[head[0] % 16], 2 + int(head[1] % 5)
    y = (bits(f"{name}/truth", n) % k).astype(int)
    w = weights(name, head[2] % 3, n)
    words = bits(f"{name}/logits", n * k).reshape(n, k)
    z = (words % 7).astype(float) - 3 if head[3] % 2 else (unit(words) - 0.5) * 2.0 ** (int(head[4] % 10) - 2)
    z[np.arange(n), y] += head[5] % 3
    w2 = np.ones(n) if w is None else w
    used, own = w2 > 0, z[np.arange(n), y]
    def loss(beta):
        return float(w2 @ (special.logsumexp(beta * z, 1) - beta * own) / w2.sum())
    def slope(beta):
        return float(w2 @ ((special.softmax(beta * z, 1) * (z - own[:, None])).sum(1)) / w2.sum())
    softmax = special.softmax(z / (1 + head[6] % 5), 1).ravel()
    # Whole logits may be exactly as good as chance, so the slope at 0 is a fraction.
    at_zero = sum(Fraction(float(a)) * (sum(map(Fraction, map(float, row))) - k * Fraction(float(b))) for a, row, b in zip(w2, z, own))
    if at_zero >= 0 or (own[used] == z[used].max(1)).all():
        return digest(name, [[NAN], [loss(1), NAN], softmax])
    high = 1.0
    while slope(high) < 0:
        high *= 2
    beta = optimize.brentq(slope, 0, high, xtol=1e-300, rtol=4 * np.finfo(float).eps)
    return digest(name, [[1 / beta], [loss(1), loss(beta)], softmax])


def pack(numbers):
    return base64.b64encode(np.asarray(numbers, "<f8").tobytes()).decode()


golden = {"library": f"scikit-learn {sklearn.__version__}, torchmetrics {torchmetrics.__version__}"}
for family, count in ((binary, 1000), (classes, 500), (multilabel, 500), (temperature, 500)):
    golden[family.__name__] = {"cases": count, "digests": pack([family(case) for case in range(count)])}
path = Path(__file__).parent.parent / "golden" / "metrics.json"
path.write_text(json.dumps(golden, indent=1) + "\n")
