"""Golden values and gradients of losses from PyTorch, MONAI, Keras and torchvision's formulas: writes tests/golden/losses.json.

Logits, targets and weights are computed from the id of the case by both sides (tests/losses/cases.ts). All in float64.

python -m venv venv && venv/bin/pip install torch==2.13.0 monai==1.6.1 keras==3.15.1 scipy==1.17.1 numpy==2.4.6 \
  && KERAS_BACKEND=torch venv/bin/python tests/reference/losses.py
"""
import json
import math
import os
from pathlib import Path

os.environ["KERAS_BACKEND"] = "torch"
import keras
import monai
import monai.losses as M
import torch
import torch.nn.functional as F

from formula import summary, uniform

torch.set_default_dtype(torch.float64)
keras.config.set_floatx("float64")
cases = []


def case(name, reference, loss, shape, options=None, targets="binary", scale=3.0, weighted=False, library="torch"):
    """loss(z, t, w) is what `reference` gives, with the reduction of the options already applied."""
    options = options or {}
    id = f"{name}/{len(cases)}"
    z = uniform(f"{id}/z", shape, scale).requires_grad_()
    t = draw_targets(id, shape, targets, options.get("ignoreLabel"))
    w = uniform(f"{id}/w", shape[:-1], 0.5, 0.5) if weighted else None
    value = loss(z, t, w)
    (value * uniform(f"{id}/direction", tuple(value.shape) or (1,)).reshape(value.shape)).sum().backward()
    if z.grad is None or not torch.isfinite(z.grad).all():
        raise ValueError(f"no gradient in {id} {options}")
    cases.append({
        "id": id, "name": name, "reference": reference, "options": options, "shape": list(shape), "targets": targets, "scale": scale,
        "weighted": weighted, "valueShape": list(value.shape), "value": summary(f"{id}/value", value), "gradient": summary(f"{id}/gradient", z.grad),
    })


def draw_targets(id, shape, kind, ignore):
    u = uniform(f"{id}/t", shape if kind in ("binary", "soft", "signs", "empty") else shape[:-1])
    ignored = uniform(f"{id}/i", tuple(u.shape)) > 0.5
    if kind == "soft":
        return (u + 1) / 2
    if kind == "empty":
        t = torch.zeros_like(u)
    elif kind == "binary":
        t = (u > 0.2).double()
    elif kind == "signs":
        t = torch.where(u > 0.2, 1.0, -1.0)
    else:
        t = torch.floor((u + 1) / 2 * shape[-1]).clamp(max=shape[-1] - 1)
    return torch.where(ignored, float(ignore), t) if ignore is not None else t


def one_hot(t, k):
    valid = (t >= 0) & (t < k)
    return F.one_hot(torch.where(valid, t, torch.zeros_like(t)).long(), k).double() * valid[..., None]


def nchw(x):
    return x.permute(0, 3, 1, 2)


def reduce(losses, weights, reduction, divisors=None):
    weights = torch.ones_like(losses) if weights is None else weights.expand_as(losses)
    total = weights * losses
    if reduction == "none":
        return total
    if reduction == "sum":
        return total.sum()
    return total.sum() / (weights if divisors is None else divisors).sum()


def reduction_of(options):
    return options.get("reduction", "mean")


def multiply(*factors):
    result = None
    for factor in factors:
        if factor is not None:
            result = factor if result is None else result * factor
    return result


def keep(t, options):
    ignore = options.get("ignoreLabel")
    return None if ignore is None else (t != ignore).double()


# Losses of single logits

def elementwise(formula):
    """formula(z, t) gives the loss of every logit."""
    def with_options(options):
        def loss(z, t, w):
            k = keep(t, options)
            t = t if k is None else t * k
            epsilon = options.get("labelSmoothing", 0)
            losses = formula(z, t * (1 - epsilon) + epsilon / 2 if epsilon else t, options)
            c = torch.tensor(options["classWeights"]).double() if "classWeights" in options else None
            weights = multiply(k, None if w is None else w[..., None].expand_as(z), None if c is None else c.expand_as(z))
            return reduce(losses, weights, reduction_of(options))
        return loss
    return with_options


