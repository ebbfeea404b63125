"""A small network of every layer with weights that PyTorch knows: its state and its logits, for tests/weights/torchWeights.test.ts.

python -m venv venv && venv/bin/pip install torch==2.13.0 numpy==2.4.6 && venv/bin/python tests/reference/torch_weights.py
"""
import json
from pathlib import Path

import torch
from torch import nn

torch.manual_seed(0)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 4, (3, 5), padding=(1, 2), bias=False), nn.BatchNorm2d(4), nn.ReLU())
        self.depthwise = nn.Conv2d(4, 8, 3, padding=1, groups=4)
        self.up = nn.ConvTranspose2d(8, 5, 2, stride=2)
        self.grouped = nn.Conv2d(5, 10, 1, groups=5)
        self.classifier = nn.Sequential(nn.Linear(4 * 6 * 10, 7), nn.ReLU(), nn.Linear(7, 3))

    def forward(self, x):
        x = self.grouped(self.up(torch.relu(self.depthwise(self.stem(x)))))
        return self.classifier(torch.flatten(x, 1))


net = Net()
with torch.no_grad():
    for tensor in net.state_dict().values():
        if tensor.dtype == torch.float32:
            tensor.copy_(torch.randn(tensor.shape) / 3)
    net.stem[1].running_var.copy_(torch.rand(4) + 0.5)
net.eval()
x = torch.randn(2, 3, 2, 3)
golden = {
    "torch": torch.__version__,
    "x": {"shape": [2, 2, 3, 3], "values": x.permute(0, 2, 3, 1).flatten().tolist()},
    "logits": net(x).flatten().tolist(),
    "state": {name: {"shape": list(t.shape), "values": t.flatten().tolist()} for name, t in net.state_dict().items()},
}
Path(__file__).parent.parent.joinpath("golden/torchWeights.json").write_text(json.dumps(golden))
