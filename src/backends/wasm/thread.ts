/**
 * What a helping thread runs: it waits for lists of kernel calls and works them off. scripts/kernels.mjs turns this
 * file into the text of a worker, so it imports nothing.
 */

/** What a thread needs to begin. */
export interface ThreadStart {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  /** Int32: number of the list that was handed over, of the list that is done, and 1 once a call has failed. */
  signals: SharedArrayBuffer;
  /** Float64: calls in the list, then for each: index of the kernel, number of arguments, arguments. */
  calls: SharedArrayBuffer;
}

/** Reads of the signal before the thread goes to sleep: the next list usually comes within some microseconds. */
const SPINS = 20_000;

/** Serve for ever; `announce` is called when the thread listens. */
export function serve({ module, memory, signals, calls }: ThreadStart, announce: () => void): never {
  const kernels = Object.values(new WebAssembly.Instance(module, { env: { memory } }).exports) as
    ((...numbers: number[]) => void)[];
  const signal = new Int32Array(signals);
  const list = new Float64Array(calls);
  announce();
  for (let done = 0; ;) {
    for (let spins = 0; Atomics.load(signal, 0) === done; spins++) {
      if (spins > SPINS) Atomics.wait(signal, 0, done);
    }
    done = Atomics.load(signal, 0);
    try {
      workOff();
    } catch {
      Atomics.store(signal, 2, 1);
    }
    Atomics.store(signal, 1, done);
    Atomics.notify(signal, 1);
  }

  function workOff(): void {
    let at = 1;
    for (let left = list[0]; left > 0; left--) {
      const end = at + 2 + list[at + 1];
      kernels[list[at]](...list.subarray(at + 2, end));
      at = end;
    }
  }
}
