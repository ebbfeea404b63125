/**
 * Upsampling to twice the height and width, in one of three ways.
 *
 * - `nearest` repeats every pixel;
 * - `bilinear` interpolates with half-pixel centres: [0, 1] → [0, ¼, ¾, 1];
 * - `transposed` learns a 2 × 2 kernel for every pair of channels (a transposed convolution with strides 2, with bias).
 */
import { layers } from '@tensorflow/tfjs-layers';
import { bilinearUpsampling, nearestUpsampling } from '../layers/upSampling2d';
import { checkOneOf, checkPositiveIntegers } from '../shapes/check';
import type { Times } from '../shapes/size';
import type { Dim, Sym } from '../shapes/sym';
import { mapBlock } from './mapBlock';
import { kernelInitializer, regularizer } from './weights';
import type { WeightOptions } from './weights';

/** `filters`: channels of the result; the other kinds keep those of their input. */
export type UpsampleOptions<F extends number = number> =
  | { kind: 'nearest'; name?: string }
  | { kind: 'bilinear'; name?: string }
  | ({ kind: 'transposed'; filters: F } & WeightOptions);

/**
 * A block [B, H, W, C] → [B, 2H, 2W, C or filters].
 *
 * @throws where an option is out of its range
 * @example
 * const y = upsample({ kind: 'bilinear' })(input([64, 64, 16]));                    // Sym<[null, 128, 128, 16]>
 * const z = upsample({ kind: 'transposed', filters: 8 })(input([64, 64, 16]));      // Sym<[null, 128, 128, 8]>
 */
export function upsample<const F extends number = never>(options: UpsampleOptions<F>) {
  const layer = upsamplingLayer(options);
  return mapBlock('upsample', <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]>) =>
    layer.apply(x) as Sym<readonly [B, Times<H, 2>, Times<W, 2>, [F] extends [never] ? C : F]>);
}

function upsamplingLayer(options: UpsampleOptions): layers.Layer {
  checkOneOf('upsample', 'kind', options.kind, ['nearest', 'bilinear', 'transposed']);
  if (options.kind === 'nearest') return nearestUpsampling({ name: options.name });
  if (options.kind === 'bilinear') return bilinearUpsampling({ name: options.name });
  checkPositiveIntegers('upsample', { filters: options.filters });
  return layers.conv2dTranspose({
    filters: options.filters, kernelSize: 2, strides: 2, padding: 'same', name: options.name,
    kernelInitializer: kernelInitializer('upsample', options, 'kernel'),
    kernelRegularizer: regularizer('upsample', options.kernelRegularizer),
  });
}
