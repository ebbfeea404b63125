/** Puts right kernels in the place of the wrong ones of tfjs's cpu backend. */
import * as tf from '@tensorflow/tfjs-core';
import { resizeBilinearGradient, resizeNearestGradient } from './resizeGradients';

const ours = { ResizeBilinearGrad: resizeBilinearGradient, ResizeNearestNeighborGrad: resizeNearestGradient };

/** Does nothing where they are installed. */
export function installCpuKernels(): void {
  for (const [kernelName, kernel] of Object.entries(ours)) {
    const kernelFunc = kernel as unknown as tf.KernelFunc;
    if (tf.getKernel(kernelName, 'cpu')?.kernelFunc === kernelFunc) continue;
    if (tf.getKernel(kernelName, 'cpu')) tf.unregisterKernel(kernelName, 'cpu');
    tf.registerKernel({ kernelName, backendName: 'cpu', kernelFunc });
  }
}

/** Names of our kernels that are installed. */
export function cpuKernels(): string[] {
  return Object.entries(ours).flatMap(([name, kernel]) =>
    (tf.getKernel(name, 'cpu')?.kernelFunc === kernel as unknown as tf.KernelFunc ? [name] : []));
}
