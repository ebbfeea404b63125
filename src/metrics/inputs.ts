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
export function undefinedBecause(reason: string, { onUndefined }: UndefinedOptions): number {
  onUndefined?.(reason);
  return NaN;
}

/** Throws where there is nothing, or not as many values as `like` has. */
export function checkLength(where: string, argument: string, length: number, like?: { argument: string; length: number }): void {
  if (length === 0) throw new Error(`Invalid \`${argument}\` in ${where}: expected at least one value, received none.`);
  if (!like || length === like.length) return;
  throw new Error(`Invalid \`${argument}\` in ${where}: expected ${like.length} values, as many as \`${like.argument}\` has, `
    + `received ${length}.`);
}

/** Throws unless there are n weights, finite and not below zero. */
export function checkWeights(where: string, weights: ArrayLike<number> | undefined, n: number): void {
  if (!weights) return;
  checkLength(where, 'sampleWeight', weights.length, { argument: 'truth', length: n });
  checkNumbers(where, 'sampleWeight', weights, 0, Number.MAX_VALUE, 'a finite weight of at least 0');
}

/** Throws unless each value is in [low, high]: by default finite. */
export function checkNumbers(
  where: string, argument: string, values: ArrayLike<number>, low = -Number.MAX_VALUE, high = Number.MAX_VALUE,
  expected = 'a finite number',
): void {
  for (let i = 0; i < values.length; i++) {
    const value: unknown = values[i]; // In JavaScript null and '1' would compare as numbers.
    if (!(typeof value === 'number' && value >= low && value <= high)) throw invalid(`${argument}[${i}]`, where, expected, value);
  }
}

/** N rows in one array; `classes` is K. */
export interface Table {
  readonly data: ArrayLike<number>;
  readonly classes: number;
}

/** Rows as one array of finite numbers, one row for each of n samples. */
export function toTable(where: string, argument: string, rows: Rows, n: number): Table {
  const isNested = typeof rows[0] === 'object';
  checkLength(where, argument, rows.length, isNested ? { argument: 'truth', length: n } : undefined);
  const classes = isNested ? (rows[0] as ArrayLike<number>).length : rows.length / n;
  if (!(Number.isInteger(classes) && classes > 0)) {
    throw invalid(argument, where, `rows of equal length, one for each of the ${n} samples`, `${rows.length} numbers`);
  }
  if (!isNested) return checked({ data: rows as ArrayLike<number>, classes });
  const data = new Float64Array(n * classes);
  (rows as readonly ArrayLike<number>[]).forEach((row, i) => {
    if (row.length !== classes) throw invalid(`${argument}[${i}]`, where, `${classes} numbers, as in the first row`, Array.from(row));
    data.set(row, i * classes);
  });
  return checked({ data, classes });

  function checked(table: Table): Table {
    for (let i = 0; i < table.data.length; i++) {
      if (Number.isFinite(table.data[i])) continue;
      throw invalid(`${argument}[${Math.floor(i / classes)}][${i % classes}]`, where, 'a finite number', table.data[i]);
    }
    return table;
  }
}

/** Throws unless the rows are probabilities: each in [0, 1], and 1 in sum within 1e-5 (they may be float32). */
export function checkProbabilities(where: string, argument: string, { data, classes }: Table): void {
  for (let row = 0; row < data.length / classes; row++) {
    let sum = 0;
    for (let k = 0; k < classes; k++) {
      const p = data[row * classes + k];
      if (!(p >= 0 && p <= 1)) throw invalid(`${argument}[${row}][${k}]`, where, 'a probability in [0, 1]', p);
      sum += p;
    }
    if (Math.abs(sum - 1) > 1e-5) throw invalid(`${argument}[${row}]`, where, 'probabilities that sum to 1', `a sum of ${sum}`);
  }
}

/** 1 for each positive, else 0: those equal to `positive`, or, where it is not given, 1 and true. */
export function positives(where: string, truth: ArrayLike<Label>, positive?: Label): Uint8Array {
  checkLength(where, 'truth', truth.length);
  const flags = new Uint8Array(truth.length);
  for (let i = 0; i < truth.length; i++) {
    const label = truth[i];
    const isPositive = positive === undefined ? label === 1 || label === true : label === positive;
    if (isPositive) flags[i] = 1;
    else if (positive === undefined ? !(label === 0 || label === false) : typeof label !== typeof positive || label !== label) {
      const expected = positive === undefined ? '0 or 1 (for other labels say which is `positive`)' : `a ${typeof positive}, as \`positive\` is`;
      throw invalid(`truth[${i}]`, where, expected, label);
    }
  }
  return flags;
}
