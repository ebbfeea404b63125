/**
 * Threads that help with the kernels. Each is a worker with its own instance of the kernels over tfjs's shared memory;
 * what it does is recorded here as a list of calls, handed over, and waited for.
 */
import { memoryOf, type WasmBackend } from './backend';
import { threadSource } from './kernels.generated';
import { isShared, type Kernels, kernelsOf, moduleOf } from './module';
import type { ThreadStart } from './thread';
import { isNode } from './threadedBuild';

/** Numbers that a list of calls may hold before it is handed over. */
const CAPACITY = 1 << 16;

/** Multiplications and additions below which work is not divided: handing over costs some microseconds. */
const WORTHWHILE = 50_000;

/** Milliseconds for a thread to begin. */
const PATIENCE = 5000;

interface Helper {
  /** Records calls instead of making them. */
  kernels: Kernels;
  begin(): void;
  finish(): void;
  dismiss(): void;
}

const teams = new WeakMap<WasmBackend, Helper[]>();

/** Threads that work for `backend`, this one included. */
export function threadsOf(backend: WasmBackend): number {
  return 1 + (teams.get(backend)?.length ?? 0);
}

/** Parts that `divide` will make of `count` items with so many `operations` in all. */
export function partsOf(backend: WasmBackend, count: number, operations: number): number {
  return operations < WORTHWHILE ? 1 : Math.max(1, Math.min(count, threadsOf(backend)));
}

/**
 * Divide `count` items, such as the images of a batch, over the threads: `work` makes the calls for the items from
 * `first` up to `end` on the kernels it is given, with scratch of its own for each `part`.
 */
export function divide(
  backend: WasmBackend, count: number, operations: number,
  work: (kernels: Kernels, first: number, end: number, part: number) => void,
): void {
  const parts = partsOf(backend, count, operations);
  const bound = (part: number) => Math.round((part * count) / parts);
  const helpers = (teams.get(backend) ?? []).slice(0, parts - 1);
  try {
    helpers.forEach((helper, i) => {
      work(helper.kernels, bound(i + 1), bound(i + 2), i + 1);
      helper.begin();
    });
    work(kernelsOf(backend), 0, bound(1), 0);
  } finally {
    helpers.forEach((helper) => helper.finish());
  }
}

/** Add the sums of all `parts`, each of `bytes`, to those of the first. */
export function addParts(kernels: Kernels, sums: number, bytes: number, parts: number): void {
  for (let part = 1; part < parts; part++) {
    kernels.broadcastRows(0, sums, sums + part * bytes, sums, 1, bytes / 4);
  }
}

/** Bring the threads up to `count`, or as many as start here. Without shared memory there is one. */
export async function formTeam(backend: WasmBackend, count: number): Promise<void> {
  const helpers: Helper[] = [];
  dismissTeam(backend);
  if (!isShared(memoryOf(backend))) return;
  try {
    while (helpers.length < count - 1) helpers.push(await hire(backend));
  } catch {
    // This place lets no more workers start: those that did will do.
  }
  teams.set(backend, helpers);
}

/** End the threads of `backend`, if any. */
export function dismissTeam(backend: WasmBackend): void {
  teams.get(backend)?.forEach((helper) => helper.dismiss());
  teams.delete(backend);
}

async function hire(backend: WasmBackend): Promise<Helper> {
  const signals = new SharedArrayBuffer(12);
  const calls = new SharedArrayBuffer(CAPACITY * 8);
  const dismiss = await startWorker({ module: moduleOf(backend), memory: memoryOf(backend), signals, calls });
  const signal = new Int32Array(signals);
  const list = new Float64Array(calls);
  const mayWait = canWait();
  let count = 0;
  let end = 1;
  let lists = 0;

  function record(kernel: number, numbers: readonly number[]): void {
    if (end + 2 + numbers.length > CAPACITY) {
      begin();
      finish();
    }
    list[end] = kernel;
    list[end + 1] = numbers.length;
    list.set(numbers, end + 2);
    end += 2 + numbers.length;
    count++;
  }

  function begin(): void {
    list[0] = count;
    count = 0;
    end = 1;
    Atomics.store(signal, 0, ++lists);
    Atomics.notify(signal, 0);
  }

  function finish(): void {
    for (let spins = 0; ; spins++) {
      const done = Atomics.load(signal, 1);
      if (done === lists) break;
      if (mayWait && spins > 100_000) Atomics.wait(signal, 1, done);
    }
    if (Atomics.exchange(signal, 2, 0) === 1) throw new Error('A thread of the WASM kernels has failed.');
  }

  const recorders = Object.keys(kernelsOf(backend)).map((name, kernel) =>
    [name, (...numbers: number[]) => record(kernel, numbers)]);
  return { kernels: Object.fromEntries(recorders) as Kernels, begin, finish, dismiss };
}

/** Browsers let their main thread read a signal over and over, but not sleep. */
function canWait(): boolean {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1);
    return true;
  } catch {
    return false;
  }
}

/** Start a worker of the browser or of Node; resolves, once it listens, to what ends it. */
async function startWorker(start: ThreadStart): Promise<() => void> {
  return isNode ? startInNode(start) : startInBrowser(start);
}

async function startInNode(start: ThreadStart): Promise<() => void> {
  const name = 'node:worker_threads';
  const { Worker } = await import(/* @vite-ignore */ /* webpackIgnore: true */ name) as typeof import('node:worker_threads');
  const worker = new Worker(`${threadSource}
    const { parentPort } = require('node:worker_threads');
    parentPort.once('message', (start) => serve(start, () => parentPort.postMessage('listening')));`, { eval: true });
  await within(PATIENCE, (resolve, reject) => {
    worker.once('message', resolve).once('error', reject);
    worker.postMessage(start);
  }).catch(failWith(() => void worker.terminate()));
  worker.unref();
  return () => void worker.terminate();
}

async function startInBrowser(start: ThreadStart): Promise<() => void> {
  const source = `${threadSource}
    onmessage = ({ data }) => serve(data, () => postMessage('listening'));`;
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  const worker = new Worker(url, { type: 'module' });
  await within(PATIENCE, (resolve, reject) => {
    worker.onmessage = resolve;
    worker.onerror = reject;
    worker.postMessage(start);
  }).catch(failWith(() => worker.terminate())).finally(() => URL.revokeObjectURL(url));
  return () => worker.terminate();
}

function within(milliseconds: number, begin: (resolve: (value: unknown) => void, reject: (cause: unknown) => void) => void) {
  return new Promise<unknown>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`No answer in ${milliseconds} ms.`)), milliseconds);
    begin((value) => {
      clearTimeout(timer);
      resolve(value);
    }, (cause) => {
      clearTimeout(timer);
      reject(cause);
    });
  });
}

function failWith(cleanUp: () => void): (cause: unknown) => never {
  return (cause) => {
    cleanUp();
    throw cause;
  };
}
