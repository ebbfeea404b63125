/**
 * What a helping thread runs: it waits for lists of kernel calls, and takes part after part until none is left.
 * scripts/kernels.mjs turns this file into the text of a worker, so it imports nothing.
 */

/** What a thread needs to begin. */
export interface ThreadStart {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  /** Int32: number of the list that was handed over, of the list that is done, and 1 once a call has failed. */
  signals: SharedArrayBuffer;
  /** Float64: parts in the list, where each begins and the last ends, then calls: kernel, number of arguments, arguments. */
  calls: SharedArrayBuffer;
  /** Int32, one for all threads: parts that some thread has taken. */
  taken: SharedArrayBuffer;
}

/** Reads of the signal before the thread goes to sleep: the next list usually comes within some microseconds. */
const SPINS = 20_000;

/** Serve for ever; `announce` is called when the thread listens. */
export function serve({ module, memory, signals, calls, taken }: ThreadStart, announce: () => void): never {
  const kernels = Object.values(new WebAssembly.Instance(module, { env: { memory } }).exports) as
    ((...numbers: number[]) => void)[];
  const signal = new Int32Array(signals);
  const list = new Float64Array(calls);
  const next = new Int32Array(taken);
  announce();
  for (let done = 0; ;) {
    for (let spins = 0; Atomics.load(signal, 0) === done; spins++) {
      if (spins > SPINS) Atomics.wait(signal, 0, done);
    }
    done = Atomics.load(signal, 0);
    try {
      for (let part; (part = Atomics.add(next, 0, 1)) < list[0];) workOff(list[part + 1], list[part + 2]);
    } catch {
      Atomics.store(signal, 2, 1);
    }
    Atomics.store(signal, 1, done);
    Atomics.notify(signal, 1);
  }

  function workOff(from: number, end: number): void {
    for (let at = from; at < end; at += 2 + list[at + 1]) kernels[list[at]](...list.subarray(at + 2, at + 2 + list[at + 1]));
  }
}
