/**
 * Two threads over one at batch 8, in wall time: forward pass, and gradients of filter and input. Needs another core
 * with nothing else to do; how far that holds shows the first row, an inner loop on numbers in the first-level cache,
 * which nothing but the machine keeps from taking half the time.
 *
 *   npx tsx bench/threads.ts [part of a name]
 */
import * as tf from '@tensorflow/tfjs-core';
import { useBackend } from '../src/backends';
import { wasmBackend } from '../src/backends/wasm/backend';
import { kernelsOf } from '../src/backends/wasm/module';
import { dividing, parallelFor, partsOf } from '../src/backends/wasm/threadPool';
import { runKernel } from './kernelSets';
import { table, times } from './markdown';
import { interleave, ratio, type Task, wallTime } from './measure';

interface Shape {
  name: string;
  size: number;
  inputs: number;
  outputs: number;
}

const shapes: Shape[] = [
  { name: '128² 16→16', size: 128, inputs: 16, outputs: 16 },
  { name: '64² 32→32', size: 64, inputs: 32, outputs: 32 },
  { name: '32² 64→64', size: 32, inputs: 64, outputs: 64 },
  { name: '16² 128→128', size: 16, inputs: 128, outputs: 128 },
];

const BATCH = 8;
const ROUNDS = 25;

/** Bytes of the inner loop's own numbers for each thread: 256 pixels of a panel, the table of taps, a tile of sums. */
const [TAPS, SUMS, ROOM] = [8192, 8256, 16384];

/** Runs a round. */
const REPEATS = 4;

const { threads } = await useBackend('wasm', { threads: 2 });
if (threads !== 2) throw new Error(`Two threads do not start here: expected 2, received ${threads}.`);
const part = process.argv[2] ?? '';
const rows: string[][] = [];
if (part === '') rows.push(['what the machine gives', await measureMachine(), '', '']);
for (const s of shapes.filter(({ name }) => name.includes(part))) rows.push([s.name, ...(await measure(s))]);
console.log(table(['two threads over one, 3×3', 'forward', 'filter gradient', 'input gradient'], rows));
await useBackend('wasm', { threads: 1 });

async function measureMachine(): Promise<string> {
  const backend = wasmBackend();
  const room = backend.wasm._malloc(2 * ROOM);
  const run = () => parallelFor(backend, BATCH, partsOf(backend, BATCH, 1e9), (kernels, first, end, thread) => {
    for (let i = first; i < end; i++) {
      const at = room + thread * ROOM;
      kernels.accumulateFilter(at, 0, 0, 16, 1, at, 0, 0, 32, 1, 2000, 2000, 256, at + TAPS, 1, at + SUMS);
    }
  });
  kernelsOf(backend).clear(room, 2 * ROOM);
  const gain = await compare(run);
  backend.wasm._free(room);
  return gain;
}

async function measure(s: Shape): Promise<string[]> {
  const x = tf.randomNormal<tf.Rank.R4>([BATCH, s.size, s.size, s.inputs], 0, 1, 'float32', 1);
  const filter = tf.randomNormal<tf.Rank.R4>([3, 3, s.inputs, s.outputs], 0, 1, 'float32', 2);
  const dy = tf.conv2d(x, filter, 1, 'same');
  const attributes = {
    strides: [1, 1], pad: 'same', dataFormat: 'NHWC', dilations: [1, 1], filterShape: filter.shape, inputShape: x.shape,
  };
  const kernels: [string, tf.NamedTensorMap][] = [
    ['Conv2D', { x, filter }], ['Conv2DBackpropFilter', { x, dy }], ['Conv2DBackpropInput', { dy, filter }],
  ];
  const cells: string[] = [];
  for (const [kernel, inputs] of kernels) cells.push(await compare(() => runKernel(kernel, inputs, attributes)));
  tf.dispose([x, filter, dy]);
  return cells;
}

/** The other thread sleeps while this one does all: it is not started anew, which would keep it busy for a while. */
async function compare(run: () => void): Promise<string> {
  const { from } = dividing;
  const tasks = [Infinity, from].map((least): Task => ({ prepare: () => { dividing.from = least; run(); }, run }));
  const [one, two] = await interleave(tasks, { rounds: ROUNDS, clock: wallTime, repeats: [REPEATS, REPEATS] });
  dividing.from = from;
  return times(ratio(one, two));
}
