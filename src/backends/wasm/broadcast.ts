/**
 * Add, Sub, Multiply, Maximum and Minimum of float32 where one side is a number per channel, as bias and normalization need it: the
 * stock kernels work out the place of every single element. Other shapes are left to stock, but for Maximum and Minimum, whose stock
 * kernels drop NaN.
 */
import * as tf from '@tensorflow/tfjs-core';
import { addressOf, type WasmBackend } from './backend';
import { type BinaryKernel, combined, functions } from './binary';
import { numbersOf } from './heap';
import { parallelFor, partsOf } from './threadPool';
import { clamped } from './unary';

/** Bytes of rows worked through before the next ones: they stay in the first-level cache. */
const CACHE = 16 * 1024;

/** Codes of `broadcastRows` with the channels' numbers on the right, and on the left. */
const codes = { Add: [0, 0], Sub: [1, 3], Multiply: [2, 2], Maximum: [4, 4], Minimum: [5, 5] } as const;

/** Of float32; `others` takes the shapes that are not served here. */
export function broadcasting(name: keyof typeof codes, others: BinaryKernel): BinaryKernel {
  const [right, left] = codes[name];
  return (args) => {
    const { inputs: { a, b }, backend } = args;
    if (servesRows(b, a)) return apply(backend, right, a, b);
    if (servesRows(a, b)) return apply(backend, left, b, a);
    return others(args);
  };
}

/** Maximum or Minimum of float32: like shapes and single numbers go four at a time, as rows do. */
export function extreme(name: 'Maximum' | 'Minimum'): BinaryKernel {
  const larger = name === 'Maximum';
  return broadcasting(name, ({ inputs: { a, b }, backend }) => {
    if (tf.util.arraysEqual(a.shape, b.shape)) return pairs(backend, codes[name][0], a, b);
    const [x, s] = b.shape.length <= a.shape.length ? [a, b] : [b, a];
    const limit = tf.util.sizeFromShape(s.shape) === 1 ? numbersOf(backend, s)[0] : NaN;
    if (Number.isNaN(limit)) return combined(backend, a, b, 'float32', functions[name]);
    return clamped(backend, x, larger ? limit : -Infinity, larger ? Infinity : limit);
  });
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

function pairs(backend: WasmBackend, code: number, a: tf.TensorInfo, b: tf.TensorInfo): tf.TensorInfo {
  const y = backend.makeOutput(a.shape, 'float32');
  const size = tf.util.sizeFromShape(a.shape);
  const [first, second, to] = [a, b, y].map((tensor) => addressOf(backend, tensor));
  parallelFor(backend, size, partsOf(backend, size, size), (kernels, from, end) => {
    kernels.broadcastRows(code, first + from * 4, second + from * 4, to + from * 4, 1, end - from);
  });
  return y;
}
