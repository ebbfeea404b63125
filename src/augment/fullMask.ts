import { maskBits } from '../metrics/mask';
import { checkRasterSize } from './checkSample';
import type { Raster } from './sample';

/**
 * The mask in 0 and 255, whether it came as 0 and 1 or as 0 and 255.
 *
 * @param what names the mask in errors
 * @param options.levels whether levels may stand between
 * @throws if a value is not that of a mask, naming the values
 */
export function fullMask(what: string, mask: Raster, options: { readonly levels?: boolean } = {}): Raster {
  checkRasterSize(what, mask);
  return { ...mask, data: maskBits(what, mask.data, { ...options, inside: 255 }) };
}
