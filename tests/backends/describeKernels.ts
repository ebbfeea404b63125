/** The checks of `kernels/` as vitest suites, fifty drawn cases a test. */
import { describe, it } from 'vitest';
import { DRAWS, type KernelCheck, kernelChecks, NON_FINITE_DRAWS } from './kernels';

const BLOCK = 50;

/** The backend must be ready when the tests run. */
export function describeKernels(): void {
  describe.each(kernelChecks)('$name', (check) => {
    it.each(blocks(DRAWS))('draws from %d on', (first) => runBlock(check, first, false));
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
