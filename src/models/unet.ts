/**
 * U-Net: an encoder that halves the image `depth` times, a decoder that doubles it back, and skips between equal sizes.
 *
 *     filters, 2·filters, …, 2^depth·filters channels down, the same back up, a 1 × 1 convolution to `classes` logits
 *
 * O. Ronneberger, P. Fischer, T. Brox (2015), "U-Net: convolutional networks for biomedical image segmentation",
 * arXiv:1505.04597. Here with 'same' padding, so that the result has the size of the image, and batch normalisation.
 */
import { convBlock } from '../blocks/convBlock';
import { unetDecoder } from '../blocks/unetDecoder';
import type { UnetDecoderOptions } from '../blocks/unetDecoder';
import { doubleConv, unetEncoder } from '../blocks/unetEncoder';
import { dropout as dropoutLayer } from '../layers/dropout';
import { checkPositiveIntegers, checkRange } from '../shapes/check';
import type { Dim, Sym } from '../shapes/sym';

/** Options of {@link unet}. */
export interface UnetOptions<K extends number = number> extends Omit<UnetDecoderOptions, 'filters'> {
  /** Channels of the result; default 1, a mask. */
  classes?: K;
  /** Channels of the first level; default 16. */
  filters?: number;
  /** How many times the image is halved; default 4. */
  depth?: number;
  /** Share of values dropped at the lowest level in training, in [0, 1); default 0, none. */
  dropout?: number;
  /** Default `unet`. */
  name?: string;
}

/**
 * A model [B, H, W, C] → logits [B, H, W, classes]; H and W are multiples of 2^depth.
 *
 * Layers: those of `unetEncoder` as `${name}_encoder0`, … from the top down, `${name}_bottom4`, those of `unetDecoder` as
 * `${name}_decoder3`, … up to `${name}_decoder0`, and `${name}_logits_conv`.
 *
 * @throws where an option is out of its range, or H or W is no multiple of 2^depth
 * @example
 * const x = input([128, 128, 3]);
 * const model = tf.model({ inputs: x, outputs: unet({ seed: 1 })(x) });     // 1.9 million parameters
 */
export function unet<const K extends number = 1>(options: UnetOptions<K> = {}) {
  const { classes = 1, filters = 16, depth = 4, dropout = 0, name = 'unet', ...rest } = options;
  checkPositiveIntegers('unet', { classes, filters, depth });
  checkRange('unet', 'dropout', dropout, 0, 1);
  const level = (part: string, index: number) => ({ ...rest, filters: filters * 2 ** index, name: `${name}_${part}${index}` });
  const levels = Array.from({ length: depth }, (_, index) => index);
  const encoders = levels.map((index) => unetEncoder(level('encoder', index)));
  const bottom = doubleConv(level('bottom', depth));
  const decoders = levels.map((index) => unetDecoder(level('decoder', index)));
  const drop = dropout > 0 ? dropoutLayer({ rate: dropout, seed: rest.seed, name: `${name}_dropout` }) : undefined;
  const head = convBlock({
    filters: classes, kernelSize: 1, norm: 'none', activation: 'linear', seed: rest.seed, name: `${name}_logits`,
  });

  return <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]>) => {
    checkDivisible(x, 2 ** depth);
    let y: Sym<readonly [Dim, Dim, Dim, number]> = x;
    const skips = encoders.map((encoder) => {
      const [skip, down] = encoder(y);
      y = down;
      return skip;
    });
    y = bottom(y);
    if (drop) y = drop.apply(y) as Sym<readonly [Dim, Dim, Dim, number]>;
    for (const index of levels.toReversed()) y = decoders[index](y, skips[index]);
    return head(y) as Sym<readonly [B, H, W, K]>;
  };
}

function checkDivisible(x: Sym, multiple: number): void {
  const [, height, width] = x.shape;
  for (const [side, size] of [['height', height], ['width', width]] as const) {
    if (size === null || size % multiple === 0) continue;
    throw new Error(`Invalid ${side} of \`x\` in unet: expected a multiple of ${multiple}, received ${size}.`);
  }
}
