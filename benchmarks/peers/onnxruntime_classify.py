"""The same work as `inference classify`, in Python: PNG files decoded by Pillow, blocks of 256 run by ONNX Runtime.

usage: onnxruntime_classify.py <model.onnx> <threads of ONNX Runtime> <threads that decode> <picture or folder>
"""

import os
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy
import onnxruntime
from PIL import Image

BLOCK = 256


def decode(path: str) -> numpy.ndarray:
    with Image.open(path) as picture:
        return numpy.asarray(picture.convert("L"))


def main(model: str, run_threads: str, decode_threads: str, source: str) -> None:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = int(run_threads)
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    paths = sorted(entry.path for entry in os.scandir(source)) if os.path.isdir(source) else [source]
    pool = ThreadPoolExecutor(int(decode_threads)) if int(decode_threads) > 1 else None
    for start in range(0, len(paths), BLOCK):
        block = paths[start : start + BLOCK]
        pixels = numpy.stack(list(pool.map(decode, block) if pool else map(decode, block)))
        (labels,) = session.run(["label"], {"image": pixels})
        sys.stdout.write("".join(f"{path},{label}\n" for path, label in zip(block, labels)))


main(*sys.argv[1:])
