/** What mixup, cutmix and mosaic share. */
import { checkSample } from './checkSample';
import type { Sample } from './sample';

/**
 * Throws unless both samples are whole, their images of one size, and both have a mask, masks of the same names and a class, or neither:
 * what one lacks is not known to be empty.
 */
export function checkPair(where: string, first: Sample, second: Sample): void {
  checkSample(first);
  checkSample(second);
  const expected = (what: string, received: string) =>
    new Error(`Invalid sample \`${second.id}\` in ${where}: expected ${what} like \`${first.id}\`, received ${received}.`);
  const shape = ({ image: { height, width, channels } }: Sample) => `${height} × ${width} × ${channels}`;
  if (shape(first) !== shape(second)) throw expected(shape(first), shape(second));
  for (const [what, contents] of contentsOf) {
    const [one, other] = [contents(first), contents(second)];
    if (one !== other) throw expected(one === '' ? `no ${what}` : one, other === '' ? 'none' : other);
  }
}

/** What has to be in both samples or in neither: its name, and text that has to be equal. */
const contentsOf: readonly (readonly [string, (sample: Sample) => string])[] = [
  ['mask', ({ mask }) => (mask ? 'a mask' : '')],
  ['masks', ({ masks }) => (masks ? `masks named ${JSON.stringify(Object.keys(masks).sort())}` : '')],
  ['class', (sample) => (weightsOf(sample) ? 'a class (`label` or `labelWeights`)' : '')],
];

/** The classes of the samples in these shares; nothing where they have none. */
export function mixLabels(samples: readonly Sample[], shares: readonly number[]): Pick<Sample, 'labelWeights'> {
  const weights = new Map<string, number>();
  samples.forEach((sample, i) => {
    for (const [label, weight] of Object.entries(weightsOf(sample) ?? {})) {
      weights.set(label, (weights.get(label) ?? 0) + shares[i] * weight);
    }
  });
  return weights.size > 0 ? { labelWeights: Object.fromEntries(weights) } : {};
}

function weightsOf({ label, labelWeights }: Sample): Readonly<Record<string, number>> | undefined {
  return labelWeights ?? (label === undefined ? undefined : { [label]: 1 });
}
