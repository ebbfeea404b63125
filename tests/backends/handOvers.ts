/** How often a kernel handed work to another thread; without vitest, so that a worker can count as well. */
import { dividing } from '../../src/backends/wasm/threadPool';

/** What one thread does alone, or other kernels do: copies and sums. */
const undivided = ['Sum', 'Mean', 'Mean, its gradient', 'UnsortedSegmentSum', 'Tile', 'Concat', 'SplitV', 'Slice', 'Identity', 'Cast'];

/** Whether a kernel divides its work where there are two threads. */
export const isDivided = (name: string): boolean => !undivided.includes(name);

/** Divide all work, however little it is. */
export function divideAll(): void {
  dividing.from = 0;
}

/** Run `f` and count how often it woke another thread. */
export function countHandOvers(f: () => void): number {
  const stock = Atomics.notify;
  let count = 0;
  Atomics.notify = new Proxy(stock, {
    apply(notify, self, args) {
      count++;
      return Reflect.apply(notify, self, args) as number;
    },
  });
  try {
    f();
  } finally {
    Atomics.notify = stock;
  }
  return count;
}
