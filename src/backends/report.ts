/** What the current backend is and holds. */
import * as tf from '@tensorflow/tfjs-core';
import { wasmBackend } from './wasm/backend';
import { installedKernels } from './wasm/install';

export interface BackendReport {
  /** tfjs's name of the current backend. */
  name: string;
  /** Kernels of this library that are installed on it, by tfjs's names. */
  kernels: string[];
  /** Bytes held by live tensors. */
  tensorBytes: number;
  /** WASM only: whether the SIMD build runs. */
  simd?: boolean;
  /** WASM only: threads in use. */
  threads?: number;
  /** WASM only: size of the memory in bytes; it grows and never shrinks. */
  memoryBytes?: number;
}

/** Describe the current backend, which must be ready. */
export function backendReport(): BackendReport {
  const report = { name: tf.getBackend(), kernels: [], tensorBytes: tf.memory().numBytes };
  if (report.name !== 'wasm') return report;
  const backend = wasmBackend();
  return {
    ...report,
    kernels: installedKernels(),
    simd: tf.env().getBool('WASM_HAS_SIMD_SUPPORT'),
    threads: backend.wasm.tfjs.getThreadsCount(),
    memoryBytes: backend.wasm.HEAPU8.length,
  };
}
