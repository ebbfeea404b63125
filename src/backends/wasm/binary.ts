/**
 * Functions of two numbers whose shapes stretch to each other's, for what stock gets wrong: types other than float32, and the larger and
 * smaller of two, where stock drops NaN.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { WasmBackend } from './backend';
import { placesIn, written } from './heap';

interface BinaryArgs {
  inputs: { a: tf.TensorInfo; b: tf.TensorInfo };
  backend: WasmBackend;
}

export type BinaryKernel = (args: BinaryArgs) => tf.TensorInfo;
type Function = (a: number, b: number) => number;

export const functions = {
  Add: (a, b) => a + b, Sub: (a, b) => a - b, Multiply: Math.imul, RealDiv: (a, b) => a / b, FloorDiv: (a, b) => Math.floor(a / b),
  Maximum: Math.max, Minimum: Math.min, Mod: mod, Pow: Math.pow, SquaredDifference: (a, b) => (a - b) * (a - b), Atan2: Math.atan2,
  Equal: (a, b) => Number(a === b), NotEqual: (a, b) => Number(a !== b), Greater: (a, b) => Number(a > b),
  GreaterEqual: (a, b) => Number(a >= b), Less: (a, b) => Number(a < b), LessEqual: (a, b) => Number(a <= b),
  LogicalAnd: (a, b) => Number(a && b ? 1 : 0), LogicalOr: (a, b) => Number(a || b ? 1 : 0),
} satisfies Record<string, Function>;

const truths = /^(Equal|NotEqual|Greater|GreaterEqual|Less|LessEqual|Logical.*)$/;

/** f of every pair, after both shapes were stretched to a common one. */
export function combined(backend: WasmBackend, a: tf.TensorInfo, b: tf.TensorInfo, dtype: tf.DataType, f: Function): tf.TensorInfo {
  const shape = tf.backend_util.assertAndGetBroadcastShape(a.shape, b.shape);
  return written(backend, shape, dtype, [a, b], (y, p, q) => {
    const [atA, atB] = [placesIn(a.shape, shape), placesIn(b.shape, shape)];
    for (let i = 0; i < y.length; i++) y[i] = f(p[atA ? atA[i] : i], q[atB ? atB[i] : i]);
  });
}

/** The same of texts. */
function compared(backend: WasmBackend, a: tf.TensorInfo, b: tf.TensorInfo, f: Function): tf.TensorInfo {
  const shape = tf.backend_util.assertAndGetBroadcastShape(a.shape, b.shape);
  const [p, q] = [a, b].map(({ dataId }) => tf.backend_util.fromUint8ToStringArray(backend.readSync(dataId) as unknown as Uint8Array[]));
  return written(backend, shape, 'bool', [], (y) => {
    const [atA, atB] = [placesIn(a.shape, shape), placesIn(b.shape, shape)];
    for (let i = 0; i < y.length; i++) y[i] = f(p[atA ? atA[i] : i] as never, q[atB ? atB[i] : i] as never);
  });
}

/** The kernel for integers and truth values; float32 goes to `floats`. */
export function binary(name: keyof typeof functions, floats: BinaryKernel): BinaryKernel {
  return (args) => {
    const { inputs: { a, b }, backend } = args;
    if (a.dtype === 'float32' && b.dtype === 'float32') return floats(args);
    if (a.dtype === 'string' && b.dtype === 'string' && truths.test(name)) return compared(backend, a, b, functions[name]);
    const dtype = truths.test(name) ? 'bool' : name === 'FloorDiv' ? 'int32' : a.dtype;
    return combined(backend, a, b, dtype, functions[name]);
  };
}

interface PreluArgs {
  inputs: { x: tf.TensorInfo; alpha: tf.TensorInfo };
  backend: WasmBackend;
}

/** Stock takes every alpha for float32 numbers per channel. */
export function prelu(stock: (args: PreluArgs) => tf.TensorInfo) {
  return (args: PreluArgs): tf.TensorInfo => {
    const { inputs: { x, alpha }, backend } = args;
    const channels = x.shape[x.shape.length - 1];
    const isPerChannel = alpha.shape[alpha.shape.length - 1] === channels && tf.util.sizeFromShape(alpha.shape) === channels;
    if (isPerChannel && x.dtype === 'float32' && alpha.dtype === 'float32' && tf.util.sizeFromShape(x.shape) > 0) return stock(args);
    return combined(backend, x, alpha, 'float32', (value, slope) => (value < 0 ? slope * value : value));
  };
}

/** With the sign of b. */
function mod(a: number, b: number): number {
  const rest = a % b;
  return (a < 0) === (b < 0) ? rest : (rest + b) % b;
}
