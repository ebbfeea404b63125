/**
 * The threads that run the kernels: this one and workers, each with its own instance of the kernels over tfjs's shared
 * memory. The calls of every part are recorded here as a list, which is handed over; then each thread takes the next part
 * that no other has taken, so that a slower core, or one with other work, does fewer.
 */
import { memoryOf, type WasmBackend } from './backend';
import { isShared, type Kernels, kernelsOf, moduleOf } from './module';
import { startWorker } from './worker';

/** Numbers that a list of calls may hold. */
const CAPACITY = 1 << 16;

/** Parts for each thread: enough to even out what cores do beside, few enough to cost little. */
const PARTS = 4;

/** Multiplications from which on work is divided: handing over costs some microseconds. */
export const dividing = { from: 50_000 };

/** Looks at the signal of a worker before this thread goes to sleep. */
const SPINS = 100_000;

interface PoolThread {
  /** Record the calls that `body` makes for each of `parts`; returns how many parts the list holds. */
  record(parts: number, body: (kernels: Kernels, part: number) => void): number;
  /** Hand the first `parts` over. */
  begin(parts: number): void;
  /** Wait until none of them is under way; returns whether all went well. */
  finish(): boolean;
  terminate(): void;
}

interface Pool {
  workers: PoolThread[];
  /** Parts that some thread has taken. */
  taken: Int32Array;
}

const pools = new WeakMap<WasmBackend, Pool>();

/** Threads that work for `backend`, this one included. */
export function threadsOf(backend: WasmBackend): number {
  return 1 + (pools.get(backend)?.workers.length ?? 0);
}

/** Parts into which to divide `count` items with so many `operations` in all: one where one thread does them. */
export function partsOf(backend: WasmBackend, count: number, operations: number): number {
  const threads = threadsOf(backend);
  return threads === 1 || operations < dividing.from ? 1 : Math.max(1, Math.min(count, threads * PARTS));
}

/**
 * Divide `count` items, such as the images of a batch, into `parts` over the threads: `body` makes the calls for the
 * items from `first` up to `end` on the kernels it is given. Which thread takes which part is left to chance: scratch
 * goes by `thread`, sums go by `part`.
 *
 * @throws when a kernel fails on another thread
 */
export function parallelFor(
  backend: WasmBackend, count: number, parts: number,
  body: (kernels: Kernels, first: number, end: number, thread: number, part: number) => void,
): void {
  const own = kernelsOf(backend);
  const pool = pools.get(backend);
  if (!pool || parts === 1) return body(own, 0, count, 0, 0);
  const { taken } = pool;
  const workers = pool.workers.slice(0, parts - 1);
  const run = (kernels: Kernels, part: number, thread: number) =>
    body(kernels, Math.round((part * count) / parts), Math.round(((part + 1) * count) / parts), thread, part);
  const shared = Math.min(...workers.map((worker, i) => worker.record(parts, (kernels, part) => run(kernels, part, i + 1))));
  let finished: boolean[] = [];
  Atomics.store(taken, 0, 0);
  workers.forEach((worker) => worker.begin(shared));
  try {
    for (let part; (part = Atomics.add(taken, 0, 1)) < shared;) run(own, part, 0);
    for (let part = shared; part < parts; part++) run(own, part, 0);
  } finally {
    finished = workers.map((worker) => worker.finish());
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
  const taken = new SharedArrayBuffer(4);
  const pool: Pool = { workers: [], taken: new Int32Array(taken) };
  pools.set(backend, pool);
  while (pool.workers.length < count - 1) {
    const thread = await startThread(backend, taken).catch(() => undefined);
    if (!thread) return; // No more workers start here: those that did serve.
    if (pools.get(backend) !== pool) return thread.terminate(); // Stopped meanwhile.
    pool.workers.push(thread);
  }
}

/** Back to one thread. */
export function stopThreads(backend: WasmBackend): void {
  pools.get(backend)?.workers.forEach((thread) => thread.terminate());
  pools.delete(backend);
}

async function startThread(backend: WasmBackend, taken: SharedArrayBuffer): Promise<PoolThread> {
  const signals = new SharedArrayBuffer(12);
  const calls = new SharedArrayBuffer(CAPACITY * 8);
  const terminate = await startWorker({ module: moduleOf(backend), memory: memoryOf(backend), signals, calls, taken });
  const signal = new Int32Array(signals);
  const list = new Float64Array(calls);
  const maySleep = canSleep();
  let end = 0;
  let lists = 0;
  const recorders = Object.keys(kernelsOf(backend)).map((name, kernel) => [name, (...numbers: number[]) => {
    const start = end;
    end += 2 + numbers.length;
    if (end <= CAPACITY) list.set([kernel, numbers.length, ...numbers], start);
  }]);
  const kernels = Object.fromEntries(recorders) as Kernels;

  function record(parts: number, body: (kernels: Kernels, part: number) => void): number {
    end = 2 + parts;
    for (let part = 0; part < parts; part++) {
      list[1 + part] = end;
      body(kernels, part);
      if (end > CAPACITY) return part;
      list[2 + part] = end;
    }
    return parts;
  }

  function begin(parts: number): void {
    list[0] = parts;
    lists = (lists + 1) | 0; // As the signal counts: from 2³¹ − 1 to −2³¹.
    Atomics.store(signal, 0, lists);
    Atomics.notify(signal, 0);
  }

  function finish(): boolean {
    for (let spins = 0; Atomics.load(signal, 1) !== lists; spins++) {
      if (maySleep && spins > SPINS) Atomics.wait(signal, 1, (lists - 1) | 0);
    }
    return Atomics.exchange(signal, 2, 0) === 0;
  }

  return { record, begin, finish, terminate };
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