def bce(z, t, options):
    return F.binary_cross_entropy_with_logits(z, t, reduction="none", pos_weight=torch.tensor(float(options.get("positiveWeight", 1))))


def sigmoid_focal(z, t, options):
    """torchvision.ops.sigmoid_focal_loss."""
    alpha, gamma = options.get("alpha", 0.25), options.get("gamma", 2)
    p = torch.sigmoid(z)
    ce = F.binary_cross_entropy_with_logits(z, t, reduction="none")
    p_t = p * t + (1 - p) * (1 - t)
    loss = ce * (1 - p_t) ** gamma
    return (alpha * t + (1 - alpha) * (1 - t)) * loss if alpha >= 0 else loss


IMAGES = (2, 5, 4, 3)
for options in ({}, {"reduction": "sum"}, {"reduction": "none"}, {"positiveWeight": 3.5}, {"positiveWeight": 0.2, "reduction": "none"},
                {"labelSmoothing": 0.1}, {"classWeights": [1, 0.5, 3]}, {"ignoreLabel": 255}, {"ignoreLabel": -1, "reduction": "none"},
                {"classWeights": [0, 2, 1], "ignoreLabel": 255, "labelSmoothing": 0.2, "positiveWeight": 2}):
    for weighted in (False, True):
        kind = "binary" if "ignoreLabel" in options else "soft"
        case("binaryCrossEntropy", "torch", elementwise(bce)(options), IMAGES, options, kind, weighted=weighted)
for options in ({}, {"alpha": -1}, {"alpha": 0.9, "gamma": 0.5}, {"gamma": 3.7, "reduction": "none"}, {"gamma": 0, "alpha": 0.5}, {"gamma": 1},
                {"labelSmoothing": 0.1}, {"classWeights": [1, 0.5, 3], "reduction": "sum"}, {"ignoreLabel": 255, "gamma": 1.5}):
    for weighted in (False, True):
        case("binaryFocal", "torchvision's formula", elementwise(sigmoid_focal)(options), IMAGES, options, weighted=weighted)
for name, formula in (("hinge", lambda z, t, _: F.relu(1 - t * z)), ("squaredHinge", lambda z, t, _: F.relu(1 - t * z) ** 2)):
    for options in ({}, {"reduction": "sum"}, {"reduction": "none"}, {"classWeights": [1, 0.5, 3]}, {"ignoreLabel": 0}):
        for weighted in (False, True):
            case(name, "torch", elementwise(formula)(options), IMAGES, options, "signs", weighted=weighted)

# Keras rounds its means to float32.
KERAS = {
    "binaryCrossEntropy": lambda o: keras.losses.BinaryCrossentropy(from_logits=True, label_smoothing=o.get("labelSmoothing", 0)),
    "binaryFocal": lambda o: keras.losses.BinaryFocalCrossentropy(
        apply_class_balancing=True, alpha=o.get("alpha", 0.25), gamma=o.get("gamma", 2), from_logits=True),
    "hinge": lambda _: keras.losses.Hinge(),
    "squaredHinge": lambda _: keras.losses.SquaredHinge(),
}
for name, options in (("binaryCrossEntropy", {}), ("binaryCrossEntropy", {"labelSmoothing": 0.2}), ("binaryFocal", {}),
                      ("binaryFocal", {"alpha": 0.6, "gamma": 1.3}), ("hinge", {}), ("squaredHinge", {})):
    case(name, "Keras", lambda z, t, w: KERAS[name](options)(t, z).double(), (4, 6), options, "signs" if "inge" in name else "binary")


# Losses of rows of logits

