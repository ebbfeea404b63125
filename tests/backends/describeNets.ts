/** The comparison of `goldenNets` as vitest suites. */
import { expect, it } from 'vitest';
import { netErrors, netNames } from './goldenNets';

/** Declares a test for each net, on the backend that is current when it runs. */
export function describeNets(): void {
  it.each(netNames)('%s: loss and gradients are those of PyTorch', (name) => {
    const { loss, gradients } = netErrors(name);
    expect(loss).toBeLessThan(1e-5);
    expect(Object.entries(gradients).filter(([, error]) => !(error <= 1e-4))).toEqual([]);
  });
}
