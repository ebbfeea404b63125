/** What the current backend is and holds. */
import * as tf from '@tensorflow/tfjs-core';
import { wasmBackend } from './wasm/backend';
import { installedKernels } from './wasm/install';
import { usesFma } from './wasm/module';
import { threadsOf } from './wasm/threadPool';

/** What {@link backendReport} and `useBackend` return: how things are at that moment. */
export interface BackendReport {
  /** tfjs's name of the current backend. */
  name: string;
  /** Kernels of this library that are installed on it, by tfjs's names. */
  kernels: string[];
  /** Bytes held by live tensors. */
  tensorBytes: number;
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

/**
 * Describe the current backend.
 *
 * @throws where no backend has been chosen, or the chosen one is not ready
 * @example
 * await useBackend('wasm');
 * const { kernels, simd, threads, memoryBytes } = backendReport();
 */
export function backendReport(): BackendReport {
  const report = { name: tf.getBackend(), kernels: [], tensorBytes: tf.memory().numBytes };
  if (report.name !== 'wasm') return report;
  const backend = wasmBackend();
  const kernels = installedKernels();
  return {
    ...report,
    kernels,
    simd: simdLevel(kernels.length > 0 && usesFma(backend)),
    threads: kernels.length > 0 ? threadsOf(backend) : backend.wasm.tfjs.getThreadsCount(),
    memoryBytes: backend.wasm.HEAPU8.length,
  };
}

function simdLevel(fma: boolean): BackendReport['simd'] {
  if (fma) return 'relaxed-simd';
  return tf.env().getBool('WASM_HAS_SIMD_SUPPORT') ? 'simd128' : 'none';
}
