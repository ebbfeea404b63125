/**
 * Choose where tensors live and operations run. The package of a backend is loaded when it is first asked for.
 */
import * as tf from '@tensorflow/tfjs-core';
import { checkOneOf, checkPositiveIntegers } from '../shapes/check';
import { installCpuKernels } from './cpu/install';
import { type BackendName, findDevice } from './device';
import { isDeviceLost, watchDevice, whileDeviceLives } from './deviceLoss';
import { type BackendReport, backendReport, keepChoice, type Refusal } from './report';
import { importByName } from './importByName';
import { isNode, processors } from './runtime';
import { mendGpuKernels } from './gpuKernels';
import { loadTfjsNode, usesCuda } from './tfjsNode';
import { wasmBackend } from './wasm/backend';
import { installWasmKernels, type WasmKernelOptions } from './wasm/install';
import { startThreads, threadsOf } from './wasm/threadPool';
import { withThreadedBuild } from './wasm/threadedBuild';
import { mendWebgl } from './webgl';
import { wasmPackage } from './wasmPackage';
import { readVariables, registerWebgpu } from './webgpu';

/**
 * A backend by tfjs's name; `auto`, the fastest that trains here; or `node-gpu`, a GPU in Node: CUDA through
 * `@tensorflow/tfjs-node-gpu` where the user has it, else WebGPU through the package `webgpu`.
 */
export type BackendChoice = BackendName | 'auto' | 'node-gpu';

/** Options of {@link useBackend}. */
export interface UseBackendOptions extends WasmKernelOptions {
  /**
   * Where the `.wasm` files of `@tensorflow/tfjs-backend-wasm` are served: a folder ending in `/`, or a map from
   * file name to URL. Default: beside the package, which is right in Node; browsers and bundles need it.
   */
  wasmPaths?: string | Record<string, string>;
  /**
   * Threads that share the work of the WASM kernels, image by image. More than one needs shared memory: Node, or a
   * page that is cross-origin isolated; and the backend must not have started without. Elsewhere one thread does it
   * all: see `threads` of the report. Other backends ignore it. Default: 1, or as before; with `auto` as many as there are
   * processors, up to 4; an error for what is not a positive integer.
   */
  threads?: number;
  /** WebGPU in Node: part of the name of the adapter to take, before the backend has started; default: the fastest. */
  adapter?: string;
}

const packages: Record<BackendName, string> = {
  wasm: '@tensorflow/tfjs-backend-wasm',
  cpu: '@tensorflow/tfjs-backend-cpu',
  webgl: '@tensorflow/tfjs-backend-webgl',
  webgpu: '@tensorflow/tfjs-backend-webgpu',
  tensorflow: '@tensorflow/tfjs-node',
};

/** Names that tfjs gives to its backends. */
export const backendNames = Object.keys(packages) as BackendName[];

/** What most often keeps a backend from starting. */
const hints: Partial<Record<BackendName, string>> = {
  wasm: ' In browsers the option `wasmPaths` must say where its .wasm files are.',
};

const slowest = 'tfjs-blocks computes on tfjs\'s cpu backend, the slowest: see `refused` of the report for why.';

/** What a choice tries, in this order. */
const candidates: Record<'auto' | 'node-gpu', BackendName[]> = {
  auto: isNode ? ['tensorflow', 'webgpu', 'wasm', 'cpu'] : ['webgpu', 'webgl', 'wasm', 'cpu'],
  'node-gpu': ['tensorflow', 'webgpu'],
};

/**
 * Load the backend if need be, make it the current one and wait until it is ready. What tfjs gets wrong on it is
 * mended; on `wasm` the training kernels are installed (see `installWasmKernels`), but on engines without SIMD.
 *
 * `auto` takes the first of these that is there: CUDA (Node, where `@tensorflow/tfjs-node-gpu` is installed), WebGPU on a
 * GPU, WebGL on a GPU with float32 textures, WASM with threads, WASM, cpu with a warning. A GPU that the processor plays
 * in software is not taken, since WASM is faster; by name it is.
 *
 * Weights and other variables go along to the new backend. Other tensors that WebGPU holds must be read with `data()` before.
 *
 * @returns what the backend is, and what was tried before and why it was refused
 * @throws for an unknown name, when the package is not installed, when the backend does not start here (the one
 *   before stays current), and when there is none at all, with what to install
 * @example
 * const report = await useBackend('auto');
 * console.log(report.name, report.device, report.refused);
 */
export async function useBackend(name: BackendChoice, options: UseBackendOptions = {}): Promise<BackendReport> {
  checkOneOf('useBackend', 'name', name, ['auto', 'node-gpu', ...backendNames]);
  if (options.threads !== undefined) checkPositiveIntegers('useBackend', { threads: options.threads });
  const report = last.then(() => (name === 'auto' || name === 'node-gpu' ? startFirst(name, options) : start(name, options)));
  last = report.catch(() => {});
  return report;
}

