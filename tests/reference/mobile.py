"""VGG, MobileNetV2 and EfficientNet-Lite0 in PyTorch, in float64: writes tests/golden/mobile.json.

python -m venv venv && venv/bin/pip install torch==2.13.0 numpy==2.4.6 && venv/bin/python tests/reference/mobile.py

Modules are named as in torchvision and, EfficientNet-Lite0, in timm. Weights and images come from a formula by these
names, which tests/models/mobile.golden.test.ts computes too.
"""
import json
from math import ceil, prod, sqrt
from pathlib import Path

import torch
from torch import nn
import torch.nn.functional as F

from formula import rounded, summary, uniform

torch.set_default_dtype(torch.float64)
BATCH, CLASSES = 2, 3
MARGIN = 5e-6  # above the rounding errors of float32 here


class Kinks:
    """How near all ReLU and max pooling of a pass came to where their gradient jumps."""

    def __init__(self):
        self.margin = torch.inf

    def keep_away(self, distances):
        if distances.numel():
            self.margin = min(self.margin, distances.min().item())


kinks = Kinks()


class Relu(nn.Module):
    def forward(self, x):
        kinks.keep_away(x.detach().abs())
        return F.relu(x)


class Relu6(nn.Module):
    def forward(self, x):
        kinks.keep_away(torch.minimum(x.detach().abs(), (x.detach() - 6).abs()))
        return F.relu6(x)


class MaxPool(nn.Module):
    def forward(self, x):
        first, second = x.detach().unfold(2, 2, 2).unfold(3, 2, 2).flatten(4).topk(2).values.unbind(-1)
        kinks.keep_away((first - second)[first > second])  # equal are only zeros of ReLU, which lets no gradient pass
        return F.max_pool2d(x, 2)


