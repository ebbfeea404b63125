/**
 * Functions of one number. Stock's kernels take every type for float32, but for some of int32: of truth values they read four bytes each,
 * and write as many into what lies behind. Those that are wrong for float32 too are here for all types. As on the cpu backend, a result
 * has the type of x, cut to whole numbers where that is int32, unless the table names another.
 */
import * as tf from '@tensorflow/tfjs-core';
import { addressOf, type WasmBackend } from './backend';
import { written } from './heap';
import { parallelFor, partsOf } from './threadPool';

type Attributes = Record<string, number>;

interface UnaryArgs {
  inputs: { x: tf.TensorInfo };
  backend: WasmBackend;
  attrs: Attributes;
}

type UnaryKernel = (args: UnaryArgs) => tf.TensorInfo;
type Function = (x: number, attrs: Attributes) => number;


const { SELU_SCALE, SELU_SCALEALPHA, ERF_P, ERF_A1, ERF_A2, ERF_A3, ERF_A4, ERF_A5 } = tf.backend_util;

const functions: Record<string, Function> = {
  Abs: Math.abs, Acos: Math.acos, Acosh: Math.acosh, Asin: Math.asin, Asinh: Math.asinh, Atan: Math.atan, Atanh: Math.atanh,
  Ceil: Math.ceil, Cos: Math.cos, Cosh: Math.cosh, Exp: Math.exp, Expm1: Math.expm1, Floor: Math.floor, Log: Math.log, Log1p: Math.log1p,
  Sin: Math.sin, Sinh: Math.sinh, Sqrt: Math.sqrt, Tan: Math.tan, Tanh: Math.tanh,
  Elu: (x) => (x >= 0 ? x : Math.expm1(x)),
  Erf: erf,
  IsFinite: (x) => Number(Number.isFinite(x)),
  IsInf: (x) => Number(Math.abs(x) === Infinity),
  IsNan: (x) => Number(Number.isNaN(x)),
  LeakyRelu: (x, { alpha }) => (x < 0 ? alpha * x : x),
  LogicalNot: (x) => (x ? 0 : 1),
  Neg: (x) => -x,
  Reciprocal: (x) => 1 / x,
  Relu: (x) => Math.max(0, x),
  Round: round,
  Rsqrt: (x) => 1 / Math.sqrt(x),
  Selu: (x) => (x >= 0 ? SELU_SCALE * x : SELU_SCALEALPHA * Math.expm1(x)),
  Sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  Sign: (x) => (x < 0 ? -1 : x > 0 ? 1 : 0),
  Softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  Square: (x) => Math.imul(x, x),
  Step: (x, { alpha }) => (Number.isNaN(x) ? NaN : x > 0 ? 1 : alpha),
};

const resultTypes: Record<string, tf.DataType> = {
  Exp: 'float32', Expm1: 'float32', LeakyRelu: 'float32', IsFinite: 'bool', IsInf: 'bool', IsNan: 'bool', LogicalNot: 'bool',
};

/** Stock's sign of a number between −1 and 1 is 0. */
const wrongFloats = ['Sign'];

export const unaryKernels = Object.keys(functions);

export function unary(name: string, stock: UnaryKernel): UnaryKernel {
  const f = functions[name];
  return (args) => {
    const { inputs: { x }, backend, attrs } = args;
    if (x.dtype === 'float32' && !wrongFloats.includes(name)) return stock(args);
    const dtype = resultTypes[name] ?? x.dtype;
    return written(backend, x.shape, dtype, [x], (y, from) => {
      for (let i = 0; i < y.length; i++) y[i] = f(from[i], attrs);
      if (dtype === 'bool') for (let i = 0; i < y.length; i++) y[i] &= 1;
    });
  };
}

/** The largest of `low` and x, or `high`, the smaller; NaN stays NaN, of which stock makes `low`. */
export function clampOf(limits: (attrs: Attributes) => readonly [number, number]): UnaryKernel {
  return ({ inputs: { x }, backend, attrs }) => {
    const [low, high] = limits(attrs);
    if (x.dtype === 'float32') return clamped(backend, x, low, high);
    return written(backend, x.shape, x.dtype, [x], (y, from) => {
      for (let i = 0; i < y.length; i++) y[i] = from[i] > high ? high : from[i] < low ? low : from[i];
    });
  };
}

/** Of float32. */
export function clamped(backend: WasmBackend, x: tf.TensorInfo, low: number, high: number): tf.TensorInfo {
  const y = backend.makeOutput(x.shape, 'float32');
  const size = tf.util.sizeFromShape(x.shape);
  const [from, to] = [addressOf(backend, x), addressOf(backend, y)];
  parallelFor(backend, size, partsOf(backend, size, size), (kernels, first, end) => {
    kernels.clamp(from + first * 4, to + first * 4, end - first, low, high);
  });
  return y;
}

/** To the even one of two neighbours that are as near. */
function round(x: number): number {
  const down = Math.floor(x);
  if (x - down === 0.5) return down % 2 === 0 ? down : down + 1;
  return Math.round(x);
}

/** Abramowitz and Stegun 7.1.26, as tfjs has it. */
function erf(x: number): number {
  const t = 1 / (1 + ERF_P * Math.abs(x));
  const series = ((((ERF_A5 * t + ERF_A4) * t + ERF_A3) * t + ERF_A2) * t + ERF_A1) * t;
  return Math.sign(x) * (1 - series * Math.exp(-x * x));
}
