import * as tf from '@tensorflow/tfjs-core';

/** Backends whose tensors can be read at once, without waiting for a device. */
const IN_MEMORY = ['cpu', 'wasm'];

/** Whether the values of tensors are at hand. */
export function inMemory(): boolean {
  return IN_MEMORY.includes(tf.getBackend());
}
