/**
 * DCGAN: a generator that grows an image out of noise, and a discriminator that tells it from a real one; each the mirror of
 * the other, with strides in place of pooling.
 *
 *     generator      z → 4 × 4 → 8 × 8 → … → size × size      transposed 4 × 4 convolutions, batch norm, ReLU; at last tanh
 *     discriminator  size × size → … → 8 × 8 → 4 × 4 → logit  4 × 4 convolutions with strides 2, batch norm, leaky ReLU (0.2)
 *
 * `filters` channels at half the size, twice as many at a quarter, and so on. Weights start from N(0, 0.02²).
 *
 * A. Radford, L. Metz, S. Chintala (2016), "Unsupervised representation learning with deep convolutional generative adversarial
 * networks", arXiv:1511.06434. Spectral norm in the discriminator: T. Miyato et al. (2018), arXiv:1802.05957.
 */
import { layers } from '@tensorflow/tfjs-layers';
import { convBlock } from '../blocks/convBlock';
import { flatten } from '../blocks/flatten';
import type { KernelNorm } from '../blocks/kernelNorm';
import type { Norm } from '../blocks/norm';
import { transposedConv } from '../blocks/transposedConv';
import type { KernelInitializer } from '../blocks/weights';
import { checkPositiveIntegers, invalid } from '../shapes/check';
import type { Dim, Sym } from '../shapes/sym';
import type { FeatureMap } from './backbone';

/** Height and width of an image, in pixels. */
export type DcganSize = 32 | 64 | 128;

interface DcganOptions<S extends DcganSize> {
  /** Height and width of the image, in pixels; default 64. */
  size?: S;
  /** Channels at half the size; default 64. */
  filters?: number;
  /** Default batch normalisation with momentum 0.9 and epsilon 1e-5; with a spectral norm none. */
  norm?: Norm;
  /** Integer in [0, 2^32); default: different weights each time. */
  seed?: number;
  /** Default `generator` or `discriminator`. */
  name?: string;
}

/** Options of {@link dcganGenerator}. */
export interface DcganGeneratorOptions<S extends DcganSize = DcganSize, C extends number = number> extends DcganOptions<S> {
  /** Channels of the image; default 3. */
  channels?: C;
}

/** Options of {@link dcganDiscriminator}. */
export interface DcganDiscriminatorOptions<S extends DcganSize = DcganSize> extends DcganOptions<S> {
  /** `spectral` bounds how fast the logit may change with the image; default `none`. */
  kernelNorm?: KernelNorm;
}

const start: KernelInitializer = { kind: 'normal', standardDeviation: 0.02 };
const batchNorm: Norm = { kind: 'batch', momentum: 0.9, epsilon: 1e-5 };

/**
 * A model [B, Z] → images [B, size, size, channels] in [−1, 1]. Z is the latent size, 100 in the paper; z ~ N(0, 1).
 *
 * Layers: `${name}_latent`, then `${name}_4_conv`, `${name}_4_bn`, `${name}_4_relu`, … named after their size, up to
 * `${name}_64_tanh`.
 *
 * @throws where an option is out of its range
 * @example
 * const z = input([100]);
 * const generator = tf.model({ inputs: z, outputs: dcganGenerator({ size: 64 })(z) });
 */
export function dcganGenerator<const S extends DcganSize = 64, const C extends number = 3>(options: DcganGeneratorOptions<S, C> = {}) {
  const { size = 64, channels = 3, filters = 64, norm = batchNorm, seed, name = 'generator' } = options;
  checkSize('dcganGenerator', size);
  checkPositiveIntegers('dcganGenerator', { channels, filters });
  const shared = { kernelSize: 4, kernelInitializer: start, seed };
  const sizes = doublings(4, size);
  const blocks = sizes.map((pixels) => (pixels === size
    ? transposedConv({ ...shared, filters: channels, padding: 'torch', norm: 'none', activation: 'tanh', name: `${name}_${pixels}` })
    : transposedConv({
      ...shared, filters: filters * size / 2 / pixels, norm, name: `${name}_${pixels}`,
      ...(pixels === 4 ? { strides: 1, padding: 'valid' } : { padding: 'torch' }),
    })) as (x: FeatureMap) => FeatureMap);
  let image: layers.Layer | undefined;
  let latent: number | undefined;

  return <B extends Dim, Z extends number>(z: Sym<readonly [B, Z]>) => {
    image ??= layers.reshape({ targetShape: [1, 1, z.shape[1] as number], name: `${name}_latent` });
    latent ??= z.shape[1] as number;
    if (z.shape[1] !== latent) throw invalid('z', 'dcganGenerator', `${latent} numbers, as at first`, z.shape);
    return blocks.reduce((x, block) => block(x), image.apply(z) as FeatureMap) as Sym<readonly [B, S, S, C]>;
  };
}

/**
 * A model of images [B, size, size, C] → logits [B, 1], positive for those it takes for real. An image of another size does not
 * compile.
 *
 * Layers: `${name}_32_conv`, `${name}_32_leakyRelu`, `${name}_16_conv`, `${name}_16_bn`, … named after the size of their result, and
 * `${name}_logits_conv`.
 *
 * @throws where an option is out of its range, or the image has another size
 * @example
 * const x = input([64, 64, 3]);
 * const discriminator = tf.model({ inputs: x, outputs: dcganDiscriminator({ kernelNorm: 'spectral' })(x) });
 */
export function dcganDiscriminator<const S extends DcganSize = 64>(options: DcganDiscriminatorOptions<S> = {}) {
  const { size = 64 as S, filters = 64, kernelNorm = 'none', seed, name = 'discriminator' } = options;
  const { norm = kernelNorm === 'none' ? batchNorm : 'none' } = options;
  checkSize('dcganDiscriminator', size);
  checkPositiveIntegers('dcganDiscriminator', { filters });
  const shared = { kernelSize: 4, kernelInitializer: start, kernelNorm, seed } as const;
  const blocks = doublings(4, size / 2).toReversed().map((pixels) => convBlock({
    ...shared, filters: filters * size / 2 / pixels, strides: 2, padding: 'torch', norm: pixels === size / 2 ? 'none' : norm,
    activation: { kind: 'leakyRelu', alpha: 0.2 }, name: `${name}_${pixels}`,
  }) as (x: FeatureMap) => FeatureMap);
  const logits = convBlock({ ...shared, filters: 1, padding: 'valid', norm: 'none', activation: 'linear', name: `${name}_logits` });
  const row = flatten({ name: `${name}_flatten` });

  return <B extends Dim, C extends number>(x: Sym<readonly [B, NoInfer<S>, NoInfer<S>, C]>) => {
    const sides = x.shape.slice(1, 3);
    if (sides.some((side) => side !== size)) throw invalid('x', 'dcganDiscriminator', `${size} × ${size} pixels`, sides);
    return row(logits(blocks.reduce((y, block) => block(y), x as FeatureMap))) as Sym<readonly [B, 1]>;
  };
}

function checkSize(where: string, size: number): void {
  if (![32, 64, 128].includes(size)) throw invalid('size', where, '32, 64 or 128', size);
}

/** first, 2·first, …, last. */
function doublings(first: number, last: number): number[] {
  return first > last ? [] : [first, ...doublings(2 * first, last)];
}
