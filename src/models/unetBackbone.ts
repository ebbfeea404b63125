/**
 * The way down of the U-Net as a backbone: two convolutions a level, then max pooling to half the size.
 *
 *     filters, 2·filters, …, 2^depth·filters channels at strides 1, 2, …, 2^depth
 *
 * With dilation the kernels of the lowest level, or of all, see further at no cost in weights: F. Yu, V. Koltun (2016),
 * "Multi-scale context aggregation by dilated convolutions", arXiv:1511.07122.
 */
import { unetEncoder } from '../blocks/unetEncoder';
import { checkUnit, unetUnit } from '../blocks/unetUnit';
import type { UnetBlockOptions } from '../blocks/unetUnit';
import { layerSeed } from '../blocks/weights';
import { dropout as dropoutLayer } from '../layers/dropout';
import { checkOneOf, checkPositiveIntegers, checkRange } from '../shapes/check';
import { backbone } from './backbone';
import type { FeatureMap } from './backbone';

/** Options of {@link unetBackbone}. */
export interface UnetBackboneOptions extends Omit<UnetBlockOptions, 'filters' | 'dilationRate'> {
  /** Channels of the first level; default 16. */
  filters?: number;
  /** How many times the image is halved; default 4. */
  depth?: number;
  /** Share of values dropped at the lowest level in training, in [0, 1); default 0, none. */
  dropout?: number;
  /** Distance between taps of the kernels, in pixels, at the lowest level only or at every level; default 1. */
  dilation?: { rate: number; at: 'bottom' | 'everywhere' };
  /** Default `unet`. */
  name?: string;
}

/**
 * A backbone [B, H, W, C] → depth + 1 feature maps, [B, H / 2^i, W / 2^i, 2^i · filters].
 *
 * Layers: those of `unetEncoder` as `${name}_encoder0`, … from the top down, and `${name}_bottom4`, `${name}_dropout`.
 *
 * @throws where an option is out of its range
 * @example
 * const maps = unetBackbone({ depth: 2 })(input([64, 64, 3]));     // 64 × 64, 32 × 32 and 16 × 16 pixels
 */
export function unetBackbone(options: UnetBackboneOptions = {}) {
  return encoderFor('unetBackbone', options);
}

/** {@link unetBackbone}, whose errors name another function. */
export function encoderFor(
  where: string,
  { filters = 16, depth = 4, dropout = 0, dilation = { rate: 1, at: 'bottom' }, name = 'unet', ...rest }: UnetBackboneOptions,
) {
  checkPositiveIntegers(where, { filters, depth, 'dilation.rate': dilation.rate });
  checkOneOf(where, 'dilation.at', dilation.at, ['bottom', 'everywhere']);
  checkRange(where, 'dropout', dropout, 0, 1);
  checkUnit(where, rest.unit);
  const level = (part: string, index: number) => ({ ...rest, filters: filters * 2 ** index, name: `${name}_${part}${index}` });
  const dilationRate = dilation.at === 'everywhere' ? dilation.rate : 1;
  const encoders = Array.from({ length: depth }, (_, index) => unetEncoder({ ...level('encoder', index), dilationRate }));
  const bottom = unetUnit({ ...level('bottom', depth), dilationRate: dilation.rate });
  const drop = dropout > 0 ? dropoutLayer({ rate: dropout, seed: layerSeed(where, { seed: rest.seed, name: `${name}_dropout` }), name: `${name}_dropout` }) : undefined;

  const apply = (x: FeatureMap) => {
    let y = x;
    const skips = encoders.map((encoder) => {
      const [skip, down] = encoder(y);
      y = down;
      return skip;
    });
    y = bottom(y);
    return [...skips, drop ? drop.apply(y) as FeatureMap : y];
  };
  return backbone(apply, { prefix: name, strides: Array.from({ length: depth + 1 }, (_, index) => 2 ** index) });
}
