/**
 * Another size: x' = (x + ½)·W'/W − ½, y likewise.
 *
 * Where the image shrinks, each new pixel is the average of all it covers, weighted by a triangle (antialiasing), as in
 * Pillow's `resize` with `BILINEAR` and torchvision's with `antialias`. Masks take the closest level.
 */
import type { Matrix } from './matrix';
import type { Size } from './sample';
import type { GeometryStep } from './steps';
import { checkBoolean, checkOptions, checkSize, transform, type Chance, type Transform } from './transform';

/**
 * @param options.height of the result in pixels
 * @param options.width of the result in pixels
 * @param options.antialias averages where the image shrinks; default true
 * @throws if a side is not an integer from 1 to 65,535 or there are more than 100 million pixels
 * @example
 * compose([resize({ height: 224, width: 224 })]);
 */
export function resize(options: Chance & Size & { readonly antialias?: boolean }): Transform {
  checkOptions('resize', options, ['height', 'width', 'antialias']);
  const { height, width, antialias = true } = options;
  checkSize('resize', { height, width });
  checkBoolean('resize', 'antialias', antialias);
  return transform('resize', options, (_, size) => partStep('resize', [0, 0, size.width, size.height], { height, width }, antialias));
}

/** The part [left, top, width, height] of an image, in pixels, at another size. */
export function partStep(
  name: string, [left, top, width, height]: readonly [number, number, number, number], size: Size, antialias: boolean,
): GeometryStep {
  const x = size.width / width, y = size.height / height;
  const matrix: Matrix = [x, 0, (0.5 - left) * x - 0.5, 0, y, (0.5 - top) * y - 0.5];
  return { kind: 'geometry', name, matrix, size, antialias };
}
