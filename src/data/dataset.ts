/**
 * A data set is a length and a way to get each sample: from memory, files, a generator, whatever can be awaited.
 * The floors above ask for no more than this.
 */
import type { Sample } from '../augment/sample';
import { checkPositiveIntegers, invalid } from '../shapes/check';
import { checkSamples } from './checkSamples';

/** Samples by index, 0 to length − 1. */
export interface Dataset {
  readonly length: number;
  /** The sample; the same whenever it is asked for. Fails where it cannot be read. */
  get(index: number): Promise<Sample>;
  /** The sample's name, known without reading it; default `sample 7`. */
  id?(index: number): string;
  /** Plain data from which a worker makes the same data set again; without it samples are made on this thread only. */
  readonly recipe?: DatasetRecipe;
}

/** What a data set is made from, such as `{ kind: 'files', … }`: anything that `postMessage` can send. */
export interface DatasetRecipe {
  readonly kind: string;
}

/** Samples that lie in memory. */
export interface SamplesRecipe extends DatasetRecipe {
  readonly kind: 'samples';
  readonly samples: readonly Sample[];
}

/**
 * A data set of samples in memory.
 *
 * @throws where two samples have the same id
 * @example
 * const dataset = fromSamples(syntheticDermoscopy({ count: 120, seed: 0 }));
 */
export function fromSamples(samples: readonly Sample[]): Dataset & { readonly recipe: SamplesRecipe } {
  checkSamples('fromSamples', samples, 0);
  const ids = new Set<string>();
  for (const { id } of samples) {
    if (ids.has(id)) throw invalid('samples', 'fromSamples', 'every id once', id);
    ids.add(id);
  }
  return {
    length: samples.length,
    get: (index) => Promise.resolve(samples[index]),
    id: (index) => samples[index].id,
    recipe: { kind: 'samples', samples },
  };
}

/**
 * A data set in memory of what an iterable gives, a generator or a stream, say: all of it, or the first `limit`.
 *
 * @throws where `limit` is no positive integer, or two samples have the same id
 * @example
 * const dataset = await collect(readTiles('slide.tif'), { limit: 1000 });
 */
export async function collect(
  samples: Iterable<Sample> | AsyncIterable<Sample>, options: { readonly limit?: number } = {},
): Promise<Dataset> {
  const { limit = Infinity } = options;
  if (limit !== Infinity) checkPositiveIntegers('collect', { limit });
  const collected: Sample[] = [];
  for await (const sample of samples) {
    collected.push(sample);
    if (collected.length >= limit) break;
  }
  return fromSamples(collected);
}

/**
 * A data set whose samples are changed as they are read: resized, cleaned, relabelled. It has no recipe, as a function cannot
 * cross to a worker; a worker's own module can call `mapDataset` itself.
 *
 * @example
 * const dataset = mapDataset(lesions, (sample) => ({ ...sample, image: shadesOfGray(sample.image) }));
 */
export function mapDataset(dataset: Dataset, change: (sample: Sample) => Sample | Promise<Sample>): Dataset {
  return { length: dataset.length, get: async (index) => change(await dataset.get(index)), id: dataset.id?.bind(dataset) };
}
