"""The reference experiment in numpy: the peer that only pays for its matrix products.

usage: numpy_sgd.py DATA_FOLDER EPOCHS; prints of each epoch the seconds, validation included, and the validation's loss and accuracy
"""
import gzip
import os
import sys
import time

import numpy as np


def idx(folder, name, header):
    path = os.path.join(folder, name)
    with gzip.open(path + ".gz") if os.path.exists(path + ".gz") else open(path, "rb") as file:
        return np.frombuffer(file.read(), np.uint8, offset=header)


def split(folder, name):
    images = idx(folder, name + "-images-idx3-ubyte", 16).reshape(-1, 784) / np.float32(255)
    return images, idx(folder, name + "-labels-idx1-ubyte", 8).astype(np.int64)


folder, epochs = sys.argv[1], int(sys.argv[2])
draw = np.random.default_rng(1)
images, labels = split(folder, "train")
test_images, test_labels = split(folder, "t10k")
w1, w2 = (draw.uniform(-1, 1, shape).astype(np.float32) * np.float32(np.sqrt(6 / sum(shape))) for shape in ((784, 128), (128, 10)))
b1, b2 = np.zeros(128, np.float32), np.zeros(10, np.float32)
step, rows = 0, np.arange(32)
for _ in range(epochs):
    began = time.perf_counter()
    order = draw.permutation(len(labels))
    for start in range(0, len(labels), 32):
        batch = order[start:start + 32]
        x = images[batch]
        hidden = np.maximum(x @ w1 + b1, 0)
        logits = hidden @ w2 + b2
        powers = np.exp(logits - logits.max(1, keepdims=True))
        delta = powers / powers.sum(1, keepdims=True)
        delta[rows, labels[batch]] -= 1
        rate = np.float32(0.1 * 0.96 ** (step // 1000) / 32)
        below = (delta @ w2.T) * (hidden > 0)
        w2 -= rate * (hidden.T @ delta)
        b2 -= rate * delta.sum(0)
        w1 -= rate * (x.T @ below)
        b1 -= rate * below.sum(0)
        step += 1
    logits = np.maximum(test_images @ w1 + b1, 0) @ w2 + b2
    logits -= logits.max(1, keepdims=True)
    loss = (np.log(np.exp(logits).sum(1)) - logits[np.arange(len(logits)), test_labels]).mean()
    print(time.perf_counter() - began, loss, (logits.argmax(1) == test_labels).mean())