def cross_entropy(options):
    def loss(z, t, w):
        k, c = z.shape[-1], torch.tensor(options.get("classWeights", [1.0] * z.shape[-1])).double()
        ignore = options.get("ignoreLabel", -100)
        arguments = {"weight": c, "ignore_index": ignore, "label_smoothing": options.get("labelSmoothing", 0)}
        if w is None:
            return F.cross_entropy(nchw(z), t.long(), **arguments, reduction=reduction_of(options))
        losses = F.cross_entropy(nchw(z), t.long(), **arguments, reduction="none")
        counted = (t != ignore).double()
        return reduce(losses, w, reduction_of(options), w * counted * (one_hot(t, k) @ c))
    return loss


def softmax_focal(options):
    def loss(z, t, w):
        k, c = z.shape[-1], torch.tensor(options.get("classWeights", [1.0] * z.shape[-1])).double()
        hard = one_hot(t, k)
        counted = torch.ones_like(t) if "ignoreLabel" not in options else (t != options["ignoreLabel"]).double()
        epsilon = options.get("labelSmoothing", 0)
        if epsilon:
            log_p = torch.log_softmax(z, -1)
            losses = (-(hard * (1 - epsilon) + epsilon / k) * c * (1 - log_p.exp()) ** options.get("gamma", 2) * log_p).sum(-1)
        else:
            focal = M.FocalLoss(use_softmax=True, gamma=options.get("gamma", 2), reduction="none")
            losses = (focal(nchw(z), nchw(hard)) * c[:, None, None]).sum(1)
        weights = counted if w is None else w * counted
        return reduce(losses, weights, reduction_of(options), weights * (hard @ c))
    return loss


for options in ({}, {"reduction": "sum"}, {"reduction": "none"}, {"classWeights": [1, 0.5, 3]}, {"ignoreLabel": 255}, {"ignoreLabel": 1},
                {"labelSmoothing": 0.1}, {"labelSmoothing": 0.3, "classWeights": [0.2, 1, 5], "ignoreLabel": -1},
                {"labelSmoothing": 0.1, "classWeights": [0.2, 1, 5], "reduction": "none"}):
    for weighted in (False, True):
        for kind in ("indices", "oneHot"):
            case("crossEntropy", "torch", cross_entropy(options), IMAGES, options, kind, weighted=weighted)
for options in ({}, {"reduction": "none"}, {"gamma": 0.5}, {"gamma": 3, "classWeights": [1, 0.5, 3]}, {"ignoreLabel": 255, "gamma": 1},
                {"labelSmoothing": 0.1}, {"gamma": 0, "ignoreLabel": 0}):
    for weighted in (False, True):
        case("softmaxFocal", "MONAI", softmax_focal(options), IMAGES, options, "oneHot" if weighted else "indices", weighted=weighted)
case("crossEntropy", "Keras", lambda z, t, w: keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.1)(one_hot(t, 6), z).double(),
     (4, 6), {"labelSmoothing": 0.1}, "oneHot")
case("softmaxFocal", "Keras", lambda z, t, w: keras.losses.CategoricalFocalCrossentropy(alpha=1, from_logits=True)(one_hot(t, 6), z).double(),
     (4, 6), {}, "oneHot")


# Losses of masks

def mask_loss(make, options, power=1.0):
    """make(**arguments) is a MONAI loss without reduction; pixel weights are done by hand on its formula where it has none."""
    def loss(z, t, w):
        softmax = options.get("activation") == "softmax"
        t = one_hot(t, z.shape[-1]) if softmax else t
        losses = make(
            sigmoid=not softmax, softmax=softmax, batch=options.get("per") == "batch", reduction="none",
            include_background=options.get("includeBackground", True),
        )(nchw(z), nchw(t)) ** power
        c = options.get("classWeights")
        if c is None:
            weights = None
        else:
            weights = torch.tensor(c).double()[0 if options.get("includeBackground", True) else 1:]
        losses = losses.reshape(-1) if options.get("per") == "batch" else losses.reshape(len(z), -1)
        return reduce(losses, weights, reduction_of(options))
    return loss


