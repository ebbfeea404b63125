/**
 * Our kernels, and what they are measured against: stock tfjs given only our gradients of filters, without which it
 * trains no convolution at all.
 */
import * as tf from '@tensorflow/tfjs-core';
import { installWasmKernels, uninstallWasmKernels, useBackend } from '../src/backends';

/** Ready the WASM backend, and return calls that put one of the two sets in place. */
export async function kernelSets(): Promise<{ ours: () => void; stock: () => void }> {
  await useBackend('wasm');
  const lent = ['Conv2DBackpropFilter', 'DepthwiseConv2dNativeBackpropFilter'].map((name) => tf.getKernel(name, 'wasm'));
  let isStock = false;
  return {
    ours() {
      if (!isStock) return;
      for (const { kernelName, backendName } of lent) tf.unregisterKernel(kernelName, backendName);
      installWasmKernels();
      isStock = false;
    },
    stock() {
      if (isStock) return;
      uninstallWasmKernels();
      lent.forEach(tf.registerKernel);
      isStock = true;
    },
  };
}

/** Stock kernels by name, which can be run beside ours. */
export async function stockKernels(names: readonly string[]): Promise<Record<string, tf.KernelFunc>> {
  await useBackend('wasm');
  uninstallWasmKernels();
  const kernels = Object.fromEntries(names.map((name) => [name, tf.getKernel(name, 'wasm').kernelFunc]));
  installWasmKernels();
  return kernels;
}

/** Run one of the kernels in place, by its name, or a given one, and give its result back. */
export function runKernel(kernel: string | tf.KernelFunc, inputs: tf.NamedTensorMap, attributes: object): void {
  const run = typeof kernel === 'string' ? tf.getKernel(kernel, 'wasm').kernelFunc : kernel;
  const output = run({ inputs, attrs: attributes as tf.NamedAttrMap, backend: tf.backend() }) as tf.TensorInfo;
  tf.backend().disposeData(output.dataId);
}
