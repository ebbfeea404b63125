/** The middle of the image: exact, no pixel is resampled. */
import { cropStep } from './randomCrop';
import type { Size } from './sample';
import { checkOptions, checkSize, transform, type Chance, type Transform } from './transform';

/**
 * The part of this size whose margins are equal, the left and upper one smaller by a pixel where that cannot be.
 *
 * @throws if a side is not an integer from 1 to 65,535, of at most 100 million pixels; on drawing, if it is longer than the image's
 * @example
 * compose([centerCrop({ height: 224, width: 224 })]);
 */
export function centerCrop(options: Chance & Size): Transform {
  checkOptions('centerCrop', options, ['height', 'width']);
  const { height, width } = options;
  checkSize('centerCrop', { height, width });
  return transform('centerCrop', options, (_, size) => {
    const left = Math.floor((size.width - width) / 2), top = Math.floor((size.height - height) / 2);
    return cropStep('centerCrop', left, top, { height, width }, size);
  });
}
