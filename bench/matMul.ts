/**
 * Products of square matrices with transposed operands, as the gradients of dense layers need them: times over the
 * untransposed product (smaller is better), and stock tfjs over ours (larger is better).
 *
 *   npx tsx bench/matMul.ts
 */
import * as tf from '@tensorflow/tfjs-core';
import { runKernel, stockKernels } from './kernelSets';
import { digits, table, times } from './markdown';
import { interleave, median, ratio } from './measure';

const SIZES = [256, 512, 1024];
const ROUNDS = 15;

/** Stock multiplies them by a loop over single numbers; its rounds are few, for they are long. */
const STOCK_ROUNDS = 3;

const transposes = [
  { transposeA: false, transposeB: false },
  { transposeA: true, transposeB: false },
  { transposeA: false, transposeB: true },
  { transposeA: true, transposeB: true },
];

const stock = (await stockKernels(['BatchMatMul'])).BatchMatMul;
const rows: string[][] = [];
for (const size of SIZES) rows.push([`${size} × ${size}`, ...(await measure(size))]);
console.log(table(
  ['matMul', 'AB, GFLOP/s', 'AᵀB over AB', 'ABᵀ over AB', 'AᵀBᵀ over AB', 'AᵀB, stock over ours', 'ABᵀ, stock over ours'], rows,
));

async function measure(size: number): Promise<string[]> {
  const a = tf.randomNormal([1, size, size], 0, 1, 'float32', 1);
  const b = tf.randomNormal([1, size, size], 0, 1, 'float32', 2);
  const product = (kernel: string | tf.KernelFunc) => (attributes: object) =>
    ({ run: () => runKernel(kernel, { a, b }, attributes) });
  const [plain, ...transposed] = await interleave(transposes.map(product('BatchMatMul')), { rounds: ROUNDS });
  const pairs = transposes.slice(1, 3).flatMap((attributes) => [stock, 'BatchMatMul'].map((kernel) => product(kernel)(attributes)));
  const [stockA, oursA, stockB, oursB] = await interleave(pairs, { rounds: STOCK_ROUNDS, repeats: [1, 1, 1, 1] });
  tf.dispose([a, b]);
  return [
    digits((2 * size ** 3) / median(plain) / 1e6), ...transposed.map((one) => times(ratio(one, plain))),
    times(ratio(stockA, oursA)), times(ratio(stockB, oursB)),
  ];
}
