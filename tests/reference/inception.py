"""GoogLeNet and Inception-v3 under torchvision's names, and the modules of Inception-ResNet-v2, from PyTorch, in float64: writes
tests/golden/inception.json.

python -m venv venv && venv/bin/pip install torch==2.13.0 numpy==2.4.6 && venv/bin/python tests/reference/inception.py
"""
import torch
from torch import nn

from torch_net import golden, kinks, write

WIDTH = 1 / 16


def scaled(filters):
    return max(1, int(filters * WIDTH + 0.5))


class Conv(nn.Module):
    """Convolution, batch normalisation, ReLU."""

    def __init__(self, channels, filters, size=1, strides=1, padding=0):
        super().__init__()
        self.conv = nn.Conv2d(channels, scaled(filters), size, strides, padding, bias=False)
        self.bn = nn.BatchNorm2d(scaled(filters), eps=1e-3)
        self.filters = scaled(filters)

    def forward(self, x):
        return kinks.relu(self.bn(self.conv(x)))


class MaxPool(nn.Module):
    def __init__(self, *window, ceil_mode=False):
        super().__init__()
        self.window, self.ceil_mode = window, ceil_mode

    def forward(self, x):
        return kinks.max_pool(x, *self.window, self.ceil_mode)


def path(channels, *convs):
    """Convolutions one after the other, each [filters, size, strides, padding]."""
    steps = []
    for conv in convs:
        steps.append(Conv(channels, *conv))
        channels = steps[-1].filters
    return steps


class Module(nn.Module):
    """Paths over one input, concatenated. A path is a list of steps; a step is a module, or the names and modules of a fork."""

    def __init__(self, channels, paths):
        super().__init__()
        self.paths, self.channels = [], 0
        for steps in paths:
            self.paths.append([])
            filters = channels
            for step in steps:
                fork = step if isinstance(step, list) else [step]
                for name, module in fork:
                    self.add_module(name, module)
                self.paths[-1].append([name for name, _ in fork])
                filters = sum(getattr(module, "filters", filters) for _, module in fork)
            self.channels += filters

    def forward(self, x):
        return torch.cat([self.through(x, steps) for steps in self.paths], 1)

    def through(self, x, steps):
        for names in steps:
            x = torch.cat([getattr(self, name)(x) for name in names], 1)
        return x


class Residual(Module):
    """The paths, a convolution back to the channels of x, and the scaled sum."""

    def __init__(self, channels, scale, paths):
        super().__init__(channels, paths)
        self.up, self.scale = nn.Conv2d(self.channels, channels, 1), scale
        self.channels = channels

    def forward(self, x):
        return kinks.relu(x + self.scale * self.up(super().forward(x)))


def named(prefix, steps):
    return [(f"{prefix}_{index + 1}", step) for index, step in enumerate(steps)]


class Net(nn.Module):
    """Steps in their order, then logits of 5 classes."""

    def __init__(self):
        super().__init__()
        self.steps, self.channels = [], 3

    def add(self, name, module):
        self.add_module(name, module)
        self.steps.append(name)
        self.channels = getattr(module, "filters", None) or getattr(module, "channels", None) or self.channels

    def conv(self, name, *conv):
        self.add(name, Conv(self.channels, *conv))

    def classify(self):
        self.fc = nn.Linear(self.channels, 5)
        return self

    def forward(self, x):
        for name in self.steps:
            x = getattr(self, name)(x)
        return self.fc(x.mean((2, 3)))


def googlenet():
    net = Net()

    def inception(name, b1, reduce3, b3, reduce5, b5, project):
        c = net.channels
        pool = MaxPool(3, 1, 1, ceil_mode=True)
        paths = [
            path(c, [b1]), path(c, [reduce3], [b3, 3, 1, 1]), path(c, [reduce5], [b5, 3, 1, 1]), [pool] + path(c, [project]),
        ]
        branches = [(f"branch{i + 1}", steps[0] if len(steps) == 1 else nn.Sequential(*steps)) for i, steps in enumerate(paths)]
        for (_, branch), filters in zip(branches, (b1, b3, b5, project)):
            branch.filters = scaled(filters)
        net.add(f"inception{name}", Module(c, [[branch] for branch in branches]))

    net.conv("conv1", 64, 7, 2, 3)
    net.add("maxpool1", MaxPool(3, 2, 0, ceil_mode=True))
    net.conv("conv2", 64)
    net.conv("conv3", 192, 3, 1, 1)
    net.add("maxpool2", MaxPool(3, 2, 0, ceil_mode=True))
    inception("3a", 64, 96, 128, 16, 32, 32)
    inception("3b", 128, 128, 192, 32, 96, 64)
    net.add("maxpool3", MaxPool(3, 2, 0, ceil_mode=True))
    inception("4a", 192, 96, 208, 16, 48, 64)
    inception("4b", 160, 112, 224, 24, 64, 64)
    inception("4c", 128, 128, 256, 24, 64, 64)
    inception("4d", 112, 144, 288, 32, 64, 64)
    inception("4e", 256, 160, 320, 32, 128, 128)
    net.add("maxpool4", MaxPool(2, 2, 0, ceil_mode=True))
    inception("5a", 256, 160, 320, 32, 128, 128)
    inception("5b", 384, 192, 384, 48, 128, 128)
    return net.classify()


