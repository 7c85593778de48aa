"""The reference experiment in PyTorch, eager, with the data preloaded: the peer of the autograd step.

usage: pytorch_eager.py DATA_FOLDER THREADS EPOCHS; prints of each epoch the seconds, validation included, and the validation's loss and accuracy
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


def split(folder, name):
    images = idx(folder, name + "-images-idx3-ubyte", 16).reshape(-1, 784) / np.float32(255)
    return torch.tensor(images), torch.tensor(idx(folder, name + "-labels-idx1-ubyte", 8).astype(np.int64))


folder, threads, epochs = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
torch.set_num_threads(threads)
torch.manual_seed(1)
images, labels = split(folder, "train")
test_images, test_labels = split(folder, "t10k")
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
    with torch.no_grad():
        logits = network(test_images)
        loss = torch.nn.functional.cross_entropy(logits, test_labels).item()
        accuracy = (logits.argmax(1) == test_labels).float().mean().item()
    print(time.perf_counter() - began, loss, accuracy)
