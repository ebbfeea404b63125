/**
 * WebGPU in Node: the package `webgpu` brings Dawn, Chromium's implementation, for the GPUs of all makers.
 */
import { isNode } from './runtime';

/** What is used of a WebGPU entry point; `lib.dom` does not know it. */
interface Gpu {
  requestAdapter(): Promise<object | null>;
}

/** What is used of the package `webgpu`. */
interface Dawn {
  create(options: string[]): Gpu;
  globals: object;
}

/** Whether there is no `navigator.gpu`, and this is Node, where one can be made. */
export function lacksWebgpu(): boolean {
  return isNode && !(globalThis.navigator as { gpu?: Gpu } | undefined)?.gpu;
}

/**
 * Define `navigator.gpu`, as tfjs's backend expects it before it is imported.
 *
 * @throws where `webgpu` is not installed, or finds no adapter
 */
export async function defineWebgpu(): Promise<void> {
  const specifier = 'webgpu';
  const { create, globals } = await (import(/* @vite-ignore */ /* webpackIgnore: true */ specifier) as Promise<Dawn>).catch((cause) => {
    throw new Error('The backend webgpu in Node needs a package that could not be loaded: run `npm install webgpu`.', { cause });
  });
  const gpu = create([]);
  if (!(await gpu.requestAdapter())) {
    throw new Error('The backend webgpu does not run here: webgpu is installed, but finds no GPU and no software driver for one.');
  }
  Object.assign(globalThis, globals);
  const navigator = globalThis.navigator ?? {};
  Object.defineProperty(navigator, 'gpu', { value: gpu, configurable: true });
  if (!globalThis.navigator) Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
}
