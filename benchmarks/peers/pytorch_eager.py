"""The reference experiment in PyTorch, eager, with the data preloaded: the peer of the autograd step.

usage: pytorch_eager.py DATA_FOLDER THREADS EPOCHS; prints the seconds of each epoch's training steps
"""
import gzip
import os
import sys
import time

import numpy as np
import torch


def idx(folder, name, header):
    path = os.path.join(folder, name)
    with gzip.open(path + ".gz") if os.path.exists(path + ".gz") else open(path, "rb") as file:
        return np.frombuffer(file.read(), np.uint8, offset=header)


folder, threads, epochs = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
torch.set_num_threads(threads)
torch.manual_seed(1)
images = torch.tensor(idx(folder, "train-images-idx3-ubyte", 16).reshape(-1, 784) / np.float32(255))
labels = torch.tensor(idx(folder, "train-labels-idx1-ubyte", 8).astype(np.int64))
network = torch.nn.Sequential(torch.nn.Linear(784, 128), torch.nn.ReLU(), torch.nn.Linear(128, 10))
optimizer = torch.optim.SGD(network.parameters(), lr=0.1)
step = 0
for _ in range(epochs):
    began = time.perf_counter()
    order = torch.randperm(len(labels))
    for start in range(0, len(labels), 32):
        batch = order[start:start + 32]
        loss = torch.nn.functional.cross_entropy(network(images[batch]), labels[batch])
        optimizer.param_groups[0]["lr"] = 0.1 * 0.96 ** (step // 1000)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        step += 1
    print(time.perf_counter() - began)
