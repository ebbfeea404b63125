/**
 * Convolutions and their gradients on the WASM backend: GFLOP/s, and the part of the peak of this processor for
 * multiplication and addition in registers. The forward pass is fused with bias and ReLU, and stands over the stock one.
 *
 *   npx tsx bench/kernels.ts [part of a name]
 */
import * as tf from '@tensorflow/tfjs-core';
import { runKernel, stockKernels } from './kernelSets';
import { digits, percent, table, times } from './markdown';
import { interleave, median, ratio } from './measure';
import { fastest, type Peak, peakLoops } from './peak';

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

const ROUNDS = 15;

async function main(): Promise<void> {
  const stock = (await stockKernels(['FusedConv2D'])).FusedConv2D;
  const peak = await peakLoops();
  const part = process.argv[2] ?? '';
  const rows: string[][] = [];
  for (const s of shapes.filter(({ name }) => name.includes(part))) rows.push([s.name, ...(await measure(s, stock, peak))]);
  const head = ['GFLOP/s', 'peak', 'forward', 'over stock', 'filter gradient', 'of peak', 'input gradient', 'of peak'];
  console.log(table(head, rows));
}

async function measure(s: Shape, stock: tf.KernelFunc, peak: Peak): Promise<string[]> {
  const x = tf.randomNormal<tf.Rank.R4>([s.batch, s.size, s.size, s.inputs], 0, 1, 'float32', 1);
  const filter = tf.randomNormal<tf.Rank.R4>([s.kernel, s.kernel, s.inputs, s.outputs], 0, 1, 'float32', 2);
  const bias = tf.randomNormal([s.outputs], 0, 1, 'float32', 3);
  const dy = tf.conv2d(x, filter, s.stride, 'same');
  const work = 2 * dy.size * s.kernel ** 2 * s.inputs;
  const attributes = {
    strides: [s.stride, s.stride], pad: 'same', dataFormat: 'NHWC', dilations: [1, 1], filterShape: filter.shape,
    inputShape: x.shape, activation: 'relu',
  };
  const kernel = (of: string | tf.KernelFunc, inputs: tf.NamedTensorMap) => ({ run: () => runKernel(of, inputs, attributes) });
  const tasks = [
    kernel('FusedConv2D', { x, filter, bias }),
    kernel(stock, { x, filter, bias }),
    kernel('Conv2DBackpropFilter', { x, dy }),
    kernel('Conv2DBackpropInput', { dy, filter }),
  ];
  const all = await interleave([...tasks, ...peak.tasks], { rounds: ROUNDS });
  tf.dispose([x, filter, bias, dy]);
  const rates = all.map((milliseconds, i) => milliseconds.map((ms) => (peak.work[i - tasks.length] ?? work) / ms / 1e6));
  const [forward, stockForward, filterGradient, inputGradient, ...loops] = rates;
  const top = fastest(loops);
  const rate = (values: readonly number[]) => digits(median(values));
  return [
    rate(top), rate(forward), times(ratio(forward, stockForward)),
    ...[filterGradient, inputGradient].flatMap((gradient) => [rate(gradient), percent(ratio(gradient, top))]),
  ];
}

await main();
