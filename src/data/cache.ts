/**
 * Keeps decoded samples in memory, as bytes, up to a bound.
 *
 * An epoch visits every sample once in a new order, so throwing out what was used longest ago would throw out what comes next:
 * what came first stays, and what does not fit is read again each time.
 */
import type { Sample } from '../augment/sample';
import { invalid } from '../shapes/check';
import type { Dataset, DatasetRecipe } from './dataset';

/** A cache before another data set. */
export interface CachedRecipe extends DatasetRecipe {
  readonly kind: 'cached';
  readonly of: DatasetRecipe;
  readonly maxBytes: number;
}

/**
 * The data set with a cache before it. Samples that fail are not kept. With workers each of them keeps its own share of the
 * samples, and the bound holds for each.
 *
 * @param options.maxBytes most bytes of pixels; default 1 GiB
 * @throws where `maxBytes` is no number of at least 0
 * @example
 * const dataset = cached(await isicDataset('lesions', { size: 128 }), { maxBytes: 500e6 });
 */
export function cached(dataset: Dataset, options: { readonly maxBytes?: number } = {}): Dataset & { readonly bytes: number } {
  const { maxBytes = 2 ** 30 } = options;
  if (!(maxBytes >= 0)) throw invalid('maxBytes', 'cached', 'a number of at least 0', maxBytes);
  const kept = new Map<number, Promise<Sample>>();
  let bytes = 0;
  const recipe: CachedRecipe | undefined = dataset.recipe && { kind: 'cached', of: dataset.recipe, maxBytes };
  return {
    length: dataset.length,
    id: dataset.id?.bind(dataset),
    get bytes() { return bytes; },
    get(index) {
      const found = kept.get(index);
      if (found) return found;
      const reading = dataset.get(index).then(
        (sample) => {
          const size = bytesOf(sample);
          if (bytes + size <= maxBytes) bytes += size;
          else kept.delete(index);
          return sample;
        },
        (error) => {
          kept.delete(index);
          throw error;
        },
      );
      kept.set(index, reading);
      return reading;
    },
    ...(recipe && { recipe }),
  };
}

const bytesOf = ({ image, mask, masks = {} }: Sample) =>
  [image, ...(mask ? [mask] : []), ...Object.values(masks)].reduce((sum, { data }) => sum + data.length, 0);
