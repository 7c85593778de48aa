"""Writes the test digits of an MNIST folder as grey PNG files, 00000.png to 09999.png: what the inference benchmark classifies.

usage: write_pngs.py <data folder> <output folder>
"""

import gzip
import os
import struct
import sys
import zlib

SIDE = 28


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def main(data: str, output: str) -> None:
    with gzip.open(os.path.join(data, "t10k-images-idx3-ubyte.gz")) as file:
        images = file.read()[16:]
    os.makedirs(output, exist_ok=True)
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", SIDE, SIDE, 8, 0, 0, 0, 0))
    for i in range(len(images) // SIDE**2):
        rows = (images[i * SIDE**2 + y * SIDE :][:SIDE] for y in range(SIDE))
        pixels = zlib.compress(b"".join(b"\0" + row for row in rows))
        with open(os.path.join(output, f"{i:05}.png"), "wb") as file:
            file.write(b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", pixels) + chunk(b"IEND", b""))


main(*sys.argv[1:])
