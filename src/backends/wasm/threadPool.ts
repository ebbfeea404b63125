/**
 * The threads that run the kernels: this one and workers, each with its own instance of the kernels over tfjs's shared
 * memory. What a worker does is recorded here as a list of calls, handed over, and waited for.
 */
import { memoryOf, type WasmBackend } from './backend';
import { isShared, type Kernels, kernelsOf, moduleOf } from './module';
import { startWorker } from './worker';

/** Numbers that a list of calls may hold before it is handed over. */
const CAPACITY = 1 << 16;

/** Multiplications from which on work is divided: handing over costs some microseconds. */
export const dividing = { from: 50_000 };

/** Looks at the signal of a worker before this thread goes to sleep. */
const SPINS = 100_000;

interface PoolThread {
  /** Records calls instead of making them. */
  kernels: Kernels;
  /** Drop recorded calls: an error may have left some. */
  forget(): void;
  /** Hand the recorded calls over. */
  begin(): void;
  /** Wait until they are done; returns whether all went well. */
  finish(): boolean;
  terminate(): void;
}

const pools = new WeakMap<WasmBackend, PoolThread[]>();

/** Threads that work for `backend`, this one included. */
export function threadsOf(backend: WasmBackend): number {
  return 1 + (pools.get(backend)?.length ?? 0);
}

/** Parts that `parallelFor` will make of `count` items with so many `operations` in all. */
export function partsOf(backend: WasmBackend, count: number, operations: number): number {
  return operations < dividing.from ? 1 : Math.max(1, Math.min(count, threadsOf(backend)));
}

/**
 * Divide `count` items, such as the images of a batch, over the threads: `body` makes the calls for the items from
 * `first` up to `end` on the kernels it is given, with scratch of its own for each `part`.
 *
 * @throws when a kernel fails on another thread
 */
export function parallelFor(
  backend: WasmBackend, count: number, operations: number,
  body: (kernels: Kernels, first: number, end: number, part: number) => void,
): void {
  const parts = partsOf(backend, count, operations);
  const bound = (part: number) => Math.round((part * count) / parts);
  const others = (pools.get(backend) ?? []).slice(0, parts - 1);
  others.forEach((thread) => thread.forget());
  others.forEach(({ kernels }, i) => body(kernels, bound(i + 1), bound(i + 2), i + 1));
  others.forEach((thread) => thread.begin());
  let finished: boolean[] = [];
  try {
    body(kernelsOf(backend), 0, bound(1), 0);
  } finally {
    finished = others.map((thread) => thread.finish());
  }
  if (finished.includes(false)) throw new Error('A kernel has failed on a thread of the WASM backend.');
}

/** Add the sums of all `parts`, each of `bytes`, to those of the first. */
export function addParts(kernels: Kernels, sums: number, bytes: number, parts: number): void {
  for (let part = 1; part < parts; part++) kernels.broadcastRows(0, sums, sums + part * bytes, sums, 1, bytes / 4);
}

/** Bring the threads to `count`, or as many as start here: one without shared memory. */
export async function startThreads(backend: WasmBackend, count: number): Promise<void> {
  if (threadsOf(backend) === count) return;
  stopThreads(backend);
  if (!isShared(memoryOf(backend))) return;
  const pool: PoolThread[] = [];
  pools.set(backend, pool);
  while (pool.length < count - 1) {
    const thread = await startThread(backend).catch(() => undefined);
    if (!thread) return; // No more workers start here: those that did serve.
    if (pools.get(backend) !== pool) return thread.terminate(); // Stopped meanwhile.
    pool.push(thread);
  }
}

/** Back to one thread. */
export function stopThreads(backend: WasmBackend): void {
  pools.get(backend)?.forEach((thread) => thread.terminate());
  pools.delete(backend);
}

async function startThread(backend: WasmBackend): Promise<PoolThread> {
  const signals = new SharedArrayBuffer(12);
  const calls = new SharedArrayBuffer(CAPACITY * 8);
  const terminate = await startWorker({ module: moduleOf(backend), memory: memoryOf(backend), signals, calls });
  const signal = new Int32Array(signals);
  const list = new Float64Array(calls);
  const maySleep = canSleep();
  let count = 0;
  let end = 1;
  let lists = 0;

  function record(kernel: number, numbers: readonly number[]): void {
    if (end + 2 + numbers.length > CAPACITY) {
      begin();
      wait();
    }
    list[end] = kernel;
    list[end + 1] = numbers.length;
    list.set(numbers, end + 2);
    end += 2 + numbers.length;
    count++;
  }

  function forget(): void {
    count = 0;
    end = 1;
  }

  function begin(): void {
    list[0] = count;
    forget();
    lists = (lists + 1) | 0; // As the signal counts: from 2³¹ − 1 to −2³¹.
    Atomics.store(signal, 0, lists);
    Atomics.notify(signal, 0);
  }

  function wait(): void {
    for (let spins = 0; Atomics.load(signal, 1) !== lists; spins++) {
      if (maySleep && spins > SPINS) Atomics.wait(signal, 1, (lists - 1) | 0);
    }
  }

  function finish(): boolean {
    wait();
    return Atomics.exchange(signal, 2, 0) === 0;
  }

  const recorders = Object.keys(kernelsOf(backend)).map((name, kernel) =>
    [name, (...numbers: number[]) => record(kernel, numbers)]);
  return { kernels: Object.fromEntries(recorders) as Kernels, forget, begin, finish, terminate };
}

/** The main thread of a browser may look at a signal as often as it likes, but not sleep on it. */
function canSleep(): boolean {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1);
    return true;
  } catch {
    return false;
  }
}