class Conv(nn.Conv2d):
    """With padding on all sides, or with `same` as TensorFlow: what is missing, the larger half at the bottom and right."""

    def __init__(self, inputs, outputs, size, stride=1, groups=1, bias=False, same=False):
        super().__init__(inputs, outputs, size, stride, 0 if same else size // 2, 1, groups, bias)
        self.same = same

    def forward(self, x):
        if self.same:
            size, stride = self.kernel_size[0], self.stride[0]
            amounts = []
            for length in (x.shape[3], x.shape[2]):
                missing = max((ceil(length / stride) - 1) * stride + size - length, 0)
                amounts += [missing // 2, missing - missing // 2]
            x = F.pad(x, amounts)
        return super().forward(x)


class BatchNorm(nn.BatchNorm2d):
    """Moves towards the biased variance of the batch as Keras does, where torch takes the unbiased one."""

    def forward(self, x):
        kept = (1 - self.momentum) * self.running_var
        y = super().forward(x)
        if self.training:
            count = x.numel() // x.shape[1]
            self.running_var = kept + (self.running_var - kept) * (count - 1) / count
        return y


class Vgg(nn.Module):
    def __init__(self, convs, norm, width):
        super().__init__()
        features, inputs = [], 3
        for count, filters in zip(convs, (64, 128, 256, 512, 512)):
            for _ in range(count):
                outputs = int(filters * width)
                features += [Conv(inputs, outputs, 3, bias=True), *([BatchNorm(outputs)] if norm else []), Relu()]
                inputs = outputs
            features.append(MaxPool())
        hidden = int(4096 * width)
        self.features = nn.Sequential(*features)
        self.classifier = nn.Sequential(
            nn.Linear(inputs * 2 * 2, hidden), Relu(), nn.Identity(), nn.Linear(hidden, hidden), Relu(), nn.Identity(),
            nn.Linear(hidden, CLASSES))

    def forward(self, x):
        return self.classifier(torch.flatten(self.features(x), 1))


def divisible(filters):
    nearest = max(8, int(filters + 4) // 8 * 8)
    return nearest + 8 if nearest < 0.9 * filters else nearest


class InvertedResidual(nn.Module):
    def __init__(self, inputs, outputs, stride, expansion):
        super().__init__()
        hidden = inputs * expansion
        self.skip = stride == 1 and inputs == outputs
        self.conv = nn.Sequential(
            *([conv_norm(inputs, hidden, 1)] if expansion != 1 else []), conv_norm(hidden, hidden, 3, stride, hidden),
            Conv(hidden, outputs, 1), BatchNorm(outputs))

    def forward(self, x):
        return x + self.conv(x) if self.skip else self.conv(x)


def conv_norm(inputs, outputs, size, stride=1, groups=1):
    return nn.Sequential(Conv(inputs, outputs, size, stride, groups), BatchNorm(outputs), Relu6())


class MobilenetV2(nn.Module):
    def __init__(self, width):
        super().__init__()
        inputs, top = divisible(32 * width), divisible(1280 * max(1, width))
        features = [conv_norm(3, inputs, 3, 2)]
        rows = (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)
        for expansion, filters, count, stride in rows:
            for i in range(count):
                features.append(InvertedResidual(inputs, divisible(filters * width), 1 if i else stride, expansion))
                inputs = divisible(filters * width)
        self.features = nn.Sequential(*features, conv_norm(inputs, top, 1))
        self.classifier = nn.Sequential(nn.Identity(), nn.Linear(top, CLASSES))

    def forward(self, x):
        return self.classifier(self.features(x).mean((2, 3)))


def norm(channels):
    return BatchNorm(channels, eps=1e-3, momentum=0.01)


class Separable(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv_dw, self.bn1 = Conv(inputs, inputs, 3, groups=inputs, same=True), norm(inputs)
        self.act, self.conv_pw, self.bn2 = Relu6(), Conv(inputs, outputs, 1), norm(outputs)

    def forward(self, x):
        return self.bn2(self.conv_pw(self.act(self.bn1(self.conv_dw(x)))))


class Inverted(nn.Module):
    def __init__(self, inputs, outputs, size, stride, expansion):
        super().__init__()
        hidden = inputs * expansion
        self.skip, self.act = stride == 1 and inputs == outputs, Relu6()
        self.conv_pw, self.bn1 = Conv(inputs, hidden, 1), norm(hidden)
        self.conv_dw, self.bn2 = Conv(hidden, hidden, size, stride, hidden, same=True), norm(hidden)
        self.conv_pwl, self.bn3 = Conv(hidden, outputs, 1), norm(outputs)

    def forward(self, x):
        y = self.act(self.bn2(self.conv_dw(self.act(self.bn1(self.conv_pw(x))))))
        y = self.bn3(self.conv_pwl(y))
        return x + y if self.skip else y


class EfficientnetLite0(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv_stem, self.bn1, self.act = Conv(3, 32, 3, 2, same=True), norm(32), Relu6()
        inputs = divisible(16 * width)
        stages = [nn.Sequential(Separable(32, inputs))]
        rows = (24, 2, 2, 3), (40, 2, 2, 5), (80, 3, 2, 3), (112, 3, 1, 5), (192, 4, 2, 5), (320, 1, 1, 3)
        for filters, count, stride, size in rows:
            blocks = []
            for i in range(count):
                blocks.append(Inverted(inputs, divisible(filters * width), size, 1 if i else stride, 6))
                inputs = divisible(filters * width)
            stages.append(nn.Sequential(*blocks))
        self.blocks = nn.Sequential(*stages)
        self.conv_head, self.bn2, self.classifier = Conv(inputs, 1280, 1), norm(1280), nn.Linear(1280, CLASSES)

    def forward(self, x):
        x = self.blocks(self.act(self.bn1(self.conv_stem(x))))
        return self.classifier(self.act(self.bn2(self.conv_head(x))).mean((2, 3)))


def scale_of(name, shape):
    """[scale, offset] of the formula."""
    if name.endswith("running_var") or (name.endswith("weight") and len(shape) == 1):
        return 0.25, 1.0
    return (sqrt(6 / prod(shape[1:])), 0.0) if name.endswith("weight") else (0.1, 0.0)


def set_weights(net, salt):
    with torch.no_grad():
        for name, tensor in net.state_dict().items():
            if not name.endswith("num_batches_tracked"):
                tensor.copy_(uniform(f"{salt}/{name}", tensor.shape, *scale_of(name, tensor.shape)))


def shapes_of(net):
    return {name: list(t.shape) for name, t in net.state_dict().items() if not name.endswith("num_batches_tracked")}


def golden(name, net, image_shape):
    """Of the first salt with which rounding to float32 takes no other branch of ReLU or max pooling."""
    salt, kinks.margin = -1, 0
    while kinks.margin < MARGIN:
        salt, kinks.margin = salt + 1, torch.inf
        set_weights(net, salt)
        image = uniform(f"{salt}/image", (BATCH, *image_shape)).requires_grad_()
        direction = uniform(f"{salt}/direction", (BATCH, CLASSES))
        logits = net.eval()(image.permute(0, 3, 1, 2))
    (logits * direction).sum().backward()
    net.train()(image.permute(0, 3, 1, 2))
    statistics = {key: summary(key, t) for key, t in net.state_dict().items() if "running" in key}
    print(name, "salt", salt, "logits", logits.detach().flatten().tolist())
    return {
        "image": image_shape, "salt": salt, "logits": [rounded(v) for v in logits.flatten()],
        "dx": summary("image", image.grad), "statistics": statistics, "shapes": shapes_of(net),
    }


nets = {
    "vgg11": (Vgg((1, 1, 2, 2, 2), False, 1 / 16), [64, 64, 3]),
    "vgg16_bn": (Vgg((2, 2, 3, 3, 3), True, 1 / 16), [64, 64, 3]),
    "mobilenetV2": (MobilenetV2(0.25), [64, 48, 3]),
    "efficientnetLite0": (EfficientnetLite0(0.25), [64, 50, 3]),
}
result = {"library": f"torch {torch.__version__}", "nets": {name: golden(name, *rest) for name, rest in nets.items()}}
Path(__file__).parent.parent.joinpath("golden/mobile.json").write_text(
    "{\n" + f'"library": {json.dumps(result["library"])},\n"nets": {{\n'
    + ",\n".join(f"{json.dumps(name)}: {json.dumps(net)}" for name, net in result["nets"].items()) + "\n}}\n")
