/**
 * The compiled kernels, bound to the memory of tfjs's backend, so that they read and write tensors in place.
 * Addresses and strides are in bytes; see `assembly/` for what each function does.
 */
import * as tf from '@tensorflow/tfjs-core';
import { memoryOf, type WasmBackend } from './backend';
import * as builds from './kernels.generated';

type Kernel = (...numbers: number[]) => void;

export type Kernels = Record<
  | 'clear' | 'padImage' | 'padPanels' | 'packPanels' | 'packTap' | 'convolve' | 'accumulateFilter' | 'unpackFilter'
  | 'depthwise' | 'repeatEach' | 'accumulateDepthwiseFilter' | 'depthwiseInput' | 'pool' | 'maxPoolGradient'
  | 'averagePoolGradient' | 'resizeGradient' | 'segmentSumFloat' | 'segmentSumInt'
  | 'sumColumns' | 'sumRows' | 'tile' | 'copyBlocks' | 'normalize' | 'broadcastRows' | 'clamp',
  Kernel
>;

interface Compiled {
  module: WebAssembly.Module;
  kernels: Kernels;
  fma: boolean;
}

const compiled = new WeakMap<WasmBackend, Compiled>();

/**
 * Compile the kernels for `backend`, the FMA build if it is wanted (as before if nothing is said, or else yes) and this
 * engine knows it. Returns whether that gave other kernels than there were.
 */
export function compileKernels(backend: WasmBackend, wantFma?: boolean): boolean {
  const before = compiled.get(backend);
  const fma = (wantFma ?? before?.fma ?? true) && knowsFma();
  if (before?.fma === fma) return false;
  if (!tf.env().getBool('WASM_HAS_SIMD_SUPPORT')) {
    throw new Error('The WASM kernels need WebAssembly SIMD: expected Node 16.4, Chrome 91, Firefox 89, Safari 16.4 or newer.');
  }
  const memory = memoryOf(backend);
  const { code, sharedFlagAt } = fma ? builds.fma : builds.mulAdd;
  const bytes = decodeBase64(code);
  if (isShared(memory)) bytes[sharedFlagAt] = 3;
  const module = new WebAssembly.Module(bytes);
  const kernels = new WebAssembly.Instance(module, { env: { memory } }).exports as Kernels;
  compiled.set(backend, { module, kernels, fma });
  return true;
}

/** The kernels that were compiled for `backend`. */
export function kernelsOf(backend: WasmBackend): Kernels {
  return compiledFor(backend).kernels;
}

/** What another thread needs to have the same kernels. */
export function moduleOf(backend: WasmBackend): WebAssembly.Module {
  return compiledFor(backend).module;
}

/** Whether the kernels round once for a multiplication and an addition. */
export function usesFma(backend: WasmBackend): boolean {
  return compiledFor(backend).fma;
}

function compiledFor(backend: WasmBackend): Compiled {
  const known = compiled.get(backend);
  if (!known) throw new Error('The WASM kernels are not installed on this backend.');
  return known;
}

export function isShared(memory: WebAssembly.Memory): boolean {
  return typeof SharedArrayBuffer !== 'undefined' && memory.buffer instanceof SharedArrayBuffer;
}

/** Whether this engine compiles relaxed SIMD: a module of one relaxed multiply-add tells. */
function knowsFma(): boolean {
  return WebAssembly.validate(new Uint8Array([
    0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 19, 1, 17, 0, 65, 0, 253, 15, 65, 0, 253, 15,
    65, 0, 253, 15, 253, 133, 2, 11,
  ]));
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
