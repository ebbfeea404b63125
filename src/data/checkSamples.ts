import type { Sample } from '../augment/sample';

/** Throws unless these are samples in an array, and as many as are needed. */
export function checkSamples(where: string, samples: readonly Sample[], least = 1): void {
  const received = !Array.isArray(samples) ? (samples as unknown as Sample | undefined)?.image ? 'one without an array: write [sample]' : typeof samples
    : samples.length < least ? 'none' : undefined;
  if (received === undefined) return;
  throw new Error(`Invalid \`samples\` in ${where}: expected ${Array.isArray(samples) ? 'at least one' : 'an array of samples'}, received ${received}.`);
}
