/**
 * Functions of two numbers whose shapes stretch to each other's, for what stock gets wrong: types other than float32, and the larger and
 * smaller of two, where stock drops NaN.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { WasmBackend } from './backend';
import { placesIn, written } from './heap';

export interface BinaryArgs {
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
  LogicalAnd: (a, b) => Number(a && b ? 1 : 0), LogicalOr: (a, b) => Number(a || b ? 1 : 0), LogicalXor: (a, b) => Number(!a !== !b),
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

/** The kernel for integers and truth values; float32 goes to `floats`. */
export function binary(name: keyof typeof functions, floats: BinaryKernel): BinaryKernel {
  return (args) => {
    const { inputs: { a, b }, backend } = args;
    if (a.dtype === 'float32' && b.dtype === 'float32') return floats(args);
    return combined(backend, a, b, truths.test(name) ? 'bool' : a.dtype, functions[name]);
  };
}

export function prelu({ inputs: { x, alpha }, backend }: { inputs: { x: tf.TensorInfo; alpha: tf.TensorInfo }; backend: WasmBackend }): tf.TensorInfo {
  return combined(backend, x, alpha, 'float32', (value, slope) => (value < 0 ? slope * value : value));
}

/** With the sign of b. */
function mod(a: number, b: number): number {
  const rest = a % b;
  return (a < 0) === (b < 0) ? rest : (rest + b) % b;
}
