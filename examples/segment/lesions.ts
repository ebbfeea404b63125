/** The images of a run: read or made, split, augmented, batched. */
import { createHash } from 'node:crypto';
import { affine, brightnessContrast, compose, flip, turn90, type Sample } from 'tfjs-blocks/augment';
import { fromSamples, sampleLoader, syntheticDermoscopy, type SampleLoader } from 'tfjs-blocks/data';
import { readIsicFolder } from 'tfjs-blocks/data/node';
import { holdOut } from 'tfjs-blocks/splits';
import type { Settings } from './options';

/** The default recipe. */
export const augment = compose([
  flip(),
  turn90(),
  affine({ rotateRange: [-45, 45], scaleRange: [0.8, 1.2], shiftRange: [-0.1, 0.1] }),
  brightnessContrast({ brightnessRange: [-0.1, 0.1], contrastRange: [0.8, 1.2] }),
]);

/** A data set, a fifth of it held out: whole patients or lesions, if the images say whose they are. */
export interface Lesions {
  readonly training: Sample[];
  readonly validation: Sample[];
  /** Names of images without a mask and masks without an image that `--allow-missing` left out. */
  readonly skipped: readonly string[];
  /** Hash of names, labels and pixels. */
  readonly fingerprint: string;
}

/**
 * @throws where the folder, a picture or the labels are not what they should be, naming them
 */
export async function loadLesions({ data, size, seed, allowMissing }: Settings): Promise<Lesions> {
  const { samples, skipped } = data === null
    ? { samples: syntheticDermoscopy({ count: 120, size, seed }), skipped: [] }
    : await readIsicFolder(data, { size, allowMissing });
  if (samples.length < 5) throw new Error(`Invalid --data: expected at least 5 images in '${data}', received ${samples.length}.`);
  const hash = createHash('sha256');
  for (const { id, label, image, mask } of samples) hash.update(`${id}\n${label}\n`).update(image.data).update(mask!.data);
  const { train, validation } = holdOut({
    ids: samples.map(({ id }) => id), labels: samples.map(({ label }) => label ?? ''), fraction: 0.2, seed,
    ...(samples.some(({ group }) => group !== undefined) && { groups: samples.map(({ id, group = id }) => group) }),
  });
  return {
    training: train.map((index) => samples[index]),
    validation: validation.map((index) => samples[index]),
    skipped: skipped.map(({ name, reason }) => `${name} (${reason})`),
    fingerprint: hash.digest('hex'),
  };
}

/** Augmented batches, a function of epoch and step. */
export function lesionLoader(samples: readonly Sample[], { batch: batchSize, seed }: Pick<Settings, 'batch' | 'seed'>): SampleLoader {
  return sampleLoader({ dataset: fromSamples(samples), batchSize, augment, seed });
}
