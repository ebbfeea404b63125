/**
 * Kernels of volumes in plain loops, where stock's are wrong: the gradients of a 3-D convolution, and maxima of windows, which stock
 * begins at the smallest positive number, so that negative ones are lost; of images too where their places are asked for.
 */
import * as tf from '@tensorflow/tfjs-core';
import { invalid } from '../../shapes/check';
import { checkFloat, type WasmBackend } from './backend';
import { type HeapArray, numbersOf, written } from './heap';

type ConvParameters = Parameters<typeof tf.backend_util.computeConv3DInfo>;
type PoolParameters = Parameters<typeof tf.backend_util.computePool3DInfo>;
type Windows = ReturnType<typeof tf.backend_util.computeConv3DInfo>;

interface InputGradientArgs {
  inputs: { dy: tf.TensorInfo; filter: tf.TensorInfo };
  backend: WasmBackend;
  attrs: { strides: ConvParameters[2]; pad: ConvParameters[4]; inputShape: ConvParameters[0] };
}

/** Conv3DBackpropInputV2, also the transposed convolution: dx[p] = Σ over taps of dy[q] · filter[tap] where q · stride + tap = p. */
export function conv3dInputGradient({ inputs: { dy, filter }, backend, attrs }: InputGradientArgs): tf.TensorInfo {
  checkFloat('a transposed 3-D convolution', { x: dy, filter });
  const { inputShape, strides, pad } = attrs;
  const g = tf.backend_util.computeConv3DInfo(inputShape, filter.shape as ConvParameters[1], strides, 1, pad);
  checkShape('dy', dy, g.outShape);
  const { inChannels, outChannels } = g;
  return written(backend, inputShape, 'float32', [dy, filter], (dx, from, weights) => {
    const sums = new Float64Array(dx.length);
    eachPair(g, (out, input, tap) => {
      for (let i = 0, w = tap * inChannels * outChannels; i < inChannels; i++) {
        let sum = 0;
        for (let o = out * outChannels, end = o + outChannels; o < end; o++, w++) sum += from[o] * weights[w];
        sums[input * inChannels + i] += sum;
      }
    });
    dx.set(sums);
  });
}

interface FilterGradientArgs {
  inputs: { x: tf.TensorInfo; dy: tf.TensorInfo };
  backend: WasmBackend;
  attrs: { strides: ConvParameters[2]; pad: ConvParameters[4]; filterShape: ConvParameters[1] };
}

export function conv3dFilterGradient({ inputs: { x, dy }, backend, attrs }: FilterGradientArgs): tf.TensorInfo {
  checkFloat('the filter gradient of a 3-D convolution', { x, dy });
  const { filterShape, strides, pad } = attrs;
  const g = tf.backend_util.computeConv3DInfo(x.shape as ConvParameters[0], filterShape, strides, 1, pad);
  checkShape('dy', dy, g.outShape);
  const { inChannels, outChannels } = g;
  return written(backend, filterShape, 'float32', [x, dy], (dw, volume, from) => {
    const sums = new Float64Array(dw.length);
    eachPair(g, (out, input, tap) => {
      for (let i = 0, w = tap * inChannels * outChannels; i < inChannels; i++) {
        const value = volume[input * inChannels + i];
        for (let o = out * outChannels, end = o + outChannels; o < end; o++, w++) sums[w] += value * from[o];
      }
    });
    dw.set(sums);
  });
}

interface PoolArgs {
  inputs: { x: tf.TensorInfo };
  backend: WasmBackend;
  attrs: PoolAttributes & { includeBatchInIndex?: boolean };
}

interface PoolAttributes {
  filterSize: PoolParameters[1];
  strides: PoolParameters[2];
  pad: PoolParameters[4];
  dimRoundingMode?: PoolParameters[5];
  dataFormat?: PoolParameters[6];
}

export function maxPool3d({ inputs: { x }, backend, attrs }: PoolArgs): tf.TensorInfo {
  const g = windows3d(x, attrs);
  return written(backend, g.outShape, x.dtype, [x], (y, from) => { largest(g, from, y); });
}

interface PoolGradientArgs {
  inputs: { dy: tf.TensorInfo; input: tf.TensorInfo };
  backend: WasmBackend;
  attrs: PoolAttributes;
}

/** To the first of equal values, as in the plane. */
export function maxPool3dGradient({ inputs: { dy, input }, backend, attrs }: PoolGradientArgs): tf.TensorInfo {
  const g = windows3d(input, attrs);
  checkShape('dy', dy, g.outShape);
  return written(backend, input.shape, 'float32', [dy, input], (dx, from, x) => {
    dx.fill(0);
    largest(g, x, new Float32Array(from.length)).forEach((place, i) => { dx[place] += from[i]; });
  });
}

