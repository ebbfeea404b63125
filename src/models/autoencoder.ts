/**
 * A convolutional autoencoder: the image through a bottleneck and back.
 *
 *     encoder  `depth` 3 × 3 convolutions with strides 2: filters, 2·filters, … channels
 *     code     `units` numbers (a dense layer), or an image 2^depth times smaller of `filters` channels (a 1 × 1 convolution)
 *     decoder  the mirror: 4 × 4 transposed convolutions with strides 2, then a 3 × 3 convolution to the channels of the image
 *
 * G. Hinton, R. Salakhutdinov (2006), "Reducing the dimensionality of data with neural networks", Science 313.
 */
import { convBlock } from '../blocks/convBlock';
import type { ConvBlockOptions } from '../blocks/convBlock';
import { dense } from '../blocks/dense';
import { flatten } from '../blocks/flatten';
import { reshape } from '../blocks/reshape';
import { transposedConv } from '../blocks/transposedConv';
import { checkPositiveIntegers, invalid } from '../shapes/check';
import type { PowerOfTwo } from '../shapes/divisible';
import type { CeilDivide } from '../shapes/size';
import type { Dim, Sym } from '../shapes/sym';
import type { FeatureMap } from './backbone';
import { divisible } from './checks';

/** What passes the bottleneck: numbers in a row, or an image of so many channels. */
export type Code<N extends number = number> = { units: N } | { filters: N };

/** Options of {@link autoencoder}; see `convBlock`. */
export interface AutoencoderOptions<Z extends Code = Code, D extends number = number>
  extends Pick<ConvBlockOptions, 'norm' | 'activation' | 'kernelInitializer' | 'kernelRegularizer' | 'seed'> {
  code: Z;
  /** Channels after the first convolution; default 16. */
  filters?: number;
  /** How many times the image is halved; default 3. */
  depth?: D;
  /** Default `autoencoder`. */
  name?: string;
}

type CodeShape<Z extends Code, B extends Dim, H extends Dim, W extends Dim, D extends number> =
  Z extends { units: infer U extends number } ? readonly [B, U]
    : Z extends { filters: infer F extends number } ? readonly [B, CeilDivide<H, PowerOfTwo<D>>, CeilDivide<W, PowerOfTwo<D>>, F] : never;

/**
 * A model [B, H, W, C] → the code [B, units] or [B, H / 2^depth, W / 2^depth, filters], and the reconstruction [B, H, W, C], linear;
 * `decode` makes one of any other code, with the same weights. H and W are multiples of 2^depth; with `units` they are known.
 *
 * Layers: `${name}_down0_conv`, …, `${name}_code_dense` or `${name}_code_conv`, `${name}_decode_dense`, `${name}_up2_conv`, …,
 * `${name}_output_conv`. Applied twice, it shares their weights.
 *
 * @throws where an option is out of its range, or H or W is no multiple of 2^depth
 * @example
 * const x = input([64, 64, 3]);
 * const { code, decode, reconstruction } = autoencoder({ code: { units: 32 } })(x);
 * const model = tf.model({ inputs: x, outputs: reconstruction });
 * const encoder = tf.model({ inputs: x, outputs: code });
 * const z = input([32]);
 * const decoder = tf.model({ inputs: z, outputs: decode(z) });
 */
export function autoencoder<const Z extends Code, const D extends number = 3>(options: AutoencoderOptions<Z, D>) {
  const { code, filters = 16, depth = 3, name = 'autoencoder', ...shared } = options;
  checkPositiveIntegers('autoencoder', { filters, depth });
  if (typeof code !== 'object' || code === null) throw invalid('code', 'autoencoder', '{ units } or { filters }', code);
  const inRow = 'units' in code;
  checkPositiveIntegers('autoencoder', inRow ? { 'code.units': code.units } : { 'code.filters': code.filters });
  const { norm = { kind: 'batch' }, activation = 'relu', ...weights } = shared;
  const levels = Array.from({ length: depth }, (_, level) => level);
  const down = levels.map((level) =>
    convBlock({ ...shared, filters: filters * 2 ** level, strides: 2, name: `${name}_down${level}` }) as (x: FeatureMap) => FeatureMap);
  const up = levels.map((level) =>
    transposedConv({ ...shared, filters: filters * 2 ** level, name: `${name}_up${level}` }) as (x: FeatureMap) => FeatureMap);
  const linear = { ...weights, norm: 'none', activation: 'linear' } as const;

  /** The two sides of the bottleneck for images of the shape of x: to the code, and back. */
  const throughRow = (x: FeatureMap, units: number) => {
    const sizes = x.shape.slice(1, 3);
    if (sizes.includes(null)) throw invalid('x', 'autoencoder', 'a known height and width where the code has `units`', sizes);
    const shape = x.shape.slice(1) as number[];
    const [row, narrow] = [flatten({ name: `${name}_flatten` }), dense({ ...linear, units, name: `${name}_code` })];
    const grow = dense({ ...weights, norm, activation, units: shape.reduce((a, b) => a * b), name: `${name}_decode` });
    const image = reshape(shape, { name: `${name}_image` });
    return [
      (y: FeatureMap) => narrow(row(y)) as Sym, (code: Sym) => image(grow(code as Sym<readonly [Dim, number]>)) as FeatureMap,
    ] as const;
  };
  const throughImage = (channels: number) => {
    const narrow = convBlock({ ...linear, filters: channels, kernelSize: 1, name: `${name}_code` });
    return [(y: FeatureMap) => narrow(y) as Sym, (code: Sym) => code as FeatureMap] as const;
  };
  /** What depends on the shape of the first image, and is shared by the next ones. */
  const make = (x: FeatureMap, small: FeatureMap) => ({
    shape: inRow ? x.shape.slice(1) : x.shape.slice(3),
    through: inRow ? throughRow(small, code.units) : throughImage(code.filters),
    output: convBlock({ ...linear, filters: x.shape[3] as number, name: `${name}_output` }),
  });
  let made: ReturnType<typeof make> | undefined;

  return <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]>) => {
    checkDivisible(x, 2 ** depth);
    const small = down.reduce((y, block) => block(y), divisible('autoencoder', x, 2 ** depth));
    const { shape, through: [narrow, widen], output } = made ??= make(x as FeatureMap, small);
    if (String(x.shape.slice(-shape.length)) !== String(shape)) {
      throw invalid('x', 'autoencoder', `the ${inRow ? 'shape' : 'channels'} ${JSON.stringify(shape)} that it was first applied to`, x.shape);
    }
    /** From any code of this shape. */
    const decode = (given: Sym<CodeShape<Z, B, H, W, D>>) =>
      output(up.reduceRight((y, block) => block(y), widen(given))) as Sym<readonly [B, H, W, C]>;
    const own = narrow(small) as Sym<CodeShape<Z, B, H, W, D>>;
    return { code: own, decode, reconstruction: decode(own) };
  };
}

function checkDivisible(x: Sym, multiple: number): void {
  const sizes = x.shape.slice(1, 3);
  if (sizes.every((size) => size === null || size % multiple === 0)) return;
  throw invalid('x', 'autoencoder', `a height and width that are multiples of ${multiple}`, sizes);
}
