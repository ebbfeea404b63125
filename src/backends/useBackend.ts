/**
 * Choose where tensors live and operations run. The package of a backend is loaded when it is first asked for.
 */
import * as tf from '@tensorflow/tfjs-core';
import { checkPositiveIntegers } from '../shapes/check';
import { type BackendReport, backendReport } from './report';
import { isNode } from './runtime';
import { wasmBackend } from './wasm/backend';
import { installWasmKernels, type WasmKernelOptions } from './wasm/install';
import { startThreads, threadsOf } from './wasm/threadPool';
import { withThreadedBuild } from './wasm/threadedBuild';
import { defineWebgpu, lacksWebgpu } from './webgpuNode';

/** Names that tfjs gives to its backends. `tensorflow` is the native one of `@tensorflow/tfjs-node`. */
export type BackendName = 'wasm' | 'cpu' | 'webgl' | 'webgpu' | 'tensorflow';

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
   * all: see `threads` of the report. Other backends ignore it. Default: 1, or as before; an error for what is not a
   * positive integer.
   */
  threads?: number;
}

const packages: Record<BackendName, string> = {
  wasm: '@tensorflow/tfjs-backend-wasm',
  cpu: '@tensorflow/tfjs-backend-cpu',
  webgl: '@tensorflow/tfjs-backend-webgl',
  webgpu: '@tensorflow/tfjs-backend-webgpu',
  tensorflow: '@tensorflow/tfjs-node',
};

/** What most often keeps a backend from starting. */
const hints: Partial<Record<BackendName, string>> = {
  wasm: ' In browsers the option `wasmPaths` must say where its .wasm files are.',
};

/**
 * Load the backend `name` if need be, make it the current one and wait until it is ready. On `wasm` the training
 * kernels are installed (see `installWasmKernels`), but on engines without SIMD.
 *
 * @returns what the backend is
 * @throws for an unknown name, when the package is not installed, and when the backend does not start here (the one
 *   before stays current)
 * @example
 * const report = await useBackend('wasm');
 * console.log(report.name, report.simd);
 */
export async function useBackend(name: BackendName, options: UseBackendOptions = {}): Promise<BackendReport> {
  if (!Object.hasOwn(packages, name)) {
    const expected = Object.keys(packages).join(', ');
    throw new Error(`Invalid \`name\` in useBackend: expected one of ${expected}, received ${String(name)}.`);
  }
  if (options.threads !== undefined) checkPositiveIntegers('useBackend', { threads: options.threads });
  const report = last.then(() => start(name, options));
  last = report.catch(() => {});
  return report;
}

/** The call before: one after the other, since starting a backend changes what all share. */
let last: Promise<unknown> = Promise.resolve();

async function start(name: BackendName, { wasmPaths, threads, fma }: UseBackendOptions): Promise<BackendReport> {
  if (name === 'webgpu' && lacksWebgpu()) await defineWebgpu();
  if (!tf.findBackendFactory(name)) await load(name);
  if (!tf.findBackendFactory(name)) {
    throw new Error(`The backend ${name} does not run here: ${packages[name]} is installed, but finds no device, or was removed.`);
  }
  if (name === 'wasm' && wasmPaths) (await import('@tensorflow/tfjs-backend-wasm')).setWasmPaths(wasmPaths);
  const previous = tf.engine().backendName;
  const set = () => tf.setBackend(name);
  const begin = name === 'wasm' && (!isNode || (threads && threads > 1)) ? () => withThreadedBuild(set) : set;
  if (!(await withoutListeners(begin))) {
    if (previous) await tf.setBackend(previous);
    throw new Error(`The backend ${name} does not start here: see the warning of ${packages[name]} above.${hints[name] ?? ''}`);
  }
  await tf.ready();
  if (name === 'wasm' && tf.env().getBool('WASM_HAS_SIMD_SUPPORT')) {
    const before = threadsOf(wasmBackend());
    installWasmKernels({ fma });
    await startThreads(wasmBackend(), threads ?? before);
  }
  return backendReport();
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
  try {
    await importPackage(name);
  } catch (cause) {
    throw new Error(
      `The backend ${name} needs a package that could not be loaded: run \`npm install ${packages[name]}@4.22\`.`,
      { cause },
    );
  }
}

/** Literal names where bundlers should follow, a variable where the package may be absent. */
function importPackage(name: BackendName): Promise<unknown> {
  if (name === 'wasm') return import('@tensorflow/tfjs-backend-wasm');
  if (name === 'cpu') return import('@tensorflow/tfjs-backend-cpu');
  const optional = packages[name];
  return import(/* @vite-ignore */ /* webpackIgnore: true */ optional);
}