def counts(options):
    """TP, FP and FN with pixel weights, straight from the formula."""
    def of(z, t, w):
        softmax = options.get("activation") == "softmax"
        k = 1.0 if "ignoreLabel" not in options else (t != options["ignoreLabel"]).double()
        if softmax:
            k = k[..., None] if torch.is_tensor(k) else k
            t, p = one_hot(t, z.shape[-1]), torch.softmax(z, -1)
        else:
            t, p = t * k, torch.sigmoid(z)
        weights = k * (1.0 if w is None else w[..., None])
        axes = (0, 1, 2) if options.get("per") == "batch" else (1, 2)
        return [(weights * x).sum(axes) for x in (p * t, p * (1 - t), (1 - p) * t)]
    return of


def from_counts(formula, options):
    def loss(z, t, w):
        c = options.get("classWeights")
        return reduce(formula(*counts(options)(z, t, w), options.get("smooth", 1)), None if c is None else torch.tensor(c).double(), reduction_of(options))
    return loss


RATIOS = {
    "dice": lambda tp, fp, fn, s: 1 - (2 * tp + s) / (2 * tp + fp + fn + s),
    "jaccard": lambda tp, fp, fn, s: 1 - (tp + s) / (tp + fp + fn + s),
    "tversky": lambda tp, fp, fn, s: 1 - (tp + s) / (tp + 0.3 * fp + 0.7 * fn + s),
    "focalTversky": lambda tp, fp, fn, s: (1 - (tp + s) / (tp + 0.3 * fp + 0.7 * fn + s)) ** 0.75,
}


def monai_loss(name, options):
    s = options.get("smooth", 1)
    both = lambda factor: {"smooth_nr": factor * s, "smooth_dr": factor * s}
    if name == "dice":
        return lambda **a: M.DiceLoss(squared_pred=options.get("denominator") == "squared", **both(1), **a)
    if name == "jaccard":
        return lambda **a: M.DiceLoss(jaccard=True, **both(2), **a)
    return lambda **a: M.TverskyLoss(alpha=options.get("alpha", 0.3), beta=options.get("beta", 0.7), **both(1), **a)


MASKS = (3, 6, 5, 3)
SHARED = ({}, {"smooth": 1e-5}, {"per": "batch"}, {"reduction": "none"}, {"reduction": "none", "per": "batch", "smooth": 0.1},
          {"reduction": "sum", "classWeights": [1, 0.5, 3]}, {"classWeights": [0.2, 1, 0]}, {"includeBackground": False},
          {"includeBackground": False, "classWeights": [0.2, 1, 2]})
EXTRA = {
    "dice": ({"denominator": "squared"}, {"denominator": "squared", "per": "batch", "smooth": 0}),
    "jaccard": ({"smooth": 0},),
    "tversky": ({"alpha": 0.5, "beta": 0.5}, {"alpha": 1, "beta": 2, "smooth": 0}),
    "focalTversky": ({"gamma": 1.5, "alpha": 0.2, "beta": 0.8}, {"gamma": 0.5}),
}
for name in RATIOS:
    for options in SHARED + EXTRA[name]:
        for activation, kind in (("sigmoid", "binary"), ("softmax", "indices")):
            options = {**options, "activation": activation}
            power = options.get("gamma", 0.75) if name == "focalTversky" else 1.0
            case(name, "MONAI", mask_loss(monai_loss(name, options), options, power), MASKS, options, kind)
    case(name, "MONAI", mask_loss(monai_loss(name, {}), {}, 0.75 if name == "focalTversky" else 1.0), MASKS, {}, "empty")
    for options in ({}, {"ignoreLabel": 255}, {"ignoreLabel": 255, "per": "batch", "activation": "softmax"}, {"activation": "softmax"}):
        kind = "indices" if options.get("activation") else "binary"
        for weighted in (False, True):
            case(name, "formula in torch", from_counts(RATIOS[name], options), MASKS, options, kind, weighted=weighted)


