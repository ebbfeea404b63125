/**
 * A GPU can be lost while it computes: its driver starts anew, the browser takes it away. What tensors held there is gone,
 * and what waits for results would wait for ever.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { BackendName } from './device';
import { isContextLost, webglLoss } from './webgl';
import { webgpuLoss } from './webgpu';

const losses = new WeakMap<tf.KernelBackend, Promise<never>>();
const lost = new WeakSet<tf.KernelBackend>();

/** Look after the device of the current backend, whose name is `name`. */
export function watchDevice(name: BackendName): void {
  const backend = tf.backend();
  if ((name !== 'webgl' && name !== 'webgpu') || losses.has(backend)) return;
  const reason = name === 'webgl' ? webglLoss() : webgpuLoss();
  const loss = reason.then((why): never => {
    lost.add(backend);
    throw new Error(`The backend ${name} has lost its device: ${why}. What its tensors held is gone. `
      + 'Call useBackend with this or another backend, and go on from a checkpoint.');
  });
  loss.catch(() => {}); // Those who wait hear of it.
  losses.set(backend, loss);
}

/** Whether the device of the backend `name` was lost: it must be made anew. */
export function isDeviceLost(name: BackendName): boolean {
  const backend: tf.KernelBackend | undefined = tf.engine().registry[name]; // `findBackend` would start it.
  return backend !== undefined && lost.has(backend);
}

/** What `work` gives; an error once the device of the current backend is lost, for then it waits for ever, or reads zeros. */
export async function whileDeviceLives<T>(work: Promise<T>): Promise<T> {
  const backend = tf.backend();
  const loss = losses.get(backend);
  if (!loss) return work;
  try {
    const result = await Promise.race([work, loss]);
    if (tf.getBackend() === 'webgl' && isContextLost(backend)) await loss;
    return result;
  } catch (error) {
    const soon = new Promise((resolve) => { setTimeout(resolve, 100); });
    await Promise.race([loss, soon]); // What fails because of the loss may fail before that is told.
    throw error;
  }
}
