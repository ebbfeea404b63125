/** Makes the image larger: what is new is the border of `compose`. Exact, no pixel is resampled. */
import type { Size } from './sample';
import { checkOptions, checkSize, transform, type Chance, type Transform } from './transform';

/**
 * Pads both sides alike, the right and lower one by a pixel more where that cannot be; a side that is long enough stays.
 *
 * @param options.height least height of the result
 * @param options.width least width of the result
 * @throws if a side is not an integer from 1 to 65,535 or there are more than 100 million pixels
 * @example
 * compose([pad({ height: 256, width: 256 })], { border: { kind: 'constant', fill: 0, fillMask: 0 } });
 */
export function pad(options: Chance & Size): Transform {
  checkOptions('pad', options, ['height', 'width']);
  const { height, width } = options;
  checkSize('pad', { height, width });
  return transform('pad', options, (_, size) => {
    const larger = { height: Math.max(height, size.height), width: Math.max(width, size.width) };
    const left = Math.floor((larger.width - size.width) / 2), top = Math.floor((larger.height - size.height) / 2);
    return { kind: 'geometry', name: 'pad', matrix: [1, 0, left, 0, 1, top], size: larger };
  });
}
