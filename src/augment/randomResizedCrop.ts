/**
 * A part of the image of random area and aspect, at a fixed size: the crop of Inception's training.
 *
 * C. Szegedy et al. (2015), "Going deeper with convolutions", arXiv:1409.4842. As in torchvision: area and the logarithm
 * of the aspect are uniform, ten trials to fit the image, then the largest centred part whose aspect is allowed.
 */
import { partStep } from './resize';
import type { Size } from './sample';
import { checkBoolean, checkedRange, checkOptions, checkSize, transform, type Chance, type Range, type Transform } from './transform';

/** Options of {@link randomResizedCrop}. */
export interface RandomResizedCropOptions extends Chance, Size {
  /** Area of the part as a fraction of the image; default [0.08, 1]. */
  readonly areaRange?: Range;
  /** Width over height of the part; default [3/4, 4/3]. */
  readonly aspectRange?: Range;
  /** Averages where the part shrinks; default true. */
  readonly antialias?: boolean;
}

/**
 * @throws if a side is not an integer from 1 to 65,535, there are more than 100 million pixels, or a range not [low, high] with low ≤ high:
 *   areas from 0.0001 to 1
 * @example
 * compose([randomResizedCrop({ height: 224, width: 224, areaRange: [0.5, 1] })]);
 */
export function randomResizedCrop(options: RandomResizedCropOptions): Transform {
  checkOptions('randomResizedCrop', options, ['height', 'width', 'areaRange', 'aspectRange', 'antialias']);
  const { height, width, antialias = true } = options;
  checkSize('randomResizedCrop', { height, width });
  checkBoolean('randomResizedCrop', 'antialias', antialias);
  const areas = checkedRange('randomResizedCrop', 'areaRange', options.areaRange ?? [0.08, 1], 1e-4, 1);
  const aspects = checkedRange('randomResizedCrop', 'aspectRange', options.aspectRange ?? [3 / 4, 4 / 3], 0.01, 100);
  return transform('randomResizedCrop', options, (random, size) => {
    const trials = Array.from({ length: 10 }, () => {
      const area = random.uniform(...areas) * size.height * size.width;
      const aspect = Math.exp(random.uniform(Math.log(aspects[0]), Math.log(aspects[1])));
      return [Math.round(Math.sqrt(area * aspect)), Math.round(Math.sqrt(area / aspect))];
    });
    const x = random.uniform(), y = random.uniform();
    const fitting = trials.find(([w, h]) => w > 0 && w <= size.width && h > 0 && h <= size.height);
    const [w, h] = fitting ?? largest(size, aspects);
    const left = fitting ? Math.floor(x * (size.width - w + 1)) : Math.floor((size.width - w) / 2);
    const top = fitting ? Math.floor(y * (size.height - h + 1)) : Math.floor((size.height - h) / 2);
    return partStep('randomResizedCrop', [left, top, w, h], { height, width }, antialias);
  });
}

/** Width and height of the largest part of an allowed aspect. */
function largest({ height, width }: Size, [narrowest, widest]: Range): [number, number] {
  if (width / height < narrowest) return [width, Math.max(1, Math.round(width / narrowest))];
  if (width / height > widest) return [Math.max(1, Math.round(height * widest)), height];
  return [width, height];
}
