/** The checks of `kernels/` as vitest suites, fifty drawn cases a test. */
import { describe, expect, it } from 'vitest';
import { countHandOvers, isDivided } from './handOvers';
import { DRAWS, type KernelCheck, kernelChecks, NON_FINITE_DRAWS } from './kernels';

const BLOCK = 50;

/**
 * The backend must be ready when the tests run.
 *
 * @param threads with two, kernels that divide their work must hand some of it over; with one, none
 */
export function describeKernels(threads: 1 | 2): void {
  describe.each(kernelChecks)('$name', (check) => {
    it.each(blocks(DRAWS))('draws from %d on', (first) => {
      const handOvers = countHandOvers(() => runBlock(check, first, false));
      if (isDivided(check.name)) expect(handOvers > 0).toBe(threads === 2);
    });
    if (check.takesNonFinite) {
      it.each(blocks(NON_FINITE_DRAWS))('NaN and ∞, draws from %d on', (first) => runBlock(check, first, true));
    }
  });
}

const blocks = (draws: number) => Array.from({ length: draws / BLOCK }, (_, i) => i * BLOCK);

function runBlock(check: KernelCheck, first: number, nonFinite: boolean): void {
  const failures: string[] = [];
  for (let i = first; i < first + BLOCK; i++) {
    try {
      check.run(i, nonFinite);
    } catch (error) {
      failures.push((error as Error).message);
    }
  }
  if (failures.length > 0) throw new Error([`${failures.length} of ${BLOCK} failed`, ...failures.slice(0, 5)].join('\n'));
}