def across(size):
    """A row of pixels, then a column, as arguments of a convolution."""
    return [(1, size), 1, (0, size // 2)], [(size, 1), 1, (size // 2, 0)]


def inception_resnet():
    net = Net()
    net.conv("stem", 96, 3, 1, 1)
    c, wide3, tall3, wide7, tall7 = net.channels, *across(3), *across(7)
    net.add("a", Residual(c, 0.17, [
        [("b1", Conv(c, 32))], named("b3", path(c, [32], [32, 3, 1, 1])),
        named("b3double", path(c, [32], [48, 3, 1, 1], [64, 3, 1, 1])),
    ]))
    net.add("b", Residual(c, 0.1, [[("b1", Conv(c, 192))], named("b7", path(c, [128], [160, *wide7], [192, *tall7]))]))
    net.add("c", Residual(c, 0.2, [[("b1", Conv(c, 192))], named("b3", path(c, [192], [224, *wide3], [256, *tall3]))]))
    return net.classify()


def inception_v3():
    net = Net()
    wide, tall = across(7)

    def average(c, filters):
        return [("average", nn.AvgPool2d(3, 1, 1)), ("branch_pool", Conv(c, filters))]

    def double(c, *last):
        return named("branch3x3dbl", path(c, [64], [96, 3, 1, 1], [96, 3, *last]))

    def a(name, project):
        c = net.channels
        net.add(name, Module(c, [
            [("branch1x1", Conv(c, 64))], named("branch5x5", path(c, [48], [64, 5, 1, 2])), double(c, 1, 1), average(c, project),
        ]))

    def b(name):
        c = net.channels
        net.add(name, Module(c, [[("branch3x3", Conv(c, 384, 3, 2))], double(c, 2, 0), [("pool", MaxPool(3, 2, 0))]]))

    def c(name, r):
        c = net.channels
        net.add(name, Module(c, [
            [("branch1x1", Conv(c, 192))],
            named("branch7x7", path(c, [r], [r, *wide], [192, *tall])),
            named("branch7x7dbl", path(c, [r], [r, *tall], [r, *wide], [r, *tall], [192, *wide])),
            average(c, 192),
        ]))

    def d(name):
        c = net.channels
        net.add(name, Module(c, [
            named("branch3x3", path(c, [192], [320, 3, 2])),
            named("branch7x7x3", path(c, [192], [192, *wide], [192, *tall], [192, 3, 2])),
            [("pool", MaxPool(3, 2, 0))],
        ]))

    def e(name):
        c = net.channels

        def fork(prefix, level):
            z = scaled(384)
            return [[(f"{prefix}_{level}a", Conv(z, 384, (1, 3), 1, (0, 1))), (f"{prefix}_{level}b", Conv(z, 384, (3, 1), 1, (1, 0)))]]

        net.add(name, Module(c, [
            [("branch1x1", Conv(c, 320))],
            named("branch3x3", path(c, [384])) + fork("branch3x3", 2),
            named("branch3x3dbl", path(c, [448], [384, 3, 1, 1])) + fork("branch3x3dbl", 3),
            average(c, 192),
        ]))

    net.conv("Conv2d_1a_3x3", 32, 3, 2)
    net.conv("Conv2d_2a_3x3", 32, 3)
    net.conv("Conv2d_2b_3x3", 64, 3, 1, 1)
    net.add("maxpool1", MaxPool(3, 2, 0))
    net.conv("Conv2d_3b_1x1", 80)
    net.conv("Conv2d_4a_3x3", 192, 3)
    net.add("maxpool2", MaxPool(3, 2, 0))
    for name, project in (("5b", 32), ("5c", 64), ("5d", 64)):
        a(f"Mixed_{name}", project)
    b("Mixed_6a")
    for name, r in (("6b", 128), ("6c", 160), ("6d", 160), ("6e", 192)):
        c(f"Mixed_{name}", r)
    d("Mixed_7a")
    e("Mixed_7b")
    e("Mixed_7c")
    return net.classify()


# Some maps of GoogLeNet have an odd size, where poolings reach over the edge.
write("inception", {
    "nets": {
        "googlenet": golden(googlenet, (2, 75, 100, 3), margin=2e-6),
        "inceptionV3": golden(inception_v3, (2, 107, 139, 3), beta=2, margin=5e-7),
        "inceptionResnet": golden(inception_resnet, (2, 8, 7, 3)),
    },
})