def generalized(options):
    def loss(z, t, w):
        softmax = options.get("activation") == "softmax"
        s = options.get("smooth", 1)
        value = M.GeneralizedDiceLoss(
            sigmoid=not softmax, softmax=softmax, w_type=options.get("weighting", "square"), batch=options.get("per") == "batch",
            include_background=options.get("includeBackground", True), smooth_nr=s, smooth_dr=s, reduction="none",
        )(nchw(z), nchw(one_hot(t, z.shape[-1]) if softmax else t))
        value = value.reshape(() if options.get("per") == "batch" else (z.shape[0],))
        return reduce(value, None, reduction_of(options))
    return loss


for options in ({}, {"smooth": 1e-5}, {"weighting": "simple"}, {"weighting": "uniform"}, {"reduction": "none"}, {"includeBackground": False},
                {"per": "batch"}, {"reduction": "sum", "smooth": 0}):
    for activation, kind in (("sigmoid", "binary"), ("softmax", "indices")):
        case("generalizedDice", "MONAI", generalized({**options, "activation": activation}), MASKS, {**options, "activation": activation}, kind)


def weighted_generalized(options):
    """From the counts with pixel weights: w of the areas of what is not ignored, and of absent classes the largest of the image's."""
    def loss(z, t, w):
        tp, fp, fn = counts(options)(z, t, w)
        areas = (tp + fn).detach()
        inverse = torch.where(areas > 0, 1 / areas**2, 0.0)
        v = torch.where(areas > 0, inverse, inverse.amax(-1, keepdim=True))
        s = options.get("smooth", 1)
        value = 1 - (2 * (v * tp).sum(-1) + s) / ((v * (2 * tp + fp + fn)).sum(-1) + s)
        return reduce(value, None, reduction_of(options))
    return loss


def distance_loss(make, options):
    def loss(z, t, w):
        softmax = options.get("activation") == "softmax"
        losses = make(
            sigmoid=not softmax, softmax=softmax, batch=options.get("per") == "batch", reduction="none",
            include_background=options.get("includeBackground", True),
        )(nchw(z), nchw(one_hot(t, z.shape[-1]) if softmax else t))
        return reduce(losses.reshape(-1 if options.get("per") == "batch" else losses.shape[:2]), None, reduction_of(options))
    return loss


def weighted_distance(make, options):
    """The terms of MONAI's losses, from its own distances, with weights, which it does not have."""
    def loss(z, t, w):
        kept = torch.ones_like(t) if "ignoreLabel" not in options else (t != options["ignoreLabel"]).double()
        if options.get("activation") == "softmax":
            kept, t, p = kept[..., None], one_hot(t, z.shape[-1]), torch.softmax(z, -1)
        else:
            t, p = t * kept, torch.sigmoid(z)
        measured = make(include_background=True)
        if isinstance(measured, M.BoundaryLoss):
            terms = p * measured.compute_distance_map(nchw(t)).permute(0, 2, 3, 1)
        else:
            field = lambda x: torch.cat([measured.distance_field(nchw(x.detach())[:, [k]]) for k in range(x.shape[-1])], 1).permute(0, 2, 3, 1)
            terms = (p - t) ** 2 * (field(p) ** measured.alpha + field(t) ** measured.alpha)
        weights = kept * (1.0 if w is None else w[..., None])
        first = 0 if options.get("includeBackground", True) else 1
        losses = (weights * terms)[..., first:].mean((0, 1, 2) if options.get("per") == "batch" else (1, 2))
        c = torch.tensor(options["classWeights"][first:]).double() if "classWeights" in options else None
        return reduce(losses, c, reduction_of(options))
    return loss


