/**
 * Puts our kernels in the place of the missing, wrong or slow ones of tfjs's WASM backend, and back.
 */
import * as tf from '@tensorflow/tfjs-core';
import { guardAllocation } from './allocation';
import { fetchInputs, type WasmBackend, wasmBackend } from './backend';
import { batchNorm } from './batchNorm';
import { binary, functions, prelu } from './binary';
import { bounded, boundedKernels } from './bounds';
import { broadcasting, extreme } from './broadcast';
import { anyChannelOrder } from './channelsFirst';
import { concat, slice, split, tile } from './copies';
import { convFilterGradient } from './convFilterGradient';
import { convForward } from './convForward';
import { convInputGradient } from './convInputGradient';
import { depthwiseForward } from './depthwiseForward';
import { depthwiseFilterGradient, depthwiseInputGradient } from './depthwiseGradients';
import { dilation2d, dilation2dFilterGradient, dilation2dInputGradient } from './dilation2d';
import { einsum, einsumGradient } from './einsum';
import { batchNormGradient, meanGradient, reluGradient } from './gradients';
import { rotateWithOffset, transform } from './imageKernels';
import { integerMatMul } from './integerMatMul';
import { matMul } from './matMul';
import { compileKernels } from './module';
import { bincount, cumulative, gather, oneHot, reverse, select, stridedSlice, transpose } from './moves';
import { averagePoolGradient, maxPoolGradient } from './poolGradients';
import { averagePool, maxPool } from './pools';
import { mean, ofSome, sum } from './reductions';
import { resizeBilinearGradient, resizeNearest, resizeNearestGradient } from './resizeGradients';
import { segmentSum } from './segmentSum';
import { cast, identity } from './share';
import { stopThreads } from './threadPool';
import { clampOf, unary, unaryKernels } from './unary';
import {
  averagePool3dGradient, conv3dFilterGradient, conv3dInputGradient, maxPool3d, maxPool3dGradient, maxPoolWithArgmax,
} from './volumes';

/** A stock kernel; what it takes and gives, the kernel that falls back on it knows. */
type Stock = <Args, Result>(args: Args) => Result;

/** By tfjs's names, each made from the stock kernel. */
const ours: Record<string, (stock: Stock) => unknown> = {
  Conv2DBackpropFilter: () => anyChannelOrder(convFilterGradient, false),
  Conv2DBackpropInput: () => anyChannelOrder(convInputGradient),
  DepthwiseConv2dNativeBackpropFilter: () => depthwiseFilterGradient,
  DepthwiseConv2dNativeBackpropInput: () => depthwiseInputGradient,
  MaxPool: () => maxPool,
  AvgPool: () => averagePool,
  MaxPoolGrad: () => maxPoolGradient,
  AvgPoolGrad: () => averagePoolGradient,
  ResizeBilinearGrad: () => resizeBilinearGradient,
  ResizeNearestNeighbor: (stock) => resizeNearest(stock),
  ResizeNearestNeighborGrad: () => resizeNearestGradient,
  UnsortedSegmentSum: () => segmentSum,
  Conv2D: () => anyChannelOrder(convForward),
  FusedConv2D: () => anyChannelOrder(convForward),
  DepthwiseConv2dNative: () => depthwiseForward,
  FusedDepthwiseConv2D: () => depthwiseForward,
  BatchMatMul: () => matMul(integerMatMul),
  _FusedMatMul: () => matMul(integerMatMul),
  Sum: (stock) => ofSome(sum(stock), 0),
  Mean: (stock) => ofSome(mean(stock), NaN, 'float32'),
  All: (stock) => ofSome(stock, 1),
  Any: (stock) => ofSome(stock, 0),
  Prod: (stock) => ofSome(stock, 1),
  Max: (stock) => ofSome(stock, NaN),
  Min: (stock) => ofSome(stock, NaN),
  ArgMax: (stock) => ofSome(stock, 0, 'int32'),
  ArgMin: (stock) => ofSome(stock, 0, 'int32'),
  Transpose: (stock) => transpose(stock),
  Cumsum: (stock) => cumulative(stock),
  Cumprod: (stock) => cumulative(stock),
  Tile: (stock) => tile(stock),
  Concat: (stock) => concat(stock),
  SplitV: (stock) => split(stock),
  Slice: (stock) => slice(stock),
  Identity: () => identity,
  Cast: (stock) => cast(stock),
  FusedBatchNorm: (stock) => batchNorm(stock),
  ...Object.fromEntries(boundedKernels.map((name) => [name, (stock) => bounded(name, stock)])),
  ...Object.fromEntries(unaryKernels.map((name) => [name, (stock) => unary(name, stock)])),
  ...Object.fromEntries((Object.keys(functions) as (keyof typeof functions)[]).map((name) => [name, (stock) => binary(name, stock)])),
  ClipByValue: () => clampOf(({ clipValueMin, clipValueMax }) => [clipValueMin, clipValueMax]),
  Relu6: () => clampOf(() => [0, 6]),
  Add: (stock) => binary('Add', broadcasting('Add', stock)),
  Sub: (stock) => binary('Sub', broadcasting('Sub', stock)),
  Multiply: (stock) => binary('Multiply', broadcasting('Multiply', stock)),
  Maximum: () => binary('Maximum', extreme('Maximum')),
  Minimum: () => binary('Minimum', extreme('Minimum')),
  Prelu: (stock) => prelu(stock),
  Select: (stock) => select(stock),
  OneHot: () => oneHot,
  Bincount: () => bincount,
  StridedSlice: () => stridedSlice,
  Reverse: () => reverse,
  GatherV2: () => gather,
  Einsum: () => einsum,
  Conv3DBackpropFilterV2: () => conv3dFilterGradient,
  Conv3DBackpropInputV2: () => conv3dInputGradient,
  MaxPool3D: () => maxPool3d,
  MaxPool3DGrad: () => maxPool3dGradient,
  AvgPool3DGrad: () => averagePool3dGradient,
  MaxPoolWithArgmax: () => maxPoolWithArgmax,
  RotateWithOffset: () => rotateWithOffset,
  Transform: () => transform,
  Dilation2D: () => dilation2d,
  Dilation2DBackpropInput: () => dilation2dInputGradient,
  Dilation2DBackpropFilter: () => dilation2dFilterGradient,
};

