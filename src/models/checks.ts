/** Checks of backbones and of the images they are given. */
import { checkMaps } from '../blocks/mapBlock';
import { divisibleSize } from '../layers/divisibleSize';
import { invalid } from '../shapes/check';
import { checkDivisible } from '../shapes/divisible';
import type { Dim, Sym } from '../shapes/sym';
import type { Backbone, FeatureMap } from './backbone';

const halving = 'a backbone with two feature maps or more, each half the size of the one before, as with strides 2, 4, 8, 16, 32';
const exact = 'a backbone whose feature maps have ⌈H / stride⌉ rows, as inceptionV3 with `padding: "same"`';

/** Throws unless it is a function from an image to feature maps that knows their strides. */
export function checkBackbone(where: string, argument: string, candidate: Backbone | undefined): void {
  if (typeof candidate === 'function' && Array.isArray(candidate.strides)) return;
  throw invalid(argument, where, 'a backbone, as resnet18()', candidate);
}

/** Throws unless a decoder that doubles sizes fits: two feature maps or more, each half as high and wide as the one before. */
export function checkHalving(where: string, argument: string, encoder: Backbone): void {
  checkBackbone(where, argument, encoder);
  checkPadding(where, argument, encoder);
  const { strides } = encoder;
  const halves = Number.isInteger(Math.log2(strides[0])) && strides.every((stride, i) => i === 0 || stride === 2 * strides[i - 1]);
  if (strides.length < 2 || !halves) throw invalid(argument, where, halving, strides);
}

/** Throws where a backbone says that its maps are smaller than image and strides let expect. */
export function checkPadding(where: string, argument: string, { prefix, padding }: Backbone): void {
  if (padding === 'valid') throw invalid(argument, where, exact, `${prefix} without padding`);
}

/** The image, whose sides must be multiples; where one is open, a layer checks it when the net runs. */
export function divisible(where: string, x: FeatureMap, multiple: number): FeatureMap {
  checkMaps(where, 'x', x);
  checkDivisible(where, x.shape, multiple);
  const isOpen = x.shape.slice(1, 3).includes(null);
  return isOpen ? divisibleSize({ where, multiple }).apply(x) as FeatureMap : x;
}

/** The maps of an image whose sides are such multiples, which must have ⌈H / stride⌉ rows and ⌈W / stride⌉ columns. */
export function mapsOf(where: string, argument: string, encoder: Backbone, x: FeatureMap, multiple: number): readonly FeatureMap[] {
  const maps = encoder(divisible(where, x, multiple));
  maps.forEach((map, i) => {
    const fits = ([1, 2] as const).every((side) => {
      const [size, whole] = [map.shape[side] as Dim, x.shape[side] as Dim];
      return size === null || whole === null || size === Math.ceil(whole / encoder.strides[i]);
    });
    if (!fits) throw invalid(argument, where, exact, map.shape.slice(1, 3));
  });
  return maps;
}

/** Throws unless height and width of the image are open or large enough for one pixel at the end. */
export function checkLargeEnough(where: string, x: Sym, least: number, condition = ''): void {
  checkMaps(where, 'x', x);
  const [, height, width] = x.shape;
  for (const [side, size] of [['height', height], ['width', width]] as const) {
    if (size === null || size >= least) continue;
    throw new Error(`Invalid ${side} of \`x\` in ${where}: expected at least ${least}${condition}, received ${size}.`);
  }
}
