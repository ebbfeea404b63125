/**
 * What a mask is, decided here for the whole library.
 *
 * A mask has two values: 0 and 1, 0 and 255, or false and true, which are read alike. Levels between, as JPEG or resizing makes them,
 * are cut by ISIC's rule, inside above 128 of 255, only if the caller says that the mask has levels. Anything else is an error that
 * names the values.
 */

/** ISIC's rule for levels from 0 to 255. */
export const isInside = (level: number): boolean => level > 128;

const twoValues = 'a mask of 0 and 1, or of 0 and 255 (of one with levels between `binaryMask` makes such)';

/** Options of {@link maskBits}. */
interface MaskOptions {
  /** Whether levels from 0 to 255 may stand between; a mask of two values is read as such all the same. */
  readonly levels?: boolean;
  /** What is written inside of the mask; default 1. */
  readonly inside?: 1 | 255;
  /** Names the masks that are expected, in errors. */
  readonly expected?: string;
}

/**
 * 1 inside of the mask and 0 outside of it.
 *
 * @param what names the mask in errors, such as `` `mask` in fillHoles ``
 * @throws if a value is not that of a mask, naming the values
 */
export function maskBits(what: string, values: ArrayLike<number | boolean>, options: MaskOptions = {}): Uint8Array {
  const { levels = false, inside = 1, expected = levels ? 'levels from 0 to 255' : twoValues } = options;
  const bits = new Uint8Array(values.length);
  if (values instanceof Uint8Array ? readBytes(values, bits, inside) : readValues(values, bits, inside)) return bits;
  if (!levels || !Array.prototype.every.call(values, isLevel)) {
    throw new Error(`Invalid ${what}: expected ${expected}, received ${valuesOf(values)}.`);
  }
  return Uint8Array.from(values, (level) => (isInside(level as number) ? inside : 0));
}

/** Whether all are 0 and 1, or 0 and 255. */
export const isMask = (bytes: Uint8Array): boolean => readBytes(bytes, new Uint8Array(bytes.length), 1);

/** The same, once they are written. */
function readBytes(values: Uint8Array, bits: Uint8Array, inside: number): boolean {
  let any = 0, all = 255;     // the bits that some value has, and those that all have which are not 0
  for (let i = 0; i < bits.length; i++) {
    const value = values[i];
    if (value === 0) continue;
    any |= value;
    all &= value;
    bits[i] = inside;
  }
  return any === 0 || (any === all && (any === 1 || any === 255));
}

/** The same of numbers and booleans of any array. */
function readValues(values: ArrayLike<number | boolean>, bits: Uint8Array, inside: number): boolean {
  const byte = (value: unknown) => (value === 0 || value === false ? 0 : value === 1 || value === true ? 1 : value === 255 ? 255 : 2);
  return readBytes(Uint8Array.from(values as ArrayLike<number>, byte), bits, inside);
}

const isLevel = (value: unknown) => typeof value === 'number' && value >= 0 && value <= 255;

/** The different values in words. */
function valuesOf(values: ArrayLike<unknown>): string {
  const distinct = [...new Set(Array.from(values))].sort((a, b) => Number(a) - Number(b));
  if (distinct.length <= 8) return `the values ${distinct.map(String).join(', ')}`;
  const odd = distinct.filter((value) => value !== 0 && value !== 1 && value !== 255).slice(0, 3);
  return `${distinct.length} values, such as ${odd.map(String).join(', ')}`;
}
