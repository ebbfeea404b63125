"""Five steps of training of the small CNN and the U-Net of bench/nets.ts by PyTorch, in float64: writes tests/golden/training.json.

python -m venv venv && venv/bin/pip install torch==2.13.0 numpy==2.4.6 && venv/bin/python tests/reference/training.py

Gradient descent with momentum, the same batch at each step. Weights and data come from the formula of nets.py.
"""
import torch

from formula import summary
from nets import BATCH, FILTERS, MARGIN, Run, cnn, loss_of, unet, write

SIZE, STEPS, LEARNING_RATE, MOMENTUM = 32, 5, 0.05, 0.9


class Step(Run):
    """A pass with weights that are there already."""

    def __init__(self, salt, weights):
        super().__init__(salt)
        self.weights = weights

    def weight(self, name, shape, scale, offset=0.0):
        return self.weights[name] if name in self.weights else super().weight(name, shape, scale, offset)


def train(net, salt):
    weights, losses, margin, optimizer = {}, [], torch.inf, None
    for _ in range(STEPS):
        run = Step(salt, weights)
        loss = loss_of(net, run, SIZE)
        optimizer = optimizer or torch.optim.SGD(weights.values(), LEARNING_RATE, MOMENTUM)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        margin = min(margin, run.margin)
    return weights, losses, margin


def golden(net):
    """Of the first salt with which rounding to float32 takes no other branch of ReLU or max pooling."""
    salt, margin = -1, 0
    while margin < MARGIN / 2:
        salt += 1
        weights, losses, margin = train(net, salt)
    print(net.__name__, salt, margin, losses)
    return {
        "options": {"size": SIZE, "filters": FILTERS[net.__name__]}, "batch": BATCH, "salt": salt, "losses": losses,
        "weights": {name: summary(name, weight.detach()) for name, weight in weights.items()},
    }


write("training", {"learningRate": LEARNING_RATE, "momentum": MOMENTUM, "nets": {net.__name__: golden(net) for net in (cnn, unet)}})
