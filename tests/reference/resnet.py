"""ResNet and its blocks in PyTorch, in float64: writes tests/golden/resnet.json.

python -m venv venv && venv/bin/pip install torch==2.13.0 numpy==2.4.6 && venv/bin/python tests/reference/resnet.py

Modules are named as in torchvision, and the parts of blocks as our layers. Weights and images come from a formula by
these names, which tests/contracts/torchNet.ts computes too.
"""
import torch
from torch import nn

from torch_net import golden, kinks, write

def conv(inputs, outputs, size, stride=1, dilation=1, groups=1, bias=False):
    return nn.Conv2d(inputs, outputs, size, stride, dilation * (size // 2), dilation, groups, bias)


class Block(nn.Module):
    """Of torchvision: basic (expansion 1) or bottleneck (expansion 4)."""

    def __init__(self, inputs, filters, expansion, stride, dilation):
        super().__init__()
        outputs = expansion * filters
        if expansion == 1:
            self.conv1, self.conv2 = conv(inputs, filters, 3, stride, dilation), conv(filters, filters, 3, 1, dilation)
        else:
            self.conv1, self.conv2 = conv(inputs, filters, 1), conv(filters, filters, 3, stride, dilation)
            self.bn3, self.conv3 = nn.BatchNorm2d(outputs), conv(filters, outputs, 1)
        self.bn1, self.bn2 = nn.BatchNorm2d(filters), nn.BatchNorm2d(filters)
        if stride > 1 or inputs != outputs:
            self.downsample = nn.Sequential(conv(inputs, outputs, 1, stride), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = self.bn2(self.conv2(kinks.relu(self.bn1(self.conv1(x)))))
        if hasattr(self, "conv3"):
            y = self.bn3(self.conv3(kinks.relu(y)))
        return kinks.relu(y + (self.downsample(x) if hasattr(self, "downsample") else x))


class Resnet(nn.Module):
    def __init__(self, expansion, counts, width, output_stride, classes):
        super().__init__()
        channels = int(64 * width)
        self.conv1, self.bn1 = nn.Conv2d(3, channels, 7, 2, 3, bias=False), nn.BatchNorm2d(channels)
        stride, dilation = 4, 1
        for stage, count in enumerate(counts):
            filters, blocks, before, step = int(64 * 2**stage * width), [], dilation, 1
            if stage > 0 and stride < output_stride:
                stride, step = 2 * stride, 2
            elif stage > 0:
                dilation *= 2
            for index in range(count):
                blocks.append(Block(channels, filters, expansion, 1 if index else step, dilation if index else before))
                channels = expansion * filters
            setattr(self, f"layer{stage + 1}", nn.Sequential(*blocks))
        self.fc = nn.Linear(channels, classes)

    def forward(self, x):
        x = kinks.max_pool(kinks.relu(self.bn1(self.conv1(x))))
        return self.fc(self.layer4(self.layer3(self.layer2(self.layer1(x)))).mean((2, 3)))


class Parts(nn.Module):
    """A block made of named parts and a function of them."""

    def __init__(self, run, **parts):
        super().__init__()
        self.run = run
        for name, part in parts.items():
            self.add_module(name, part)

    def forward(self, x):
        return self.run(self._modules, x)


def pre_activation(inputs, filters, expansion, stride):
    """He et al. (2016): norm and ReLU before each convolution; the shortcut is projected from what comes after the first ReLU."""
    def run(p, x):
        a = kinks.relu(p["pre_bn"](x))
        y = p["2_conv"](kinks.relu(p["1_bn"](p["1_conv"](a))))
        if "3_conv" in p:
            y = p["3_conv"](kinks.relu(p["2_bn"](y)))
        return y + (p["shortcut_conv"](a) if "shortcut_conv" in p else x)

    outputs = expansion * filters
    parts = {"pre_bn": nn.BatchNorm2d(inputs, 1e-3), "1_bn": nn.BatchNorm2d(filters, 1e-3)}
    if expansion == 1:
        parts |= {"1_conv": conv(inputs, filters, 3, stride), "2_conv": conv(filters, filters, 3, bias=True)}
    else:
        parts |= {"1_conv": conv(inputs, filters, 1), "2_bn": nn.BatchNorm2d(filters, 1e-3)}
        parts |= {"2_conv": conv(filters, filters, 3, stride), "3_conv": conv(filters, outputs, 1, bias=True)}
    if stride > 1 or inputs != outputs:
        parts["shortcut_conv"] = conv(inputs, outputs, 1, stride, bias=True)
    return Parts(run, **parts)


def grouped_bottleneck(inputs, filters, expansion, stride, groups, ratio):
    """The block of ResNeXt, its branch weighed by squeeze and excitation."""
    def run(p, x):
        y = kinks.relu(p["2_bn"](p["2_conv"](kinks.relu(p["1_bn"](p["1_conv"](x))))))
        y = p["3_bn"](p["3_conv"](y))
        y = excite(p, y, "se_")
        return kinks.relu(y + p["shortcut_bn"](p["shortcut_conv"](x)))

    outputs = expansion * filters
    norms = {f"{name}_bn": nn.BatchNorm2d(n, 1e-3) for name, n in [("1", filters), ("2", filters), ("3", outputs), ("shortcut", outputs)]}
    return Parts(
        run, **{"1_conv": conv(inputs, filters, 1), "2_conv": conv(filters, filters, 3, stride, groups=groups)},
        **{"3_conv": conv(filters, outputs, 1), "shortcut_conv": conv(inputs, outputs, 1, stride)}, **norms, **mlp(outputs, ratio, "se_"),
    )


def mlp(channels, ratio, name=""):
    narrow = channels // ratio
    return {f"{name}reduce_conv": conv(channels, narrow, 1, bias=True), f"{name}expand_conv": conv(narrow, channels, 1, bias=True)}


def excite(p, x, name=""):
    return x * p[f"{name}expand_conv"](kinks.relu(p[f"{name}reduce_conv"](x.mean((2, 3), keepdim=True)))).sigmoid()


def cbam(channels, ratio, kernel_size):
    def run(p, x):
        weigh = lambda v: p["channel_expand_conv"](kinks.relu(p["channel_reduce_conv"](v[:, :, None, None])))
        x = x * (weigh(x.mean((2, 3))) + weigh(kinks.largest(x.flatten(2), 2))).sigmoid()
        pooled = torch.stack([x.mean(1), kinks.largest(x, 1)], 1)
        return x * p["spatial_conv"](pooled).sigmoid()

    return Parts(run, **mlp(channels, ratio, "channel_"), spatial_conv=conv(2, 1, kernel_size, bias=True))


IMAGE, SMALL_IMAGE, FEATURES = (3, 48, 40, 3), (2, 32, 24, 3), (3, 7, 6, 8)
write("resnet", {
    "nets": {
        name: golden(lambda: Resnet(expansion, counts, 1 / 8, stride, 5), shape, 2 if expansion == 4 else 0, net=name.split()[0], outputStride=stride)
        for name, expansion, counts, stride, shape in [
            ("resnet18", 1, (2, 2, 2, 2), 32, IMAGE), ("resnet50", 4, (3, 4, 6, 3), 32, IMAGE),
            ("resnet18 dilated", 1, (2, 2, 2, 2), 16, SMALL_IMAGE), ("resnet50 dilated", 4, (3, 4, 6, 3), 8, SMALL_IMAGE),
        ]
    },
    "blocks": {
        "residualBlock": golden(lambda: pre_activation(8, 6, 1, 2), FEATURES, filters=6, strides=2, padding="torch", variant="preActivation"),
        "residualBlock with its input for shortcut": golden(lambda: pre_activation(8, 8, 1, 1), FEATURES, filters=8, variant="preActivation"),
        "bottleneckBlock": golden(lambda: pre_activation(8, 3, 4, 2), FEATURES, filters=3, strides=2, padding="torch", variant="preActivation"),
        "bottleneckBlock in groups": golden(
            lambda: grouped_bottleneck(8, 6, 2, 2, 3, 4), FEATURES,
            filters=6, expansion=2, strides=2, padding="torch", groups=3, squeezeExcite={"ratio": 4},
        ),
        "squeezeExcite": golden(lambda: Parts(excite, **mlp(8, 2)), FEATURES, ratio=2),
        "cbam": golden(lambda: cbam(8, 2, 7), FEATURES, ratio=2),
    },
})
