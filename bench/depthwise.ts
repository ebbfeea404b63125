/**
 * Gradients of depthwise convolutions, 'same' padding, over the plainest loops that compute them: one number at a time, as
 * one would write them in C, compiled to WASM without SIMD; and over the same loops made faster by hand, with addresses
 * that step along instead of indices.
 *
 *   npx tsx bench/depthwise.ts [part of a name]
 */
import * as tf from '@tensorflow/tfjs-core';
import { useBackend } from '../src/backends';
import { compile } from './assembly';
import { runKernel } from './kernelSets';
import { digits, table, times } from './markdown';
import { interleave, median, ratio } from './measure';

interface Shape {
  name: string;
  batch: number;
  size: number;
  channels: number;
  kernel: number;
  stride: number;
}

const shapes: Shape[] = [
  { name: '64² 32, 3×3', batch: 8, size: 64, channels: 32, kernel: 3, stride: 1 },
  { name: '32² 64, 3×3', batch: 8, size: 32, channels: 64, kernel: 3, stride: 1 },
  { name: '16² 128, 3×3', batch: 8, size: 16, channels: 128, kernel: 3, stride: 1 },
  { name: '32² 64, 3×3, stride 2', batch: 8, size: 32, channels: 64, kernel: 3, stride: 2 },
  { name: '32² 64, 5×5', batch: 8, size: 32, channels: 64, kernel: 5, stride: 1 },
];

const ROUNDS = 15;

const addresses = `
            let px = x + <usize>(((n * size + iy) * size + ix) * channels + c << 2);
            let pdy = dy + <usize>(((n * out + oy) * out + ox) * channels + c << 2);
            let pw = w + <usize>((kh * kernel + kw) * channels + c << 2);`;

/**
 * dW[kh, kw, c] += x·dy, or dx += W·dy, over all positions that a tap meets: with an index computed for each number, or
 * with addresses that are stepped on from one channel to the next.
 */
const source = ['filter', 'input'].flatMap((gradient) => [false, true].map((stepped) => `
export function ${gradient}${stepped ? 'Stepped' : ''}(x: usize, dy: usize, w: usize, batch: i32, size: i32, out: i32, channels: i32, kernel: i32, stride: i32, before: i32): void {
  for (let n = 0; n < batch; n++)
    for (let oy = 0; oy < out; oy++)
      for (let ox = 0; ox < out; ox++)
        for (let kh = 0; kh < kernel; kh++)
          for (let kw = 0; kw < kernel; kw++) {
            const iy = oy * stride + kh - before;
            const ix = ox * stride + kw - before;
            if (iy < 0 || iy >= size || ix < 0 || ix >= size) continue;
            ${stepped ? 'let c = 0;' + addresses : ''}
            for (let ${stepped ? 'left = channels; left > 0; left--' : 'c = 0; c < channels; c++'}) {
              ${stepped ? '' : addresses}
              ${gradient === 'filter'
                ? 'store<f32>(pw, load<f32>(pw) + load<f32>(px) * load<f32>(pdy));'
                : 'store<f32>(px, load<f32>(px) + load<f32>(pw) * load<f32>(pdy));'}
              ${stepped ? 'px += 4; pdy += 4; pw += 4;' : ''}
            }
          }
}`)).join('\n');

type Loop = (...numbers: number[]) => void;

interface Plain {
  memory: WebAssembly.Memory;
  filter: Loop;
  filterStepped: Loop;
  input: Loop;
  inputStepped: Loop;
}

const PAGE = 65536;

await useBackend('wasm');
const plain = await compile(source, ['--initialMemory', '1024', '--optimizeLevel', '3']) as unknown as Plain;
const part = process.argv[2] ?? '';
const rows: string[][] = [];
for (const s of shapes.filter(({ name }) => name.includes(part))) rows.push([s.name, ...(await measure(s))]);
console.log(table([
  'depthwise, batch 8',
  'filter gradient, GFLOP/s', 'over plain', 'over stepped',
  'input gradient, GFLOP/s', 'over plain', 'over stepped',
], rows));