/** A window gives its dy to what it covers of the volume in equal parts. */
export function averagePool3dGradient({ inputs: { dy, input }, backend, attrs }: PoolGradientArgs): tf.TensorInfo {
  const g = windows3d(input, attrs);
  checkShape('dy', dy, g.outShape);
  return written(backend, input.shape, 'float32', [dy], (dx, from) => {
    const counts = new Int32Array(from.length / g.inChannels);
    dx.fill(0);
    eachPair(g, (out) => { counts[out]++; });
    eachPair(g, (out, at) => {
      for (let c = 0; c < g.inChannels; c++) dx[at * g.inChannels + c] += from[out * g.inChannels + c] / counts[out];
    });
  });
}

export function maxPoolWithArgmax({ inputs: { x }, backend, attrs }: PoolArgs): tf.TensorInfo[] {
  const { filterSize, strides, pad } = attrs;
  const g = tf.backend_util.computePool2DInfo(x.shape as [number, number, number, number], filterSize as number, strides as number, 1, pad);
  const flat = { ...g, inDepth: 1, outDepth: 1, strideDepth: 1, filterDepth: 1, dilationDepth: 1, padInfo: { ...g.padInfo, front: 0 } };
  const pooled = backend.makeOutput(g.outShape, x.dtype);
  const places = written(backend, g.outShape, 'int32', [x], (y, from) => {
    y.set(largest(flat as unknown as Windows, from, numbersOf(backend, pooled)));
    const image = g.inHeight * g.inWidth * g.inChannels;
    if (!attrs.includeBatchInIndex) y.forEach((place, i) => { y[i] = place % image; });
  });
  return [pooled, places];
}

function windows3d(x: tf.TensorInfo, { filterSize, strides, pad, dimRoundingMode, dataFormat }: PoolAttributes): Windows {
  if (dataFormat && dataFormat !== 'NDHWC') {
    throw invalid('dataFormat', 'a 3-D pool on the WASM backend', 'NDHWC', dataFormat);
  }
  return tf.backend_util.computePool3DInfo(x.shape as PoolParameters[0], filterSize, strides, 1, pad, dimRoundingMode);
}

function checkShape(name: string, { shape }: tf.TensorInfo, expected: number[]): void {
  if (tf.util.arraysEqual(shape, expected)) return;
  throw invalid(name, 'a gradient on the WASM backend', `the shape of the output, [${expected}]`, shape);
}

/** Write the largest of each window, NaN above all, and return the places of the first ones. */
function largest(g: Windows, x: HeapArray, y: HeapArray): Int32Array {
  const channels = g.inChannels;
  const places = new Int32Array(y.length).fill(-1);
  y.fill(-Infinity);
  eachPair(g, (out, input) => {
    for (let c = 0, i = out * channels, at = input * channels; c < channels; c++, i++, at++) {
      if (places[i] >= 0 && !(x[at] > y[i]) && !(Number.isNaN(x[at]) && !Number.isNaN(y[i]))) continue;
      y[i] = x[at];
      places[i] = at;
    }
  });
  return places;
}

/** Calls `visit` with the indices of a pixel of the output, one of the input that its window covers, and of the tap. */
function eachPair(g: Windows, visit: (out: number, input: number, tap: number) => void): void {
  const rows = axis(g.outHeight, g.inHeight, g.filterHeight, g.strideHeight, g.dilationHeight, g.padInfo.top);
  const columns = axis(g.outWidth, g.inWidth, g.filterWidth, g.strideWidth, g.dilationWidth, g.padInfo.left);
  const frames = axis(g.outDepth, g.inDepth, g.filterDepth, g.strideDepth, g.dilationDepth, g.padInfo.front);
  let out = 0;
  for (let n = 0; n < g.batchSize; n++) for (const frame of frames) for (const row of rows) for (const column of columns) {
    for (const [z, tapZ] of frame) for (const [y, tapY] of row) for (const [x, tapX] of column) {
      visit(out, ((n * g.inDepth + z) * g.inHeight + y) * g.inWidth + x, (tapZ * g.filterHeight + tapY) * g.filterWidth + tapX);
    }
    out++;
  }
}

/** For each output along an axis, the (input, tap) that its window covers. */
function axis(outputs: number, inputs: number, taps: number, stride: number, dilation: number, before: number): [number, number][][] {
  return Array.from({ length: outputs }, (_, out) => Array.from({ length: taps }, (_, tap): [number, number] =>
    [out * stride - before + tap * dilation, tap]).filter(([input]) => input >= 0 && input < inputs));
}
