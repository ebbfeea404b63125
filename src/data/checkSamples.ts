import type { Sample } from '../augment/sample';
import { invalid } from '../shapes/check';

/** Throws unless these are samples in an array, and as many as are needed. */
export function checkSamples(where: string, samples: readonly Sample[], least = 1): void {
  if (Array.isArray(samples) && samples.length >= least) {
    const bad = samples.findIndex((sample: Sample | null | undefined) => sample?.image === undefined);
    if (bad >= 0) throw invalid(`samples[${bad}]`, where, 'a sample with an image', samples[bad]);
    return;
  }
  const isOne = (samples as unknown as Sample | null | undefined)?.image !== undefined;
  const [expected, received] = Array.isArray(samples) ? ['at least one', 'none']
    : ['an array of samples', isOne ? 'one without an array: write [sample]' : typeof samples];
  throw new Error(`Invalid \`samples\` in ${where}: expected ${expected}, received ${received}.`);
}
