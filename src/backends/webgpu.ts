/** WebGPU: the adapter, before the backend starts, and the device, after. */
import * as tf from '@tensorflow/tfjs-core';
import { isNode } from './runtime';

/** What is used of WebGPU; `lib.dom` does not know it. */
interface Adapter {
  info?: { vendor: string; architecture: string; device: string; description: string };
}

interface Gpu {
  requestAdapter(options?: { powerPreference?: 'high-performance' }): Promise<Adapter | null>;
}

interface WebgpuBackend extends tf.KernelBackend {
  device: { lost: Promise<{ message: string; reason?: string }>; limits: { maxStorageBufferBindingSize: number } };
}

/** The package `webgpu`: Dawn, Chromium's implementation, for the GPUs of all makers. */
interface Dawn {
  create(options: string[]): Gpu;
  globals: object;
}

/**
 * The adapter that tfjs will take. In Node `navigator.gpu` is defined for it, from the package `webgpu`.
 *
 * @param adapter part of the adapter's name, in Node; default: the fastest
 * @throws where there is none, with what could be done
 */
export async function requestAdapter(adapter?: string): Promise<{ name: string }> {
  const found = await (gpuOf(globalThis.navigator) ?? await dawn(adapter))?.requestAdapter({ powerPreference: 'high-performance' });
  if (!found) {
    throw new Error(`The backend webgpu does not run here: ${isNode
      ? 'webgpu is installed, but finds no GPU and no software driver for one. It needs a Vulkan, Metal or Direct3D 12 driver.'
      : 'the browser offers no adapter. Look at about:gpu; pages need https or localhost.'}`);
  }
  const { description, device, vendor, architecture } = found.info ?? {};
  return { name: [description || device, vendor, architecture].filter(Boolean).join(', ') || 'WebGPU adapter' };
}

function gpuOf(navigator: unknown): Gpu | undefined {
  return (navigator as { gpu?: Gpu } | undefined)?.gpu;
}

/** Define `navigator.gpu` in Node, as tfjs's backend expects it before it is imported. */
async function dawn(adapter?: string): Promise<Gpu | undefined> {
  if (!isNode) return undefined;
  const specifier = 'webgpu';
  const { create, globals } = await (import(/* @vite-ignore */ /* webpackIgnore: true */ specifier) as Promise<Dawn>).catch((cause) => {
    throw new Error('The backend webgpu in Node needs a package that could not be loaded: run `npm install webgpu`.', { cause });
  });
  const gpu = create(adapter ? [`adapter=${adapter}`] : []);
  if (!(await gpu.requestAdapter())) return undefined;
  Object.assign(globalThis, globals);
  const navigator = globalThis.navigator ?? {};
  Object.defineProperty(navigator, 'gpu', { value: gpu, configurable: true });
  if (!globalThis.navigator) Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
  return gpu;
}

/** Bytes that a tensor may have. */
export function webgpuTensorBytes(): number {
  return (tf.backend() as WebgpuBackend).device.limits.maxStorageBufferBindingSize;
}

/** Resolves to why, once the current backend has lost its device. */
export async function webgpuLoss(): Promise<string> {
  const { message, reason } = await (tf.backend() as WebgpuBackend).device.lost;
  return message || reason || 'the device was lost';
}
