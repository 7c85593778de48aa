// The same work as `inference classify`, in Node: PNG files decoded by pngjs, blocks of 256 run by ONNX Runtime.
// usage: node classify.mjs <model.onnx> <threads of ONNX Runtime> <picture or folder>

import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import ort from 'onnxruntime-node';
import { PNG } from 'pngjs';

const Side = 28;
const Block = 256;

const [model, threads, source] = process.argv.slice(2);
const session = await ort.InferenceSession.create(model, { intraOpNumThreads: Number(threads) });
const paths = statSync(source).isDirectory() ? readdirSync(source).sort().map(name => join(source, name)) : [source];
for (let start = 0; start < paths.length; start += Block) {
  const block = paths.slice(start, start + Block);
  const pixels = new Uint8Array(block.length * Side * Side);
  block.forEach((path, i) => {
    const { data } = PNG.sync.read(readFileSync(path)); // RGBA
    for (let p = 0; p < Side * Side; p++) {
      pixels[i * Side * Side + p] = data[4 * p];
    }
  });
  const { label } = await session.run({ image: new ort.Tensor('uint8', pixels, [block.length, Side, Side]) }, ['label']);
  process.stdout.write(block.map((path, i) => `${path},${label.data[i]}\n`).join(''));
}
