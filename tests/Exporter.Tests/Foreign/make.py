"""Makes the files of this folder: python3 make.py (PyTorch 1.13.0a0 and NumPy 1.24.2 of Debian 12; the test images of data/mnist).

state_dicts as PyTorch names them, in the safetensors format (github.com/huggingface/safetensors), and what PyTorch answers with them.
"""
import gzip
import json
import struct

import numpy as np
import torch
from torch import nn

TYPES = {torch.float32: "F32", torch.int64: "I64"}


def save(tensors, path):
    header, offset, data = {}, 0, b""
    for name, tensor in sorted(tensors.items(), key=lambda pair: -pair[1].element_size()):
        content = tensor.detach().contiguous().numpy().tobytes()
        header[name] = {"dtype": TYPES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [offset, offset + len(content)]}
        offset += len(content)
        data += content
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def trained(net, x):
    """As a training leaves it: running statistics that are not those of the start."""
    net.train()
    for _ in range(5):
        net(x + torch.randn_like(x))
    for parameter in net.parameters():
        parameter.data += 0.05 * torch.randn_like(parameter)
    return net.eval()


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(4, 4, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(4)
        self.conv2 = nn.Conv2d(4, 4, 3, padding=1)

    def forward(self, x):
        return torch.relu(self.conv2(torch.relu(self.bn1(self.conv1(x)))) + x)


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 4, 3, padding=1)
        self.layer1 = nn.Sequential(Block(), Block())
        self.fc = nn.Linear(4, 3)

    def forward(self, x):
        return self.fc(self.layer1(torch.relu(self.stem(x))).mean((2, 3)))


torch.manual_seed(7)
with gzip.open("../../../data/mnist/t10k-images-idx3-ubyte.gz") as file:
    images = np.frombuffer(file.read()[16:], np.uint8).reshape(-1, 1, 28, 28)
digits = torch.tensor(images[:16].copy()).float() / 255
conv = trained(
    nn.Sequential(
        nn.Conv2d(1, 4, 3, stride=2, bias=False), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(4, 6, 3),
        nn.BatchNorm2d(6, eps=1e-3), nn.GELU(), nn.Flatten(), nn.Dropout(0.3), nn.Linear(96, 10)),
    digits)
save(conv.state_dict(), "conv.safetensors")
np.savetxt("conv.csv", conv(digits).detach().numpy(), delimiter=",", fmt="%.8g")

samples = torch.randn(4, 3, 8, 8)
residual = trained(Residual(), samples)
save(nn.DataParallel(residual).state_dict(), "residual.safetensors")
save({"input": samples, "output": residual(samples)}, "residual-probe.safetensors")
