/**
 * FusedBatchNorm: y = (x − mean) · scale / √(variance + ε) + offset, with one number a channel. Other shapes are left
 * to the stock kernel, first spread over x where they have numbers along other axes than the last ones.
 */
import * as tf from '@tensorflow/tfjs-core';
import { invalid } from '../../shapes/check';
import { addressOf, checkFloat, type WasmBackend, withScratch } from './backend';
import { parallelFor, partsOf } from './threadPool';

/** Pixels worked through channel by channel before the next ones: they stay in the first-level cache. */
const CACHE = 16 * 1024;

interface BatchNormArgs {
  inputs: {
    x: tf.TensorInfo;
    mean: tf.TensorInfo;
    variance: tf.TensorInfo;
    offset?: tf.TensorInfo;
    scale?: tf.TensorInfo;
  };
  backend: WasmBackend;
  attrs: { varianceEpsilon: number };
}

export function batchNorm(stock: (args: BatchNormArgs) => tf.TensorInfo) {
  return (args: BatchNormArgs): tf.TensorInfo => {
    const { inputs: { x, mean, variance, offset, scale }, backend, attrs } = args;
    checkFloat('batch normalization', { x, mean, variance, offset, scale });
    const channels = x.shape[x.shape.length - 1];
    const isPerChannel = (t?: tf.TensorInfo) => !t || (t.shape.length === 1 && t.shape[0] === channels);
    for (const [name, t] of Object.entries({ mean, variance, offset, scale })) {
      if (t && !spreadsOver(x.shape, t.shape)) {
        throw invalid(name, 'batch normalization on the WASM backend', `[${channels}], or a shape that spreads over [${x.shape}]`, t.shape);
      }
    }
    if (![mean, variance, offset, scale].every((t) => !t || repeatsIn(x.shape, t.shape))) return stockOfSpread(args, stock);
    if (![mean, variance, offset, scale].every(isPerChannel) || channels === 0) return stock(args);
    return withScratch(backend, [channels * 4, channels * 4], ([factors, offsets]) => {
      const y = backend.makeOutput(x.shape, 'float32');
      const numbers = (address: number) => new Float32Array(backend.wasm.HEAPU8.buffer, address, channels);
      const scales = scale && numbers(addressOf(backend, scale));
      const variances = numbers(addressOf(backend, variance));
      numbers(factors).set(variances.map((v, c) => (scales ? scales[c] : 1) / Math.sqrt(v + attrs.varianceEpsilon)));
      if (offset) numbers(offsets).set(numbers(addressOf(backend, offset)));
      else numbers(offsets).fill(0);
      const pixels = x.shape.slice(0, -1).reduce((product, size) => product * size, 1);
      const step = Math.max(1, Math.floor(CACHE / (channels * 4)));
      parallelFor(backend, pixels, partsOf(backend, pixels, pixels * channels), (kernels, first, end) => {
        for (let pixel = first; pixel < end; pixel += step) {
          const at = pixel * channels * 4;
          kernels.normalize(
            addressOf(backend, x) + at, addressOf(backend, y) + at, Math.min(step, end - pixel), channels,
            addressOf(backend, mean), factors, offsets,
          );
        }
      });
      return y;
    });
  };
}

/** Whether `shape` ends as `inner`, but for leading axes of 1: stock reads the numbers of `inner` in order, again and again. */
function repeatsIn(shape: number[], inner: number[]): boolean {
  const sizes = [...inner];
  while (sizes[0] === 1) sizes.shift();
  return tf.util.arraysEqual(sizes, shape.slice(shape.length - sizes.length));
}

/** Whether `shape`, with axes of 1 before it as needed, has along each axis 1 or as much as x. */
function spreadsOver(x: number[], shape: number[]): boolean {
  const sizes = alignedTo(x, shape);
  return sizes.every((size, axis) => size === 1 || size === x[axis]) && tf.util.sizeFromShape(sizes) === tf.util.sizeFromShape(shape);
}

function alignedTo(x: number[], shape: number[]): number[] {
  return x.map((_, axis) => shape[axis + shape.length - x.length] ?? 1);
}

/** `stock` of statistics of the shape of x. */
function stockOfSpread({ inputs, backend, attrs }: BatchNormArgs, stock: (args: BatchNormArgs) => tf.TensorInfo): tf.TensorInfo {
  const { x } = inputs;
  const made: Record<string, tf.TensorInfo> = {};
  try {
    for (const [name, t] of Object.entries(inputs)) {
      if (!t || name === 'x') continue;
      const shape = alignedTo(x.shape, t.shape);
      const reps = shape.map((size, axis) => (size === 1 ? x.shape[axis] : 1));
      const { kernelFunc } = tf.getKernel('Tile', 'wasm');
      made[name] = kernelFunc({ inputs: { x: { dataId: t.dataId, dtype: t.dtype, shape } }, backend, attrs: { reps } }) as tf.TensorInfo;
    }
    return stock({ inputs: { ...inputs, ...made }, backend, attrs });
  } finally {
    Object.values(made).forEach(({ dataId }) => { backend.disposeData(dataId); });
  }
}
