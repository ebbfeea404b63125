/** A part of the image at a random place: exact, no pixel is resampled. */
import { invalid } from '../shapes/check';
import type { Size } from './sample';
import type { GeometryStep } from './steps';
import { checkOptions, checkSize, transform, type Chance, type Transform } from './transform';

/**
 * A part of this size, every place as likely.
 *
 * @throws if a side is not an integer from 1 to 65,535, of at most 100 million pixels; on drawing, if it is longer than the image's
 * @example
 * compose([randomCrop({ height: 224, width: 224 })]);
 */
export function randomCrop(options: Chance & Size): Transform {
  checkOptions('randomCrop', options, ['height', 'width']);
  const { height, width } = options;
  checkSize('randomCrop', { height, width });
  return transform('randomCrop', options, (random, size) => {
    const left = random.integer(size.width - width + 1), top = random.integer(size.height - height + 1);
    return cropStep('randomCrop', left, top, { height, width }, size);
  });
}

/** The part that starts at (left, top) and has this size, if the image is that large. */
export function cropStep(name: string, left: number, top: number, size: Size, image: Size): GeometryStep {
  if (size.height > image.height) throw invalid('height', name, `at most the image's ${image.height}`, size.height);
  if (size.width > image.width) throw invalid('width', name, `at most the image's ${image.width}`, size.width);
  return { kind: 'geometry', name, matrix: [1, 0, -left, 0, 1, -top], size };
}
