/** Products of matrices of integers, which the WASM backend lacks, as plain loops. */
import * as tf from '@tensorflow/tfjs-core';
import { clamps, fused, noClamp } from './fused';
import { placesIn, written } from './heap';
import type { MatMulArgs, MatMulKernel } from './matMul';

/** `floats` takes products of float32. */
export function ofIntegers(floats: MatMulKernel): MatMulKernel {
  return (args) => {
    const { inputs: { a, b } } = args;
    if (a.dtype === 'float32' && b.dtype === 'float32') return floats(args);
    for (const [name, { dtype }] of Object.entries({ a, b })) {
      if (dtype !== 'int32') throw new Error(`Invalid \`${name}\` in matMul on the WASM backend: expected a and b both float32 or both int32, received ${dtype}.`);
    }
    return fused(args, NaN, (_, activation) => product(args, clamps[activation] ?? noClamp));
  };
}

function product({ inputs: { a, b }, backend, attrs }: MatMulArgs, [low, high]: readonly [number, number]): tf.TensorInfo {
  const [rowsA, columnsA] = a.shape.slice(-2);
  const [rowsB, columnsB] = b.shape.slice(-2);
  const [m, k, stepA, alongA] = attrs.transposeA ? [columnsA, rowsA, 1, columnsA] : [rowsA, columnsA, columnsA, 1];
  const [n, inner, stepB, alongB] = attrs.transposeB ? [rowsB, columnsB, columnsB, 1] : [columnsB, rowsB, 1, columnsB];
  if (inner !== k) {
    throw new Error(`Invalid \`b\` in matMul: expected ${k} rows for the ${k} columns of a, received ${inner} (a [${a.shape}], b [${b.shape}]).`);
  }
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
