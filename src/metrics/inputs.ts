/** What metrics take, and its checks: an error names the argument, the function and the first bad index. */
import { invalid } from '../shapes/check';

/** A class: a number, a name, or false and true. */
export type Label = number | string | boolean;

/** N rows of K numbers: nested, or one after the other in one array of N·K. */
export type Rows = ArrayLike<number> | readonly ArrayLike<number>[];

/** Options of metrics that are undefined for some data; they are NaN there. */
export interface UndefinedOptions {
  /** Hears why a value is undefined, in words. */
  readonly onUndefined?: (reason: string) => void;
}

/** NaN, and the reason told. */
export function undefinedBecause(where: string, reason: string, { onUndefined }: UndefinedOptions): number {
  onUndefined?.(`${where} is undefined: ${reason}.`);
  return NaN;
}

/** Whether a value can be a class or a group: a number other than NaN, a name, false or true. */
export function isLabel(value: unknown): value is Label {
  return typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && !Number.isNaN(value));
}

/** Throws where there is nothing, or, where n is given, not n values. */
export function checkLength(
  where: string, argument: string, values: ArrayLike<unknown> | null | undefined, n?: number, like = 'as many as `truth` has',
): void {
  const length = values?.length;
  if (n === undefined ? length! > 0 : length === n) return;
  throw invalid(argument, where, n === undefined ? 'at least one value' : `${n} values, ${like}`, length);
}

/** Throws where the truth is empty, or another list is not as long. */
export function checkLengths(
  where: string, { truth, ...others }: { truth: ArrayLike<unknown> } & Record<string, ArrayLike<unknown>>,
): void {
  checkLength(where, 'truth', truth);
  for (const [argument, values] of Object.entries(others)) checkLength(where, argument, values, truth.length);
}

/** Throws unless there are n weights, finite and not below zero. */
export function checkWeights(where: string, sampleWeight: ArrayLike<number> | undefined, n: number): void {
  if (!sampleWeight) return;
  checkLength(where, 'sampleWeight', sampleWeight, n);
  checkNumbers(where, { sampleWeight }, '[0, ∞)');
}

/** Throws at the first value that is not valid; in a table of so many columns it is named by row and column. */
export function checkEach<T>(
  where: string, argument: string, values: ArrayLike<T>, isValid: (value: T) => boolean, expected: string, columns?: number,
): void {
  for (let i = 0; i < values.length; i++) {
    if (isValid(values[i])) continue;
    const place = columns ? `[${Math.floor(i / columns)}][${i % columns}]` : `[${i}]`;
    throw invalid(argument + place, where, expected, values[i]);
  }
}

/** An interval: `[` and `]` hold the end, `(` and `)` do not. */
type Range = `${'[' | '('}${number | '-∞'}, ${number | '∞'}${']' | ')'}`;

/** Throws unless each value, or each of a list, is a number in the range: by default a finite one. */
export function checkNumbers(
  where: string, values: Record<string, number | ArrayLike<number>>, range: Range = '(-∞, ∞)', columns?: number, condition = '',
): void {
  const [low, high] = range.slice(1, -1).replace(/∞/g, 'Infinity').split(', ').map(Number);
  const holdsLow = range.startsWith('['), holdsHigh = range.endsWith(']');
  const isInside = (value: unknown) => // In JavaScript null and '1' would compare as numbers.
    typeof value === 'number' && (value > low && value < high || holdsLow && value === low || holdsHigh && value === high);
  const expected = { '(-∞, ∞)': 'a finite number', '[-∞, ∞]': 'a number' }[range as string] ?? `a number in ${range}${condition}`;
  for (const [argument, value] of Object.entries(values)) {
    if (value && typeof value === 'object') checkEach(where, argument, value, isInside, expected, columns);
    else if (!isInside(value)) throw invalid(argument, where, expected, value);
  }
}

/** N rows in one array; `classes` is K. */
export interface Table {
  readonly data: ArrayLike<number>;
  readonly classes: number;
}

/** Rows as one array of numbers in the range, one row for each of n samples. */
export function toTable(where: string, argument: string, rows: Rows, n: number, range?: Range): Table {
  const isNested = typeof rows[0] === 'object';
  checkLength(where, argument, rows, isNested ? n : undefined);
  const classes = isNested ? (rows[0] as ArrayLike<number>).length : rows.length / n;
  if (!(Number.isInteger(classes) && classes > 0)) {
    throw invalid(argument, where, `rows of equal length, one for each of the ${n} samples`, `${rows.length} numbers`);
  }
  const data = isNested ? new Float64Array(n * classes) : rows as ArrayLike<number>;
  if (isNested) {
    (rows as readonly ArrayLike<number>[]).forEach((row, i) => {
      checkLength(where, `${argument}[${i}]`, row, classes, 'as in the first row');
      (data as Float64Array).set(row, i * classes);
    });
  }
  checkNumbers(where, { [argument]: data }, range, classes);
  return { data, classes };
}

/** Row i of a table. */
export function rowOf({ data, classes }: Table, i: number): number[] {
  const row: number[] = [];
  for (let k = 0; k < classes; k++) row.push(data[i * classes + k]);
  return row;
}

/** The positives of a truth that scores rank, once all are checked: a score for each label, and in the range. */
export function ranked(
  where: string, truth: ArrayLike<Label>, scores: Record<string, ArrayLike<number>>, positive?: Label, range?: Range,
): Uint8Array {
  checkLengths(where, { truth, ...scores });
  checkNumbers(where, scores, range);
  return positives(where, truth, positive);
}

/** 1 for each positive, else 0: those equal to `positive`, or, where it is not given, 1 and true. */
export function positives(where: string, truth: ArrayLike<Label>, positive?: Label): Uint8Array {
  const isBinary = positive === undefined;
  if (!isBinary && !isLabel(positive)) throw invalid('positive', where, 'a label', positive);
  checkEach(where, 'truth', truth, isBinary
    ? (label) => label === 0 || label === 1 || typeof label === 'boolean'
    : (label) => typeof label === typeof positive && !Number.isNaN(label),
  isBinary ? '0 or 1 (for other labels say which is `positive`)' : `a ${typeof positive}, as \`positive\` is`);
  const flags = new Uint8Array(truth.length);
  for (let i = 0; i < flags.length; i++) flags[i] = Number(isBinary ? truth[i] : truth[i] === positive);
  return flags;
}
