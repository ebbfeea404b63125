/** What mixup, cutmix and mosaic share. */
import { checkSample } from './checkSample';
import type { Sample } from './sample';

/** Throws unless both samples are whole and their images of one size. */
export function checkPair(where: string, first: Sample, second: Sample): void {
  checkSample(first);
  checkSample(second);
  const shape = ({ image: { height, width, channels } }: Sample) => `${height} × ${width} × ${channels}`;
  if (shape(first) === shape(second)) return;
  throw new Error(`Invalid sample \`${second.id}\` in ${where}: expected ${shape(first)} like \`${first.id}\`, received ${shape(second)}.`);
}

/** The classes of the samples in these shares; nothing where one has none. */
export function mixLabels(samples: readonly Sample[], shares: readonly number[]): Pick<Sample, 'labelWeights'> {
  const labelWeights: Record<string, number> = {};
  for (const [i, sample] of samples.entries()) {
    const weights = weightsOf(sample);
    if (!weights) return {};
    for (const [label, weight] of Object.entries(weights)) labelWeights[label] = (labelWeights[label] ?? 0) + shares[i] * weight;
  }
  return { labelWeights };
}

function weightsOf({ label, labelWeights }: Sample): Readonly<Record<string, number>> | undefined {
  return labelWeights ?? (label === undefined ? undefined : { [label]: 1 });
}