/** The call before: one after the other, since starting a backend changes what all share. */
let last: Promise<unknown> = Promise.resolve();

async function startFirst(choice: 'auto' | 'node-gpu', options: UseBackendOptions): Promise<BackendReport> {
  const refused: Refusal[] = [];
  const threads = options.threads ?? Math.min(await processors(), 4);
  for (const name of candidates[choice]) {
    try {
      const report = await start(name, choice === 'auto' ? { ...options, threads } : options, refused);
      if (name === 'cpu') tf.backend_util.warn(slowest);
      return report;
    } catch (cause) {
      refused.push({ name, reason: (cause as Error).message });
    }
  }
  const tried = refused.map(({ name, reason }) => `\n- ${name}: ${reason}`).join('');
  throw new Error(`No backend runs here for useBackend('${choice}').${tried}`);
}

/** Start a backend; where others were `refused` before, only one that is worth it. */
async function start(name: BackendName, options: UseBackendOptions, refused?: Refusal[]): Promise<BackendReport> {
  const { wasmPaths, threads, fma, adapter } = options;
  const device = await findDevice(name, adapter);
  if (refused && device.kind === 'software') throw new Error(`The backend ${name} has no GPU here, but ${device.name}, which is software.`);
  if (!tf.findBackendFactory(name)) await load(name);
  if (!tf.findBackendFactory(name)) {
    throw new Error(`The backend ${name} does not run here: ${packages[name]} is installed, but finds no device, or was removed.`);
  }
  if (name === 'wasm' && wasmPaths) (await wasmPackage()).setWasmPaths(wasmPaths);
  const previous = tf.engine().backendName;
  if (previous === 'webgpu' && name !== previous && !isDeviceLost(previous)) await whileDeviceLives(readVariables()).catch(() => {});
  if (isDeviceLost(name)) forget(name);
  const set = () => tf.setBackend(name);
  const begin = name === 'wasm' && (!isNode || (threads && threads > 1)) ? () => withThreadedBuild(set) : set;
  if (!(await withoutListeners(begin))) {
    if (previous) await tf.setBackend(previous);
    throw new Error(`The backend ${name} does not start here: see the warning of ${packages[name]} above.${hints[name] ?? ''}`);
  }
  await tf.ready();
  if (name === 'tensorflow' && usesCuda()) device.kind = 'gpu';
  if (name === 'tensorflow' && refused && device.kind !== 'gpu') {
    if (previous) await tf.setBackend(previous);
    throw new Error('The backend tensorflow has no CUDA here.');
  }
  await prepare(name, threads, fma);
  keepChoice({ device, mended: mend(name), refused: refused ?? [] });
  watchDevice(name);
  return backendReport();
}

/** Names of what was wrong on the backend and is not. */
function mend(name: BackendName): string[] {
  if (name === 'webgl') return [...mendWebgl(), ...mendGpuKernels(name)];
  return name === 'webgpu' ? mendGpuKernels(name) : [];
}

async function prepare(name: BackendName, threads?: number, fma?: boolean): Promise<void> {
  if (name === 'cpu') installCpuKernels();
  if (name !== 'wasm' || !tf.env().getBool('WASM_HAS_SIMD_SUPPORT')) return;
  const before = threadsOf(wasmBackend());
  installWasmKernels({ fma });
  await startThreads(wasmBackend(), threads ?? before);
}

/** Take a backend away whose device was lost, so that it is made anew. */
function forget(name: string): void {
  const factory = tf.findBackendFactory(name);
  tf.removeBackend(name);
  tf.registerBackend(name, factory);
}

/**
 * In Node the WASM backend takes over the handling of uncaught errors when it starts: they end the process with its
 * minified source on the console. Run `start` and take such listeners away again.
 */
async function withoutListeners<T>(start: () => Promise<T>): Promise<T> {
  if (typeof process === 'undefined' || typeof process.listeners !== 'function') return start();
  const exceptions = process.listeners('uncaughtException');
  const rejections = process.listeners('unhandledRejection');
  const result = await start();
  for (const listener of process.listeners('uncaughtException')) {
    if (!exceptions.includes(listener)) process.off('uncaughtException', listener);
  }
  for (const listener of process.listeners('unhandledRejection')) {
    if (!rejections.includes(listener)) process.off('unhandledRejection', listener);
  }
  return result;
}

async function load(name: BackendName): Promise<void> {
  if (name === 'tensorflow') return loadTfjsNode();
  if (name === 'wasm') return void await wasmPackage();
  try {
    if (name === 'cpu') await import('@tensorflow/tfjs-backend-cpu');
    else await importByName(packages[name]);
    if (name === 'webgpu' && !tf.findBackendFactory(name)) await registerWebgpu();
  } catch (cause) {
    throw new Error(
      `The backend ${name} needs a package that could not be loaded: run \`npm install ${packages[name]}@4.22\`.`,
      { cause },
    );
  }
}


