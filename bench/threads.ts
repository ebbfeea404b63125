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
import { parallelFor } from '../src/backends/wasm/threadPool';
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
const ROUNDS = 9;

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
  const run = () => parallelFor(backend, 2, Infinity, (kernels, first, end) => {
    for (let i = first; i < end; i++) {
      const at = room + i * ROOM;
      kernels.accumulateFilter(at, 0, 0, 16, 1, at, 0, 0, 32, 1, 8000, 8000, 256, at + TAPS, 1, at + SUMS);
    }
  });
  kernelsOf(backend).clear(room, 2 * ROOM);
  const tasks = [1, 2].map((count): Task => ({ prepare: async () => { await useBackend('wasm', { threads: count }); run(); }, run }));
  const [one, two] = await interleave(tasks, { rounds: ROUNDS, clock: wallTime, repeats: [REPEATS, REPEATS] });
  backend.wasm._free(room);
  return times(ratio(one, two));
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
  const on = (count: number): Task[] => kernels.map(([kernel, inputs]) => {
    const run = () => runKernel(kernel, inputs, attributes);
    const prepare = async () => {
      await useBackend('wasm', { threads: count });
      run(); // A new worker takes its first call later than the others.
    };
    return { prepare, run };
  });
  const tasks = [...on(1), ...on(2)];
  const all = await interleave(tasks, { rounds: ROUNDS, clock: wallTime, repeats: tasks.map(() => REPEATS) });
  tf.dispose([x, filter, dy]);
  return kernels.map((_, i) => times(ratio(all[i], all[i + kernels.length])));
}