async function measure(s: Shape): Promise<string[]> {
  const x = tf.randomNormal<tf.Rank.R4>([s.batch, s.size, s.size, s.channels], 0, 1, 'float32', 1);
  const filter = tf.randomNormal<tf.Rank.R4>([s.kernel, s.kernel, s.channels, 1], 0, 1, 'float32', 2);
  const dy = tf.depthwiseConv2d(x, filter, s.stride, 'same');
  const attributes = {
    strides: [s.stride, s.stride], pad: 'same', dilations: [1, 1], filterShape: filter.shape, inputShape: x.shape,
  };
  const work = 2 * dy.size * s.kernel ** 2;
  const filterGradient = ours('DepthwiseConv2dNativeBackpropFilter', { x, dy }, attributes);
  const inputGradient = ours('DepthwiseConv2dNativeBackpropInput', { dy, filter }, attributes);
  const loops = plainLoops(s, x, dy, filter);
  compareResults(filterGradient.result(), loops.filter.result());
  compareResults(filterGradient.result(), loops.filterStepped.result());
  compareResults(inputGradient.result(), loops.input.result());
  compareResults(inputGradient.result(), loops.inputStepped.result());
  const tasks = [filterGradient, loops.filter, loops.filterStepped, inputGradient, loops.input, loops.inputStepped];
  const milliseconds = await interleave(tasks, { rounds: ROUNDS });
  tf.dispose([x, filter, dy]);
  const columns = ([gradient, plainLoop, stepped]: number[][]) =>
    [digits(work / median(gradient) / 1e6), times(ratio(plainLoop, gradient)), times(ratio(stepped, gradient))];
  return [...columns(milliseconds.slice(0, 3)), ...columns(milliseconds.slice(3))];
}

function ours(kernel: string, inputs: tf.NamedTensorMap, attributes: object) {
  const result = () => tf.tidy(() =>
    (tf.engine().runKernel(kernel, inputs, attributes as unknown as tf.NamedAttrMap) as tf.Tensor).dataSync<'float32'>());
  return { run: () => runKernel(kernel, inputs, attributes), result };
}

/** The plain loops on copies of the tensors in their own memory, which begin from zeros like ours. */
function plainLoops(s: Shape, ...tensors: tf.Tensor[]) {
  const places: number[] = [];
  let next = PAGE;
  for (const { size } of [...tensors, tensors[2], tensors[0]]) {
    places.push(next);
    next += Math.ceil(size / 4) * 16;
  }
  const [x, dy, filter, filterGradient, inputGradient] = places;
  const view = (place: number, { size }: tf.Tensor) => new Float32Array(plain.memory.buffer, place, size);
  tensors.forEach((tensor, i) => view(places[i], tensor).set(tensor.dataSync()));
  const out = tensors[1].shape[1] as number;
  const before = Math.floor(Math.max(0, (out - 1) * s.stride + s.kernel - s.size) / 2);
  const sizes = [s.batch, s.size, out, s.channels, s.kernel, s.stride, before];
  const task = (target: Float32Array, loop: () => void) => {
    const run = () => {
      target.fill(0);
      loop();
    };
    const result = () => {
      run();
      return target.slice();
    };
    return { run, result };
  };
  return {
    filter: task(view(filterGradient, tensors[2]), () => plain.filter(x, dy, filterGradient, ...sizes)),
    filterStepped: task(view(filterGradient, tensors[2]), () => plain.filterStepped(x, dy, filterGradient, ...sizes)),
    input: task(view(inputGradient, tensors[0]), () => plain.input(inputGradient, dy, filter, ...sizes)),
    inputStepped: task(view(inputGradient, tensors[0]), () => plain.inputStepped(inputGradient, dy, filter, ...sizes)),
  };
}

/** @throws where they differ by more than rounding */
function compareResults(a: Float32Array, b: Float32Array): void {
  const norm = (values: Float32Array) => Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0));
  const error = norm(a.map((value, i) => value - b[i])) / norm(b);
  if (!(error < 1e-3)) throw new Error(`Not the same gradient: relative difference ${error}.`);
}
