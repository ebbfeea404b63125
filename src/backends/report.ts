/** What the current backend is and holds. */
import * as tf from '@tensorflow/tfjs-core';
import type { Device } from './device';
import { cpuKernels } from './cpu/install';
import { wasmBackend } from './wasm/backend';
import { installedKernels } from './wasm/install';
import { usesFma } from './wasm/module';
import { threadsOf } from './wasm/threadPool';
import { webglTensorBytes } from './webgl';
import { webgpuTensorBytes } from './webgpu';

/** A backend that was not taken. */
export interface Refusal {
  name: string;
  /** Why, and what could be done. */
  reason: string;
}

/** What {@link backendReport} and `useBackend` return: how things are at that moment. */
export interface BackendReport {
  /** tfjs's name of the current backend. */
  name: string;
  /** What it computes on, as its driver or the operating system calls it; empty where `useBackend` has not chosen it. */
  device: string;
  /** `software` is a GPU that the processor plays: slower than `wasm`. */
  kind: Device['kind'] | 'unknown';
  /** Bits of a number in a tensor while it is computed with. */
  precision: 'float32' | 'float16';
  /** Kernels of this library that are installed on it, by tfjs's names. */
  kernels: string[];
  /** What of tfjs gives wrong results on this backend and is mended: names of kernels, or `epsilon`. */
  repaired: string[];
  /** Backends that `useBackend('auto')` or `'node-gpu'` has tried before this one. */
  refused: Refusal[];
  /** Bytes held by live tensors. */
  tensorBytes: number;
  /** Bytes that one tensor may have, where the device sets a limit. */
  maxTensorBytes?: number;
  /**
   * WASM only: vector instructions in use. `relaxed-simd` is `simd128` and fused multiply-add, which rounds once; our
   * kernels alone use it.
   */
  simd?: 'relaxed-simd' | 'simd128' | 'none';
  /** WASM only: threads that our kernels run on; without ours, those of tfjs. */
  threads?: number;
  /** WASM only: size of the memory in bytes; it grows and never shrinks. */
  memoryBytes?: number;
}

/** What `useBackend` found out when it chose a backend. */
interface Choice {
  device: Device;
  mended: string[];
  refused: Refusal[];
}

const choices = new WeakMap<tf.KernelBackend, Choice>();

/** Keep what was found out about the current backend for its reports. */
export function keepChoice(choice: Choice): void {
  choices.set(tf.backend(), choice);
}

/** WASM kernels whose stock versions are missing or wrong; the others of ours are faster. */
const wrongOnWasm = [
  'AvgPool', 'AvgPoolGrad', 'Cast', 'Conv2D', 'Conv2DBackpropFilter', 'DepthwiseConv2dNativeBackpropFilter',
  'DepthwiseConv2dNativeBackpropInput', 'FusedConv2D', 'MaxPool', 'MaxPoolGrad', 'ResizeBilinearGrad', 'ResizeNearestNeighborGrad',
  'UnsortedSegmentSum', '_FusedMatMul',
];

/**
 * Describe the current backend.
 *
 * @throws where no backend has been chosen, or the chosen one is not ready
 * @example
 * await useBackend('wasm');
 * const { kernels, simd, threads, memoryBytes } = backendReport();
 */
export function backendReport(): BackendReport {
  const name = tf.getBackend();
  const { device, mended = [], refused = [] } = choices.get(tf.backend()) ?? {};
  const kernels = name === 'wasm' ? installedKernels() : name === 'cpu' ? cpuKernels() : [];
  return {
    name,
    device: device?.name ?? '',
    kind: device?.kind ?? 'unknown',
    precision: name === 'webgl' && !tf.env().getBool('WEBGL_RENDER_FLOAT32_ENABLED') ? 'float16' : 'float32',
    kernels,
    repaired: [...kernels.filter((kernel) => name !== 'wasm' || wrongOnWasm.includes(kernel)), ...mended],
    refused,
    tensorBytes: tf.memory().numBytes,
    ...limits(name),
    ...(name === 'wasm' && wasmReport(kernels.length > 0)),
  };
}

function limits(name: string): Pick<BackendReport, 'maxTensorBytes'> {
  if (name === 'webgl') return { maxTensorBytes: webglTensorBytes() };
  if (name === 'webgpu') return { maxTensorBytes: webgpuTensorBytes() };
  return name === 'wasm' ? { maxTensorBytes: 2 ** 32 } : {};
}

function wasmReport(ours: boolean): Pick<BackendReport, 'simd' | 'threads' | 'memoryBytes'> {
  const backend = wasmBackend();
  return {
    simd: simdLevel(ours && usesFma(backend)),
    threads: ours ? threadsOf(backend) : backend.wasm.tfjs.getThreadsCount(),
    memoryBytes: backend.wasm.HEAPU8.length,
  };
}

function simdLevel(fma: boolean): BackendReport['simd'] {
  if (fma) return 'relaxed-simd';
  return tf.env().getBool('WASM_HAS_SIMD_SUPPORT') ? 'simd128' : 'none';
}
