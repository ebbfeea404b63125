/** How each device of the test matrix starts: in Node, on a page and in a Web Worker. */
import * as tf from '@tensorflow/tfjs-core';
import { useBackend } from 'tfjs-blocks/backends';

const isBrowser = typeof location !== 'undefined';

/** Starts the WASM backend of a page, whose files Vite serves; in Node they need no path. */
export const startWasm = async (threads: number) => (isBrowser
  ? (await import('./browser/startWasm')).startWasm({ threads })
  : useBackend('wasm', { threads }));

export const starts: Record<string, () => ReturnType<typeof useBackend>> = {
  cpu: () => useBackend('cpu'),
  wasm: () => startWasm(1),
  'wasm threads': () => startWasm(2),
  webgl: async () => { await import('@tensorflow/tfjs-backend-webgl'); return alone('webgl'); },
  webgpu: async () => {
    if (isBrowser) await import('@tensorflow/tfjs-backend-webgpu'); // In Node it finds WebGPU only after `useBackend` has made it.
    return alone('webgpu');
  },
};

/** A GPU that computes all itself: of small tensors tfjs leaves some kernels to the processor. */
async function alone(name: 'webgl' | 'webgpu') {
  const report = await useBackend(name);
  tf.env().set(`${name.toUpperCase()}_CPU_FORWARD`, false);
  return report;
}
