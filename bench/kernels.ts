/**
 * GFLOP/s of the training kernels on the WASM backend, next to the stock forward pass and to the peak of this machine
 * for multiplication and addition in registers. Rounds are interleaved and medians printed, so that ratios can be
 * trusted even where the machine is shared.
 *
 *   npx tsx bench/kernels.ts [part of a name]
 */
import * as tf from '@tensorflow/tfjs-core';
import asc from 'assemblyscript/asc';
import { uninstallWasmKernels, useBackend } from '../src/backends';

interface Shape {
  name: string;
  batch: number;
  size: number;
  inputs: number;
  outputs: number;
  kernel: number;
  stride: number;
}

function shape(
  name: string, batch: number, size: number, inputs: number, outputs: number, kernel = 3, stride = 1,
): Shape {
  return { name, batch, size, inputs, outputs, kernel, stride };
}

const shapes = [
  shape('stem 128² 3→16', 8, 128, 3, 16),
  shape('stem 7×7/2 112² 3→64', 2, 112, 3, 64, 7, 2),
  shape('128² 16→16', 8, 128, 16, 16),
  shape('64² 32→32', 8, 64, 32, 32),
  shape('32² 64→64', 8, 32, 64, 64),
  shape('16² 128→128', 8, 16, 128, 128),
  shape('8² 256→256', 8, 8, 256, 256),
  shape('64² 32→64, stride 2', 8, 64, 32, 64, 3, 2),
  shape('32² 64→64, 2×2/2 (up)', 8, 32, 64, 64, 2, 2),
  shape('64² 32→16, 2×2/2 (up)', 8, 64, 16, 32, 2, 2),
  shape('32² 64→128, 1×1', 8, 32, 64, 128, 1),
  shape('128² 16→1, 1×1', 8, 128, 16, 1, 1),
];

const rounds = 15;

/** Independent sums of the peak loop: enough to hide the latency of a multiplication and an addition. */
const CHAINS = 12;

async function main(): Promise<void> {
  await useBackend('wasm');
  const filter = process.argv[2] ?? '';
  const peak = await peakLoop();
  printRow('GFLOP/s', ['peak', 'forward', 'stock', 'filter', 'of peak', 'input', 'of peak']);
  for (const s of shapes.filter(({ name }) => name.includes(filter))) {
    const row = measure(s, peak).map(([rate, part]) => [rate.toFixed(1), `${Math.round(part * 100)} %`]);
    const [top, forward, stock, filterGradient, inputGradient] = row;
    printRow(s.name, [top[0], forward[0], stock[0], ...filterGradient, ...inputGradient]);
  }
}

function printRow(name: string, cells: string[]): void {
  console.log(name.padEnd(28), ...cells.map((cell) => cell.padStart(8)));
}

/**
 * Medians of GFLOP/s and of the part of that round's peak, for: peak loop, our forward pass, the stock one, filter
 * gradient, input gradient.
 */
function measure(s: Shape, peak: (count: number) => number): [number, number][] {
  const x = tf.randomNormal<tf.Rank.R4>([s.batch, s.size, s.size, s.inputs], 0, 1, 'float32', 1);
  const w = tf.randomNormal<tf.Rank.R4>([s.kernel, s.kernel, s.inputs, s.outputs], 0, 1, 'float32', 2);
  const dy = tf.conv2d(x, w, s.stride, 'same');
  const work = 2 * dy.size * s.kernel ** 2 * s.inputs;
  const attributes = {
    strides: [s.stride, s.stride], pad: 'same', dataFormat: 'NHWC', dilations: [1, 1], dimRoundingMode: undefined,
    filterShape: w.shape, inputShape: x.shape,
  };
  const kernel = (name: string, inputs: tf.NamedTensorMap) => () =>
    (tf.engine().runKernel(name, inputs, attributes as unknown as tf.NamedAttrMap) as tf.Tensor).dispose();
  const ours = tf.getKernel('Conv2D', 'wasm');
  const peakCount = 1_000_000;
  const tasks: [() => void, number][] = [
    [() => peak(peakCount), peakCount * CHAINS * 8],
    [kernel('Conv2D', { x, filter: w }), work],
    [withKernel(stockConv2d, ours, kernel('Conv2D', { x, filter: w })), work],
    [kernel('Conv2DBackpropFilter', { x, dy }), work],
    [kernel('Conv2DBackpropInput', { dy, filter: w }), work],
  ];
  const rates = tasks.map((): number[] => []);
  const repeats = tasks.map(([run]) => Math.max(1, Math.round(4 / milliseconds(() => { run(); run(); }, 2))));
  for (let round = 0; round < rounds; round++) {
    tasks.forEach(([run, flops], i) => rates[i].push(flops / milliseconds(run, repeats[i]) / 1e6));
  }
  tf.dispose([x, w, dy]);
  return rates.map((rate) => [median(rate), median(rate.map((value, round) => value / rates[0][round]))]);
}

let stockConv2d: tf.KernelConfig;

function withKernel(kernel: tf.KernelConfig, after: tf.KernelConfig, run: () => void): () => void {
  return () => {
    tf.unregisterKernel('Conv2D', 'wasm');
    tf.registerKernel(kernel);
    run();
    tf.unregisterKernel('Conv2D', 'wasm');
    tf.registerKernel(after);
  };
}

/** Of processor time, which other processes do not count in. */
function milliseconds(run: () => void, repeats: number): number {
  const start = process.cpuUsage();
  for (let i = 0; i < repeats; i++) run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000 / repeats;
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

/** A loop of independent multiplications and additions on four lanes each. */
async function peakLoop(): Promise<(count: number) => number> {
  const lanes = Array.from({ length: CHAINS }, (_, i) => i);
  const source = `export function peak(count: i32): f32 {
    const x = f32x4.splat(0.5);
    const y = f32x4.splat(1.5);
    ${lanes.map((i) => `let s${i} = f32x4.splat(${i});`).join('\n')}
    do { ${lanes.map((i) => `s${i} = f32x4.add(f32x4.mul(s${i}, x), y);`).join('\n')} } while (--count);
    return f32x4.extract_lane(${lanes.slice(1).reduce((sum, i) => `f32x4.add(${sum}, s${i})`, 's0')}, 0);
  }`;
  let binary = new Uint8Array();
  const { error } = await asc.main(['peak.ts', '-o', 'peak.wasm', '--runtime', 'stub', '--enable', 'simd', '-O1'], {
    readFile: (name) => (name === 'peak.ts' ? source : null),
    writeFile: (_name, contents) => { binary = contents as Uint8Array<ArrayBuffer>; },
    listFiles: () => [],
  });
  if (error) throw error;
  return new WebAssembly.Instance(new WebAssembly.Module(binary)).exports.peak as (count: number) => number;
}

async function prepare(): Promise<void> {
  await useBackend('wasm');
  uninstallWasmKernels();
  stockConv2d = tf.getKernel('Conv2D', 'wasm');
}

prepare().then(main).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
