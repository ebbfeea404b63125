/**
 * One random operation of random strength: as good as policies that were searched for, with nothing to tune.
 *
 * S. Müller, F. Hutter (2021), "TrivialAugment: tuning-free yet state-of-the-art data augmentation", arXiv:2103.10158:
 * the "wide" space, strengths in 31 steps, signs drawn apart.
 */
import type { Stream } from '../random/stream';
import { affineMatrix } from './affine';
import type { Size } from './sample';
import type { FilterStep, Step } from './steps';
import { checkOptions, transform, type Chance, type Transform } from './transform';

const name = 'trivialAugment';

/**
 * For images of 1 or 3 channels. Out of nothing, shear, shift, rotation, brightness, colour, contrast, sharpness,
 * posterize, solarize, autoContrast and equalize.
 *
 * @example
 * compose([flip({ vertical: 0 }), trivialAugment()]);
 */
export function trivialAugment(options: Chance = {}): Transform {
  checkOptions(name, options, []);
  return transform(name, options, (random, size) => {
    const operation = operations[random.integer(operations.length)];
    const strength = random.integer(31) / 30, sign = random.bernoulli() ? 1 : -1;
    return operation(strength, sign, size, random);
  });
}

type Operation = (strength: number, sign: number, size: Size, random: Stream) => Step | readonly Step[];

const move = (size: Size, degrees: number, shear: [number, number], right = 0, down = 0): Step =>
  ({ kind: 'geometry', name, matrix: affineMatrix(size, degrees, 1, shear, right, down) });
const slant = (strength: number, sign: number) => (sign * Math.atan(0.99 * strength) * 180) / Math.PI;
const factor = (strength: number, sign: number) => 1 + 0.99 * sign * strength;

const operations: readonly Operation[] = [
  () => [],
  (strength, sign, size) => move(size, 0, [slant(strength, sign), 0]),
  (strength, sign, size) => move(size, 0, [0, slant(strength, sign)]),
  (strength, sign, size) => move(size, 0, [0, 0], sign * strength * 32),
  (strength, sign, size) => move(size, 0, [0, 0], 0, sign * strength * 32),
  (strength, sign, size) => move(size, sign * strength * 135, [0, 0]),
  (strength, sign) => ({ kind: 'brightness', name, factor: factor(strength, sign) }),
  (strength, sign) => ({ kind: 'saturation', name, factor: factor(strength, sign) }),
  (strength, sign) => ({ kind: 'contrast', name, factor: factor(strength, sign) }),
  (strength, sign) => sharpness(factor(strength, sign)),
  (strength) => ({ kind: 'posterize', name, bits: 8 - Math.round(6 * strength) }),
  (strength) => ({ kind: 'solarize', name, threshold: 255 - 255 * strength }),
  () => ({ kind: 'autoContrast', name }),
  () => ({ kind: 'equalize', name }),
];

/** factor · image + (1 − factor) · smooth, the smooth one of weights 5 in the middle and 1 around, over 13. */
function sharpness(strength: number): FilterStep {
  const around = (1 - strength) / 13;
  const kernel = Array.from({ length: 9 }, (_, i) => (i === 4 ? strength + 5 * around : around));
  return { kind: 'filter', name, rows: 3, columns: 3, kernel };
}