let installed: { backend: WasmBackend; undo: (() => void)[] } | undefined;

/** Options of {@link installWasmKernels}. */
export interface WasmKernelOptions {
  /**
   * Whether to round once for a multiplication and an addition where the engine has such an instruction (relaxed SIMD:
   * Node 22, Chromium). `false` rounds twice: up to half as fast, and the same bits everywhere. Default: true, or as
   * installed before.
   */
  fma?: boolean;
}

/**
 * Install the training kernels and the guard against failed allocations. Does nothing the second time, but for a change
 * of options. `useBackend('wasm')` calls it; call it yourself when you set the WASM backend by `tf.setBackend`.
 *
 * @returns `uninstallWasmKernels`
 * @throws when the WASM backend is not ready, or the engine has no SIMD
 * @example
 * await tf.setBackend('wasm'); // after import '@tensorflow/tfjs-backend-wasm'
 * const uninstall = installWasmKernels({ fma: false });
 */
export function installWasmKernels(options: WasmKernelOptions = {}): () => void {
  const backend = wasmBackend();
  if (compileKernels(backend, options.fma)) stopThreads(backend);
  if (installed?.backend === backend) return uninstallWasmKernels;
  uninstallWasmKernels();
  const undo = [
    guardAllocation(backend),
    ...Object.entries(ours).map(([name, make]) => replace(name, make)),
    ...[batchNormGradient, meanGradient, reluGradient, einsumGradient].map(replaceGradient),
  ];
  installed = { backend, undo };
  return uninstallWasmKernels;
}

/**
 * Give the WASM backend its stock kernels, gradients and allocator back and end the threads. Does nothing when ours are
 * not installed. `useBackend('wasm')` installs them again.
 *
 * @example
 * await useBackend('wasm');
 * uninstallWasmKernels();
 * console.log(backendReport().kernels); // []
 */
export function uninstallWasmKernels(): void {
  if (installed) stopThreads(installed.backend);
  installed?.undo.forEach((step) => step());
  installed = undefined;
}

/** Names of our kernels that are installed. */
export function installedKernels(): string[] {
  return installed ? Object.keys(ours).sort() : [];
}

function replace(kernelName: string, make: (stock: Stock) => unknown): () => void {
  const stock = tf.getKernel(kernelName, 'wasm');
  if (stock) tf.unregisterKernel(kernelName, 'wasm');
  const kernel = make(stock?.kernelFunc as unknown as Stock) as tf.KernelFunc;
  const kernelFunc: tf.KernelFunc = (args) => {
    fetchInputs(args.backend as WasmBackend, args.inputs);
    return kernel(args);
  };
  tf.registerKernel({ ...stock, kernelName, backendName: 'wasm', kernelFunc });
  return () => {
    tf.unregisterKernel(kernelName, 'wasm');
    if (stock) tf.registerKernel(stock);
  };
}

function replaceGradient(gradient: tf.GradConfig): () => void {
  const { kernelName } = gradient;
  const stock = tf.getGradient(kernelName);
  if (stock) tf.unregisterGradient(kernelName);
  tf.registerGradient(gradient);
  return () => {
    tf.unregisterGradient(kernelName);
    if (stock) tf.registerGradient(stock);
  };
}
