/** Products of matrices of integers, which the WASM backend lacks, as plain loops. */
import * as tf from '@tensorflow/tfjs-core';
import { invalid } from '../../shapes/check';
import { clamps, fused, noClamp } from './fused';
import { placesIn, written } from './heap';
import type { MatMulArgs, MatMulKernel } from './matMul';

/** The shapes must fit. */
export const integerMatMul: MatMulKernel = (args) => {
  const { inputs: { a, b } } = args;
  for (const [name, { dtype }] of Object.entries({ a, b })) {
    if (dtype !== 'int32') throw invalid(name, 'matMul on the WASM backend', 'float32, or int32 for both a and b', dtype);
  }
  return fused(args, NaN, (_, activation) => product(args, clamps[activation] ?? noClamp)); // No bias goes with the product itself.
};

function product({ inputs: { a, b }, backend, attrs }: MatMulArgs, [low, high]: readonly [number, number]): tf.TensorInfo {
  const [rowsA, columnsA] = a.shape.slice(-2);
  const [rowsB, columnsB] = b.shape.slice(-2);
  const [m, k, stepA, alongA] = attrs.transposeA ? [columnsA, rowsA, 1, columnsA] : [rowsA, columnsA, columnsA, 1];
  const [n, stepB, alongB] = attrs.transposeB ? [rowsB, columnsB, 1] : [columnsB, 1, columnsB];
  const [outerA, outerB] = [a, b].map(({ shape }) => shape.slice(0, -2));
  const outer = tf.backend_util.assertAndGetBroadcastShape(outerA, outerB);
  const [batchesA, batchesB] = [outerA, outerB].map((own) => placesIn(own, outer));
  return written(backend, [...outer, m, n], 'int32', [a, b], (y, p, q) => {
    for (let i = 0; i < y.length; i++) {
      const column = i % n;
      const row = Math.floor(i / n) % m;
      const batch = Math.floor(i / (m * n));
      let atA = (batchesA ? batchesA[batch] : batch) * m * k + row * stepA;
      let atB = (batchesB ? batchesB[batch] : batch) * k * n + column * stepB;
      let sum = 0;
      for (let s = 0; s < k; s++, atA += alongA, atB += alongB) sum = (sum + Math.imul(p[atA], q[atB])) | 0;
      y[i] = Math.min(Math.max(sum, low), high);
    }
  });
}
