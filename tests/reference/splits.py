"""Golden folds and class weights from scikit-learn: writes tests/golden/splits.json.

python -m venv venv && venv/bin/pip install scikit-learn==1.9.1 numpy==2.4.6 && venv/bin/python tests/reference/splits.py
"""
import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn.model_selection import GroupKFold, KFold, StratifiedGroupKFold, StratifiedKFold
from sklearn.utils.class_weight import compute_class_weight

from drawn import integer, integers

CASES = 120
SPLITTERS = {"plain": KFold, "stratified": StratifiedKFold, "group": GroupKFold, "stratifiedGroup": StratifiedGroupKFold}


def skewed(name, n, kinds):
    """Labels in [0, kinds), the low ones more often."""
    return np.minimum(integers(f"{name}/a", n, kinds), integers(f"{name}/b", n, kinds))


def case(kind, number):
    """The fold of each sample as a digit, or nothing where a class or the groups are too few."""
    name = f"{kind}/{number}"
    folds = integer(f"{name}/folds", 2, 7)
    n = integer(f"{name}/n", folds, 90)
    y = skewed(f"{name}/labels", n, integer(f"{name}/classes", 1, 12))
    groups = skewed(f"{name}/groups", n, integer(f"{name}/kinds", folds, 40))
    few = "tratified" in kind and np.unique(y, return_counts=True)[1].min() < folds
    if few or ("roup" in kind and len(np.unique(groups)) < folds):
        return None
    fold = np.full(n, -1)
    for f, (_, held) in enumerate(SPLITTERS[kind](folds).split(np.zeros(n), y, groups)):
        fold[held] = f
    return "".join(map(str, fold))


def weights(number):
    y = skewed(f"weights/{number}", integer(f"weights/{number}/n", 1, 200), integer(f"weights/{number}/classes", 1, 12))
    return compute_class_weight("balanced", classes=np.unique(y), y=y).tolist()


golden = {
    "library": f"scikit-learn {sklearn.__version__}",
    "folds": {kind: [case(kind, number) for number in range(CASES)] for kind in SPLITTERS},
    "weights": [weights(number) for number in range(40)],
}
Path(__file__).parent.parent.joinpath("golden/splits.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
print({kind: sum(fold is not None for fold in cases) for kind, cases in golden["folds"].items()})
