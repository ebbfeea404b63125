/**
 * A guard on the backend's allocator. Stock tfjs takes a failed allocation for address 0 and writes there, which
 * corrupts the heap; a request of 4 GiB or more wraps around to a small one.
 * Guarded, both throw before any tensor is recorded, and the backend goes on working. What was on its way from another
 * backend is lost: tfjs gives it up there before it asks for room here.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { WasmBackend } from './backend';

/** A WASM address has 32 bits. */
const ADDRESS_SPACE = 2 ** 32;

/** Guard `backend`; returns what takes the guard away again. */
export function guardAllocation(backend: WasmBackend): () => void {
  const module = backend.wasm;
  module._free(module._malloc(1)); // The first call replaces `_malloc` by the function itself.
  const stock = module._malloc;
  module._malloc = (bytes) => {
    const address = bytes < ADDRESS_SPACE ? stock(bytes) : 0;
    if (address === 0) throw new Error(outOfMemory(bytes));
    return address;
  };
  return () => {
    module._malloc = stock;
  };
}

function outOfMemory(bytes: number): string {
  const { numBytes, numTensors } = tf.memory();
  return `Out of memory on the WASM backend: asked for ${readable(bytes)} while ${readable(numBytes)} are held in ` +
    `${numTensors} tensors; use a smaller batch or image size.`;
}

function readable(bytes: number): string {
  if (bytes >= 2 ** 30) return `${(bytes / 2 ** 30).toFixed(1)} GB`;
  if (bytes >= 2 ** 20) return `${(bytes / 2 ** 20).toFixed(1)} MB`;
  return `${bytes} bytes`;
}
