/**
 * Add, Sub and Multiply of float32 where one side is a number a channel, as bias and normalization need it: the stock
 * kernels work out the place of every single element. Other shapes are left to stock.
 */
import * as tf from '@tensorflow/tfjs-core';
import { addressOf, type WasmBackend } from './backend';
import { parallelFor, partsOf } from './threadPool';

/** Bytes of rows worked through before the next ones: they stay in the first-level cache. */
const CACHE = 16 * 1024;

interface BinaryArgs {
  inputs: { a: tf.TensorInfo; b: tf.TensorInfo };
  backend: WasmBackend;
}

/** Codes of `broadcastRows` with the channels' numbers on the right, and on the left. */
const codes = { Add: [0, 0], Sub: [1, 3], Multiply: [2, 2] } as const;

export function broadcasting(name: keyof typeof codes, stock: (args: BinaryArgs) => tf.TensorInfo) {
  const [right, left] = codes[name];
  return (args: BinaryArgs): tf.TensorInfo => {
    const { inputs: { a, b }, backend } = args;
    if (a.dtype === 'float32' && b.dtype === 'float32') {
      if (servesRows(b, a)) return apply(backend, right, a, b);
      if (servesRows(a, b)) return apply(backend, left, b, a);
    }
    return stock(args);
  };
}

/** Whether `s` is one number for each index of x's last axis, and x has the shape of the result. */
function servesRows(s: tf.TensorInfo, x: tf.TensorInfo): boolean {
  const inner = x.shape[x.shape.length - 1];
  return s.shape.length <= x.shape.length && inner > 1 && tf.util.sizeFromShape(s.shape) === inner &&
    s.shape[s.shape.length - 1] === inner && tf.util.sizeFromShape(x.shape) > inner;
}

function apply(backend: WasmBackend, code: number, x: tf.TensorInfo, s: tf.TensorInfo): tf.TensorInfo {
  const inner = x.shape[x.shape.length - 1];
  const rows = tf.util.sizeFromShape(x.shape) / inner;
  const y = backend.makeOutput(x.shape, 'float32');
  const step = Math.max(1, Math.floor(CACHE / (inner * 4)));
  parallelFor(backend, rows, partsOf(backend, rows, rows * inner), (kernels, first, end) => {
    for (let row = first; row < end; row += step) {
      const at = row * inner * 4;
      kernels.broadcastRows(
        code, addressOf(backend, x) + at, addressOf(backend, s), addressOf(backend, y) + at,
        Math.min(step, end - row), inner,
      );
    }
  });
  return y;
}
