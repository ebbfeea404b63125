/**
 * Images a second: flip, affine, colour jitter and normalisation to float32 of 32 images 256 × 256 × 3 with masks, on one
 * core, beside bench/augment.py, which does the same with albumentations. Interleaved, batch by batch.
 *
 *   npx tsx bench/augment.ts [python with albumentations and opencv] [rounds]
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { affine, colorJitter, compose, flip, type Sample } from 'tfjs-blocks/augment';
import { imagenet } from 'tfjs-blocks/data';
import { stream } from 'tfjs-blocks/random';
import { toFloats } from '../src/augment/wasm/toFloats';

const BATCH = 32, SIZE = 256;
const [python, rounds = '15'] = process.argv.slice(2);

const augment = compose([
  flip(), affine({ rotateRange: [-30, 30], scaleRange: [0.8, 1.2], shiftRange: [-0.1, 0.1] }), colorJitter(),
]);
const samples = Array.from({ length: BATCH }, (_, n): Sample => {
  const image = Uint8Array.from({ length: SIZE * SIZE * 3 }, (_, i) => {
    const x = Math.floor(i / 3) % SIZE, y = Math.floor(i / 3 / SIZE);
    return 128 + 80 * Math.sin(x / 15 + n) * Math.cos(y / 20 + (i % 3)) + 20 * Math.sin(x * y);
  });
  const mask = Uint8Array.from({ length: SIZE * SIZE }, (_, i) => (Math.hypot(i % SIZE - 128, i / SIZE - 128) < 80 ? 255 : 0));
  return { id: `${n}`, image: { data: image, height: SIZE, width: SIZE, channels: 3 }, mask: { data: mask, height: SIZE, width: SIZE, channels: 1 } };
});

/** x = (level / 255 − mean) / std by a table a channel; masks 0 or 1. */
const tables = imagenet.mean.map((mean, k) => Float32Array.from({ length: 256 }, (_, level) => (level / 255 - mean) / imagenet.std[k]));
const isForeground = Float32Array.from({ length: 256 }, (_, level) => (level > 128 ? 1 : 0));
const images = new Float32Array(BATCH * SIZE * SIZE * 3), masks = new Float32Array(BATCH * SIZE * SIZE);

function batch(round: number): void {
  samples.forEach((sample, n) => {
    const { image, mask } = augment(sample, stream(7, 'augment', round, n));
    toFloats(image.data, tables, images.subarray(n * image.data.length));
    toFloats(mask!.data, [isForeground], masks.subarray(n * mask!.data.length));
  });
}

/** One line in, one batch, its seconds out. */
const child = python ? spawn(python, [`${import.meta.dirname}/augment.py`], { stdio: ['pipe', 'pipe', 'inherit'] }) : undefined;
const lines = child && createInterface({ input: child.stdout })[Symbol.asyncIterator]();
const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

const ours: number[] = [], theirs: number[] = [];
for (let round = -3; round < Number(rounds); round++) {
  const start = process.cpuUsage();
  batch(round + 3);
  const { user, system } = process.cpuUsage(start);
  if (round >= 0) ours.push((user + system) / 1e6);
  if (!child || !lines) continue;
  child.stdin.write('batch\n');
  const seconds = Number((await lines.next()).value);
  if (round >= 0) theirs.push(seconds);
}
child?.stdin.end();
console.log(`tfjs-blocks    ${Math.round(BATCH / median(ours))} images a second of processor time (best ${Math.round(BATCH / Math.min(...ours))})`);
if (child) console.log(`albumentations ${Math.round(BATCH / median(theirs))} images a second of processor time (best ${Math.round(BATCH / Math.min(...theirs))})`);
