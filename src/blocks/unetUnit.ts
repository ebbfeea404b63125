/** The convolutions of one level of a U-Net, on the way down, at the bottom and on the way up. */
import { checkOneOf } from '../shapes/check';
import type { Dim, Sym } from '../shapes/sym';
import { convBlock } from './convBlock';
import type { ConvBlockOptions } from './convBlock';
import { residualBlock } from './residualBlock';
import { layerName } from './weights';
import type { WeightOptions } from './weights';

/** Options of the U-Net's blocks; see `convBlock`. */
export interface UnetBlockOptions<F extends number = number>
  extends Pick<ConvBlockOptions<F>, 'filters' | 'dilationRate' | 'norm' | 'activation' | keyof WeightOptions> {
  /** Default `doubleConv`, two convolution blocks one after the other; or a `residualBlock`. */
  unit?: 'doubleConv' | 'residual';
}

/** Throws unless it is a unit, or undefined for the default. */
export function checkUnit(where: string, unit: UnetBlockOptions['unit'] = 'doubleConv'): void {
  checkOneOf(where, 'unit', unit, ['doubleConv', 'residual']);
}

/**
 * A block of two 3 × 3 convolutions: [B, H, W, C] → [B, H, W, filters].
 *
 * Layers: `${name}_1_conv`, `${name}_1_bn`, `${name}_1_relu`, `${name}_2_conv`, …, or those of `residualBlock`.
 *
 * @throws where an option is out of its range
 */
export function unetUnit<const F extends number>({ unit = 'doubleConv', ...options }: UnetBlockOptions<F>) {
  checkUnit('unetUnit', unit);
  const parts = unit === 'residual' ? [residualBlock<number>(options)]
    : ['1', '2'].map((part) => convBlock<number, 3, 1, 'same', number>({ ...options, name: layerName(options.name, part) }));
  return <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]>) =>
    parts.reduce<FeatureMap>((y, part) => part(y), x) as Sym<readonly [B, H, W, F]>;
}

type FeatureMap = Sym<readonly [Dim, Dim, Dim, number]>;
