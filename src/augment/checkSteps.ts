/**
 * Checks of steps, which may come from a file: every field of every kind, so that none is passed over and none makes replaying hang,
 * overflow or ask for all memory.
 */
import { checkOneOf, invalid } from '../shapes/check';
import { invert, type Matrix } from './matrix';
import type { Size } from './sample';
import type { Step } from './steps';
import { checkFields, checkSize, LARGEST } from './transform';

/** What a field has to be. */
interface Field {
  readonly expected: string;
  fits(value: unknown, step: Fields): boolean;
  readonly isOptional?: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

const isWithin = (value: unknown, least: number, most: number) => typeof value === 'number' && value >= least && value <= most;
/** Of holes, too, which `every` passes over. */
const all = (values: readonly unknown[], fits: (value: unknown) => boolean) => Array.from(values).every(fits);
const number = (least: number, most: number): Field => (
  { expected: `a number from ${least} to ${most}`, fits: (value) => isWithin(value, least, most) });
const integer = (least: number, most: number): Field => (
  { expected: `an integer from ${least} to ${most}`, fits: (value) => Number.isInteger(value) && isWithin(value, least, most) });
const oneOf = (...names: string[]): Field => (
  { expected: `one of ${names.join(', ')}`, fits: (value) => names.includes(value as string) });
const list = (item: Field, least: number, most = least): Field => ({
  expected: `a list of ${least === most ? least : `${least} to ${most}`}, each ${item.expected}`,
  fits: (value, step) => (
    Array.isArray(value) && value.length >= least && value.length <= most && all(value, (one) => item.fits(one, step))),
});
const optional = (field: Field): Field => ({ ...field, isOptional: true });
/** One number for each cell of the step's rows and columns. */
const grid: Field = {
  expected: `rows · columns numbers from ${-LARGEST} to ${LARGEST}`,
  fits: (value, { rows, columns }) => (
    Array.isArray(value) && value.length === Number(rows) * Number(columns) && all(value, (one) => isWithin(one, -LARGEST, LARGEST))),
};

const boolean: Field = { expected: 'true or false', fits: (value) => typeof value === 'boolean' };
const level = number(0, 255), signed = number(-LARGEST, LARGEST), positive = number(0, LARGEST);
/** Sides of a kernel are odd. */
const odd: Field = {
  expected: 'an odd integer from 1 to 511',
  fits: (value) => integer(1, 511).fits(value, {}) && (value as number) % 2 === 1,
};
const nodes: Field = {
  expected: 'an integer from 2 (linear) or 4 (cubic) to 1024',
  fits: (value, { spline }) => integer(spline === 'cubic' ? 4 : 2, 1024).fits(value, {}),
};
const matrix: Field = {
  expected: 'six or eight finite numbers of a matrix that can be inverted',
  fits: (value) => Array.isArray(value) && (value.length === 6 || value.length === 8) && all(value, (one) => isWithin(one, -1e15, 1e15))
    && isInvertible(value as unknown as Matrix),
};
/** Its sides are checked with an error of their own. */
const size: Field = { expected: 'an object of height and width', fits: (value) => typeof value === 'object' && value !== null };
const order: Field = {
  expected: 'each channel once, from 0',
  fits: (value) => Array.isArray(value) && value.length > 0 && value.length < 1e3 && value.every((_, k) => value.includes(k)),
};
const hair: Field = {
  expected: 'a hair of `points`, `thickness` and `color`',
  fits(value) {
    if (typeof value !== 'object' || value === null) return false;
    const { points, thickness, color, ...others } = value as Fields;
    return list(number(-1e5, 1e5), 6).fits(points, {}) && number(0, 1e4).fits(thickness, {}) && list(level, 3).fits(color, {})
      && Object.keys(others).length === 0;
  },
};
const rectangle: Field = {
  expected: 'a rectangle of left and top from 0, width and height from 1, in whole pixels',
  fits: (value) => list(integer(0, LARGEST), 4).fits(value, {}) && (value as number[]).slice(2).every((side) => side > 0),
};

type OwnOf<K, S extends Step = Step> = S extends Step ? (K extends S['kind'] ? Exclude<keyof S, 'kind' | 'name'> : never) : never;

const fields: { readonly [K in Step['kind']]: Readonly<Record<OwnOf<K>, Field>> } = {
  geometry: { matrix, size: optional(size), antialias: optional(boolean) },
  warp: { spline: oneOf('linear', 'cubic'), rows: nodes, columns: nodes, right: grid, down: grid, inverted: optional(boolean) },
  levels: { brightness: signed, contrast: positive },
  brightness: { factor: positive },
  contrast: { factor: positive },
  gamma: { factor: positive },
  posterize: { bits: integer(1, 8) },
  solarize: { threshold: number(0, 256) },
  autoContrast: {},
  equalize: {},
  saturation: { factor: number(0, 100) },
  hue: { degrees: signed },
  grayscale: {},
  channelShuffle: { order },
  clahe: { clipLimit: positive, tiles: integer(1, 64) },
  jpeg: { quality: integer(1, 100) },
  gaussianNoise: { seed: integer(0, 2 ** 32 - 1), deviation: positive },
  saltPepper: { seed: integer(0, 2 ** 32 - 1), fraction: number(0, 1) },
  filter: { rows: odd, columns: odd, kernel: grid },
  gaussianBlur: { sigma: number(0.01, 100) },
  cutout: { rectangles: list(rectangle, 0, 1000), fill: level, fillMask: optional(level) },
  hair: { hairs: list(hair, 0, 1000) },
  ruler: { side: oneOf('left', 'right', 'top', 'bottom'), spacing: number(0.5, LARGEST), length: positive, level },
  vignette: { radius: positive, softness: number(1e-6, LARGEST), strength: number(0, 1) },
};

/**
 * Throws unless it is a list of steps of known kinds, whose fields are known, present and within bounds: no result has more than 100
 * million pixels.
 *
 * @param of what the steps belong to, such as the sample's id
 */
export function checkSteps(of: string, steps: unknown): asserts steps is readonly Step[] {
  if (!Array.isArray(steps)) throw invalid('steps', of, 'a list of steps', steps);
  for (const step of steps as (Fields | null | undefined)[]) {
    checkOneOf(`the steps of ${of}`, 'kind', step?.kind, Object.keys(fields));
    checkStep(of, step as Fields & Step);
  }
}

function checkStep(of: string, step: Fields & Step): void {
  const called = typeof step.name === 'string' ? step.name.slice(0, 40) : '', where = `the step ${called || step.kind} of ${of}`;
  const known: Readonly<Record<string, Field>> = fields[step.kind];
  checkFields(where, 'fields', step, [...Object.keys(known), 'kind', 'name']);
  if (typeof step.name !== 'string') throw invalid('name', where, 'the name of a transform', step.name);
  for (const [name, { expected, fits, isOptional }] of Object.entries(known)) {
    const value = step[name];
    if (!(isOptional && value === undefined) && !fits(value, step)) throw invalid(name, where, expected, value);
  }
  if (step.kind !== 'geometry' || !step.size) return;
  checkFields(where, 'size', step.size, ['height', 'width']);
  checkSize(where, step.size as Size);
}

/** Throws where a step turns colours of an image that has none: of one channel all grey stays, of three they are red, green and blue. */
export function checkChannels(of: string, steps: readonly Step[], channels: number): void {
  for (const { kind, name, ...step } of steps) {
    const isColour = kind === 'saturation' || kind === 'hue' || kind === 'grayscale';
    const takes = 'order' in step ? step.order.length : 3;
    if (channels === 1 || channels === takes || !(isColour || 'order' in step)) continue;
    throw invalid('image', `the step ${name || kind} of ${of}`, `1 or ${takes} channels`, channels);
  }
}

function isInvertible(entries: Matrix): boolean {
  try {
    invert(entries);
    return true;
  } catch {
    return false;
  }
}
