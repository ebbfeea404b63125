/**
 * What this processor reaches in multiplications and additions of four lanes, in registers alone. Enough independent
 * sums hide the latency of an operation, too many no longer fit the registers: the best of several counts is the peak.
 */
import { compile } from './assembly';
import { median, type Task } from './measure';

export interface Peak {
  /** The loops, each with another count of sums, to be timed among the other tasks. */
  tasks: Task[];
  /** Floating-point operations of one run of each loop. */
  work: number[];
}

type Loop = (iterations: number) => number;

const COUNTS = [8, 10, 12];
const ITERATIONS = 1_000_000;

export async function peakLoops(): Promise<Peak> {
  const loops = await compile(COUNTS.map(loopOf).join('\n'), ['--enable', 'simd']);
  return {
    tasks: COUNTS.map((count) => ({ run: () => (loops[`peak${count}`] as Loop)(ITERATIONS) })),
    work: COUNTS.map((count) => ITERATIONS * count * 8),
  };
}

/** The rates, by round, of the loop that is fastest by its median; `rates` are by loop and round. */
export function fastest(rates: readonly (readonly number[])[]): readonly number[] {
  return rates.reduce((best, next) => (median(next) > median(best) ? next : best));
}

/** Independent sums s ← s·x + y. */
function loopOf(count: number): string {
  const lanes = Array.from({ length: count }, (_, i) => i);
  return `export function peak${count}(iterations: i32): f32 {
    const x = f32x4.splat(0.5);
    const y = f32x4.splat(1.5);
    ${lanes.map((i) => `let s${i} = f32x4.splat(${i});`).join('\n')}
    do { ${lanes.map((i) => `s${i} = f32x4.add(f32x4.mul(s${i}, x), y);`).join('\n')} } while (--iterations);
    return f32x4.extract_lane(${lanes.slice(1).reduce((sum, i) => `f32x4.add(${sum}, s${i})`, 's0')}, 0);
  }`;
}