for options in ({}, {"reduction": "none"}, {"reduction": "sum"}, {"includeBackground": False}):
    for activation, kind in (("sigmoid", "binary"), ("softmax", "indices")):
        options = {**options, "activation": activation}
        case("boundary", "MONAI", distance_loss(M.BoundaryLoss, options), (2, 7, 9, 3), options, kind)
        case("hausdorff", "MONAI", distance_loss(M.HausdorffDTLoss, options), (2, 7, 9, 3), options, kind)
case("hausdorff", "MONAI", distance_loss(lambda **a: M.HausdorffDTLoss(alpha=1.0, **a), {}), (2, 7, 9, 3), {"alpha": 1})
case("boundary", "MONAI", distance_loss(M.BoundaryLoss, {}), (2, 7, 9, 3), {}, "empty")
case("hausdorff", "MONAI", distance_loss(M.HausdorffDTLoss, {}), (2, 7, 9, 3), {}, "empty")


# Lovász losses, from algorithm 1 of the paper

def lovasz_extension(errors, t):
    order = torch.argsort(errors, descending=True)
    t = t[order]
    union = t.sum() + (1 - t).cumsum(0)
    loss = 1 - (t.sum() - t.cumsum(0)) / union
    return (errors[order] * torch.cat([loss[:1], loss[1:] - loss[:-1]])).sum()


def lovasz(name, options):
    def of_pixels(z, t):
        """z [n, K], t [n, K] or [n] → a loss for each mask, and whether its class is present."""
        if name == "lovaszHinge":
            pairs = [(z[:, k], t[:, k]) for k in range(z.shape[1])]
            pairs = [(a[b != options.get("ignoreLabel", -100)], b[b != options.get("ignoreLabel", -100)]) for a, b in pairs]
            return torch.stack([lovasz_extension(F.relu(1 - a * (2 * b - 1)), b) for a, b in pairs])
        valid = t != options.get("ignoreLabel", -100)
        p, hard = torch.softmax(z[valid], -1), one_hot(t[valid], z.shape[-1])
        first = 0 if options.get("includeBackground", True) else 1
        c = options.get("classWeights", [1] * z.shape[-1])
        used = [k for k in range(first, z.shape[-1]) if options.get("classes") == "all" or hard[:, k].sum() > 0]
        return sum(c[k] * lovasz_extension((hard[:, k] - p[:, k]).abs(), hard[:, k]) for k in used) / sum(c[k] for k in used)

    def loss(z, t, w):
        k = z.shape[-1]
        flat = lambda x: x.reshape(x.shape[0], -1, *x.shape[3:])
        if options.get("per") == "batch":
            value = of_pixels(z.reshape(-1, k), t.reshape(-1, k) if name == "lovaszHinge" else t.reshape(-1))
        else:
            value = torch.stack([of_pixels(a, b) for a, b in zip(flat(z), flat(t))])
        c = torch.tensor(options["classWeights"]).double() if "classWeights" in options and name == "lovaszHinge" else None
        return reduce(value, c, reduction_of(options))
    return loss


for name, kind in (("lovaszHinge", "binary"), ("lovaszSoftmax", "indices")):
    for options in ({}, {"per": "batch"}, {"reduction": "none"}, {"reduction": "sum"}, {"reduction": "none", "per": "batch"}, {"ignoreLabel": 255},
                    {"classWeights": [1, 0.5, 3]}, {"classWeights": [1, 0.5, 3], "ignoreLabel": 255, "per": "batch"},
                    *([{"classes": "all"}, {"includeBackground": False}] if kind == "indices" else [])):
        case(name, "algorithm 1 of the paper in torch", lovasz(name, options), MASKS, options, kind)
case("lovaszHinge", "algorithm 1 of the paper in torch", lovasz("lovaszHinge", {}), MASKS, {}, "empty")


# Boxes: torchvision's *_box_iou_loss; z and t are turned into boxes by tests/losses/cases.ts in the same way

def to_boxes(x):
    low, size = x[..., :2], x[..., 2:].abs() * 1.5 + 0.1
    return torch.cat([low, low + size], -1)


