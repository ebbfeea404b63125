/**
 * One step up a U-Net: upsampling to twice the size, the skip of that size beside it or added to it, two convolution blocks.
 *
 * Ronneberger et al. (2015), arXiv:1505.04597, concatenate; A. Chaurasia, E. Culurciello (2017), "LinkNet", arXiv:1707.03718,
 * add; Oktay et al. (2018), arXiv:1804.03999, send the skip through an attention gate.
 */
import { checkOneOf } from '../shapes/check';
import type { Fits } from '../shapes/fits';
import type { Times } from '../shapes/size';
import type { Dim, Sym } from '../shapes/sym';
import { addition } from './add';
import { attentionGate } from './attentionGate';
import { concatenation } from './concat';
import { convBlock } from './convBlock';
import { mapBlock } from './mapBlock';
import { checkTwice } from './twice';
import { checkUnit, unetUnit } from './unetUnit';
import type { UnetBlockOptions } from './unetUnit';
import { upsample } from './upsample';
import { layerName } from './weights';

/** How a skip joins what comes from below. */
export type Skip = 'concat' | 'add';

export interface UnetDecoderOptions<F extends number = number, J extends Skip = Skip> extends UnetBlockOptions<F> {
  /** How the image grows; default `transposed` (with as many filters), the up-convolution of the paper. */
  upsampling?: 'transposed' | 'nearest' | 'bilinear';
  /** Default `concat`. `add` asks for skips of `filters` channels, and narrows what grew without weights by a 1 × 1 convolution. */
  skip?: J;
  /** Default `none`. `gate`: only what `attentionGate`, with half as many filters, lets pass of the skip. */
  attention?: 'none' | 'gate';
}

type FeatureMap = Sym<readonly [Dim, Dim, Dim, number]>;

/**
 * A block [B, H, W, C] with skip [B, 2H, 2W, D] → [B, 2H, 2W, filters]. A skip of another size does not compile.
 *
 * Layers: `${name}_up`, `${name}_concat` or `${name}_narrow_conv`, … and `${name}_add`, those of `attentionGate` as
 * `${name}_gate`, `${name}_1_conv`, …, `${name}_2_relu`.
 *
 * @throws where an option is out of its range, or the skip is not twice as high and wide
 * @example
 * const y = unetDecoder({ filters: 16 })(input([64, 64, 32]), input([128, 128, 16]));    // Sym<[null, 128, 128, 16]>
 */
export function unetDecoder<const F extends number, const J extends Skip = 'concat'>(
  { upsampling = 'transposed', skip: joint = 'concat' as J, attention = 'none', ...options }: UnetDecoderOptions<F, J>,
) {
  checkOneOf('unetDecoder', 'skip', joint, ['concat', 'add']);
  checkOneOf('unetDecoder', 'attention', attention, ['none', 'gate']);
  checkUnit('unetDecoder', options.unit);
  const { dilationRate: _, ...rest } = options;
  const named = (part: string) => ({ ...rest, name: layerName(options.name, part) });
  const [grow, convs] = [upsample<number>({ ...named('up'), kind: upsampling }), unetUnit(options)];
  const gate = attention === 'gate' ? attentionGate({ ...named('gate'), filters: Math.ceil(options.filters / 2) }) : undefined;
  const narrow = joint === 'add' && upsampling !== 'transposed' ? convBlock({ ...named('narrow'), kernelSize: 1 }) : undefined;
  const join = (joint === 'add' ? addition : concatenation)({ name: layerName(options.name, joint) });

  return mapBlock('unetDecoder', <
    B extends Dim, H extends Dim, W extends Dim, C extends number, H2 extends Dim, W2 extends Dim, D extends number,
  >(
    x: Sym<readonly [B, H, W, C]>,
    skip: Sym<readonly [Dim, H2, W2, J extends 'add' ? F : D]> & Fits<H2, W2, Times<H, 2>, Times<W, 2>>,
  ) => {
    checkTwice('unetDecoder', 'x', x, skip);
    const grown: FeatureMap = grow(x as FeatureMap);
    const passed: FeatureMap = gate ? gate(x as FeatureMap, skip as FeatureMap) : skip;
    const joined: FeatureMap = join(narrow ? narrow(grown) : grown, passed);
    return convs(joined) as Sym<readonly [B, Times<H, 2>, Times<W, 2>, F]>;
  }, ['x', 'skip']);
}
