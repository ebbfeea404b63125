/** WebGPU: the adapter, before the backend starts, and the device, after. */
import * as tf from '@tensorflow/tfjs-core';
import { importByName } from './importByName';
import { isNode } from './runtime';

/** What is used of WebGPU; `lib.dom` does not know it. */
interface Adapter {
  info?: { vendor: string; architecture: string; device: string; description: string };
  features: ReadonlySet<string>;
  limits: Record<string, number>;
  requestDevice(options: { requiredFeatures: string[]; requiredLimits: Record<string, number> }): Promise<Device>;
}

interface Device {
  lost: Promise<{ message: string; reason?: string }>;
  limits: { maxStorageBufferBindingSize: number };
}

interface Gpu {
  requestAdapter(options?: { powerPreference?: 'high-performance' }): Promise<Adapter | null>;
}

interface WebgpuBackend extends tf.KernelBackend {
  device: Device;
}

/** What is used of tfjs's package. */
interface WebgpuPackage {
  WebGPUBackend: new (device: Device, info: Adapter['info']) => tf.KernelBackend;
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
      ? 'webgpu is installed, but finds no GPU and no software driver for one. It needs Metal, Direct3D 12 or Vulkan: on Linux the '
        + 'package libvulkan1 (Fedora: vulkan-loader) and the driver of the GPU\'s maker.'
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
  const { create, globals } = await (importByName('webgpu') as Promise<Dawn>).catch((cause) => {
    throw new Error('The backend webgpu in Node needs a package that could not be loaded: run `npm install webgpu`.', { cause });
  });
  const gpu = create(adapter ? [`adapter=${adapter}`] : []);
  const found = await gpu.requestAdapter().catch((cause: Error) => {
    const names = Array.from(cause.message.matchAll(/name: '(.*)'/g), ([, name]) => name);
    throw new Error(`The backend webgpu has no adapter whose name contains \`${adapter}\`, but ${names.join(', ') || 'none at all'}.`, { cause });
  });
  if (!found) return undefined;
  Object.assign(globalThis, globals);
  const navigator = globalThis.navigator ?? {};
  Object.defineProperty(navigator, 'gpu', { value: gpu, configurable: true });
  if (!globalThis.navigator) Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
  return gpu;
}

/**
 * Register tfjs's backend where its package was imported before there was a `navigator.gpu`, and so has not done it: as
 * the package itself does, with all that the adapter can do.
 */
export async function registerWebgpu(): Promise<void> {
  const { WebGPUBackend } = await importByName('@tensorflow/tfjs-backend-webgpu') as WebgpuPackage;
  tf.registerBackend('webgpu', async () => {
    const adapter = (await gpuOf(globalThis.navigator)!.requestAdapter({ powerPreference: 'high-performance' }))!;
    const requiredFeatures = features.filter((feature) => adapter.features.has(feature));
    const requiredLimits = Object.fromEntries(limits.map((limit) => [limit, adapter.limits[limit]]));
    return new WebGPUBackend(await adapter.requestDevice({ requiredFeatures, requiredLimits }), adapter.info);
  }, 3);
}

const features = ['timestamp-query', 'bgra8unorm-storage'];
const limits = [
  'maxBufferSize', 'maxStorageBufferBindingSize', 'maxComputeWorkgroupStorageSize', 'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX', 'maxComputeWorkgroupsPerDimension',
];

/** Bytes that a tensor may have. */
export function webgpuTensorBytes(): number {
  return (tf.backend() as WebgpuBackend).device.limits.maxStorageBufferBindingSize;
}

/** Resolves to why, once the current backend has lost its device. */
export async function webgpuLoss(): Promise<string> {
  const { message, reason } = await (tf.backend() as WebgpuBackend).device.lost;
  return message || reason || 'the device was lost';
}

/**
 * Read the variables of WebGPU, the weights of models among them, while it is the current backend: another one fetches them
 * without waiting, which WebGPU cannot do in Node. What was read once is kept in memory as well.
 */
export async function readVariables(): Promise<void> {
  await Promise.allSettled(Object.values(tf.engine().registeredVariables).map((variable) => variable.data()));
}
