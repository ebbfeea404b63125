/** The comparisons of `goldenNets` as vitest suites. */
import { expect, it } from 'vitest';
import { netErrors, netNames, trainingErrors } from './goldenNets';

/** Declares a test for each net, on the backend that is current when it runs. */
export function describeNets(): void {
  it.each(netNames)('%s: loss and gradients are those of PyTorch', async (name) => {
    const { loss, gradients } = await netErrors(name);
    expect(loss).toBeLessThan(1e-5);
    expect(tooLarge(gradients)).toEqual([]);
  });
}

/** The same for five steps of training. */
export function describeTraining(names: readonly ('cnn' | 'unet')[]): void {
  it.each(names)('%s: losses and weights of five steps are those of PyTorch', async (name) => {
    const { losses, weights } = await trainingErrors(name);
    losses.forEach((error) => expect(error).toBeLessThan(1e-4));
    expect(tooLarge(weights)).toEqual([]);
  });
}

const tooLarge = (errors: Record<string, number>) => Object.entries(errors).filter(([, error]) => !(error <= 1e-4));
