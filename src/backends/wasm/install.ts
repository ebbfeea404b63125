/**
 * Puts our kernels in the place of the missing, wrong or slow ones of tfjs's WASM backend, and back.
 */
import * as tf from '@tensorflow/tfjs-core';
import { guardAllocation } from './allocation';
import { wasmBackend } from './backend';
import { convFilterGradient } from './convFilterGradient';
import { convInputGradient } from './convInputGradient';
import { depthwiseFilterGradient, depthwiseInputGradient } from './depthwiseGradients';
import { maxPoolGradient } from './maxPoolGradient';
import { kernelsOf } from './module';
import { segmentSum } from './segmentSum';

const ours: Record<string, unknown> = {
  Conv2DBackpropFilter: convFilterGradient,
  Conv2DBackpropInput: convInputGradient,
  DepthwiseConv2dNativeBackpropFilter: depthwiseFilterGradient,
  DepthwiseConv2dNativeBackpropInput: depthwiseInputGradient,
  MaxPoolGrad: maxPoolGradient,
  UnsortedSegmentSum: segmentSum,
};

let restore: (() => void) | undefined;

/**
 * Install the training kernels and the guard against failed allocations. Does nothing the second time.
 * `useBackend('wasm')` calls it; call it yourself when you set the WASM backend by `tf.setBackend`.
 *
 * @returns `uninstallWasmKernels`
 * @throws when the WASM backend is not ready
 */
export function installWasmKernels(): () => void {
  if (restore) return uninstallWasmKernels;
  const backend = wasmBackend();
  kernelsOf(backend);
  const undo = [guardAllocation(backend), ...Object.entries(ours).map(([name, kernel]) => replace(name, kernel))];
  restore = () => undo.forEach((step) => step());
  return uninstallWasmKernels;
}

/** Give the WASM backend its stock kernels and allocator back. Does nothing when ours are not installed. */
export function uninstallWasmKernels(): void {
  restore?.();
  restore = undefined;
}

/** Names of our kernels that are installed. */
export function installedKernels(): string[] {
  return restore ? Object.keys(ours).sort() : [];
}

function replace(kernelName: string, kernel: unknown): () => void {
  const stock = tf.getKernel(kernelName, 'wasm');
  if (stock) tf.unregisterKernel(kernelName, 'wasm');
  tf.registerKernel({ kernelName, backendName: 'wasm', kernelFunc: kernel as tf.KernelFunc });
  return () => {
    tf.unregisterKernel(kernelName, 'wasm');
    if (stock) tf.registerKernel(stock);
  };
}
