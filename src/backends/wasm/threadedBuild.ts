/**
 * tfjs's build for shared memory, whose tensors several threads can reach. Browsers get it where pages are cross-origin
 * isolated; in Node tfjs holds it back, because its own eight workers do not start there. Nor do they in what Vite and
 * webpack have minified: `e is not defined`, and tfjs waits for ever. We need only its memory: with one thread of XNNPACK
 * these workers never have anything to do, so stand-ins take their place.
 */
import * as tf from '@tensorflow/tfjs-core';
import { isNode } from '../runtime';
import { wasmPackage } from '../wasmPackage';

/** Run `start`, which starts the WASM backend, so that it takes the build for shared memory where that runs. */
export async function withThreadedBuild(start: () => Promise<boolean>): Promise<boolean> {
  const { setThreadsCount } = await wasmPackage();
  setThreadsCount(1);
  if (!isNode) return globalThis.crossOriginIsolated ? withGlobal('Worker', idleForTfjs(Worker), start) : start();
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', true);
  const started = await withGlobal('Worker', IdleWorker, start);
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  return started || start();
}

/** A worker, as far as tfjs's loader looks: it says that it has loaded. */
class IdleWorker {
  onmessage?: (event: { data: unknown }) => void;

  postMessage(message: { cmd: string }): void {
    if (message.cmd === 'load') queueMicrotask(() => this.onmessage?.({ data: { cmd: 'loaded' } }));
  }

  on(): void {}
  unref(): void {}
  terminate(): void {}
}

/** tfjs starts its workers from a blob and without options; other workers of the page start as ever. */
function idleForTfjs(real: typeof Worker) {
  return new Proxy(real, {
    construct: (_target, [url, ...options]: ConstructorParameters<typeof Worker>) =>
      (options.length === 0 && String(url).startsWith('blob:') ? new IdleWorker() : new real(url, ...options)),
  });
}

/** Run `start` while the global `name` reads as `value`, whatever is assigned to it meanwhile. */
async function withGlobal<T>(name: string, value: unknown, start: () => Promise<T>): Promise<T> {
  const before = Object.getOwnPropertyDescriptor(globalThis, name);
  Object.defineProperty(globalThis, name, { configurable: true, get: () => value, set: () => {} });
  try {
    return await start();
  } finally {
    if (before) Object.defineProperty(globalThis, name, before);
    else Reflect.deleteProperty(globalThis, name);
  }
}