def box_loss(kind, a, b, epsilon=1e-7):
    (x1, y1, x2, y2), (x1g, y1g, x2g, y2g) = a.unbind(-1), b.unbind(-1)
    inter = F.relu(torch.minimum(x2, x2g) - torch.maximum(x1, x1g)) * F.relu(torch.minimum(y2, y2g) - torch.maximum(y1, y1g))
    union = (x2 - x1) * (y2 - y1) + (x2g - x1g) * (y2g - y1g) - inter
    iou = inter / (union + epsilon)
    width, height = torch.maximum(x2, x2g) - torch.minimum(x1, x1g), torch.maximum(y2, y2g) - torch.minimum(y1, y1g)
    if kind == "iou":
        return 1 - iou
    if kind == "giou":
        return 1 - (iou - (width * height - union) / (width * height + epsilon))
    distance = ((x1 + x2) / 2 - (x1g + x2g) / 2) ** 2 + ((y1 + y2) / 2 - (y1g + y2g) / 2) ** 2
    loss = 1 - iou + distance / (width**2 + height**2 + epsilon)
    if kind == "diou":
        return loss
    v = 4 / math.pi**2 * (torch.atan((x2g - x1g) / (y2g - y1g)) - torch.atan((x2 - x1) / (y2 - y1))) ** 2
    with torch.no_grad():
        alpha = v / (1 - iou + v + epsilon)
    return loss + alpha * v


for kind in ("iou", "giou", "diou", "ciou"):
    for reduction in ("mean", "sum", "none"):
        for weighted in (False, True):
            case("boxLoss", "torchvision's formula", lambda z, t, w: reduce(box_loss(kind, to_boxes(z), to_boxes(t * 4 - 2)), w, reduction),
                 (3, 8, 4), {"kind": kind, "reduction": reduction}, "soft", scale=2.0, weighted=weighted)


# Weights, ignored labels and whole batches of the losses above; here, at the end, since the id of a case has its number

for options in ({}, {"ignoreLabel": 255}, {"ignoreLabel": 255, "per": "batch", "smooth": 1e-5}, {"ignoreLabel": 255, "reduction": "none"}):
    for activation, kind in (("sigmoid", "binary"), ("softmax", "indices")):
        options = {**options, "activation": activation}
        case("generalizedDice", "formula in torch", weighted_generalized(options), MASKS, options, kind, weighted=True)
for options in ({}, {"per": "batch"}, {"ignoreLabel": 255, "includeBackground": False}, {"classWeights": [0.5, 1, 3], "reduction": "none"}):
    for activation, kind in (("sigmoid", "binary"), ("softmax", "indices")):
        options = {**options, "activation": activation}
        case("boundary", "MONAI's distances", weighted_distance(M.BoundaryLoss, options), (2, 7, 9, 3), options, kind, weighted=True)
        case("hausdorff", "MONAI's distances", weighted_distance(M.HausdorffDTLoss, options), (2, 7, 9, 3), options, kind, weighted=True)
for options in ({"per": "batch"}, {"per": "batch", "reduction": "none"}):
    for activation, kind in (("sigmoid", "binary"), ("softmax", "indices")):
        options = {**options, "activation": activation}
        case("boundary", "MONAI", distance_loss(M.BoundaryLoss, options), (2, 7, 9, 3), options, kind)
        case("hausdorff", "MONAI", distance_loss(M.HausdorffDTLoss, options), (2, 7, 9, 3), options, kind)

golden = {"library": f"torch {torch.__version__}, MONAI {monai.__version__}, Keras {keras.__version__}", "cases": cases}
path = Path(__file__).parent.parent / "golden" / "losses.json"
path.write_text("{\n" + f'"library": {json.dumps(golden["library"])},\n"cases": [\n' + ",\n".join(json.dumps(c) for c in cases) + "\n]\n}\n")
print(len(cases), path.stat().st_size)
