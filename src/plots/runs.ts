/** Several runs in one figure: results by name. */
import { invalid } from '../shapes/check';
import type { Repeats } from './repeats';

/**
 * One result, or results by the names that the legend shows.
 *
 * @example
 * rocPlot(curve);
 * rocPlot({ 'ResNet-18': curve, 'VGG-11': another });
 */
export type Runs<T> = T | Readonly<Record<string, T>>;

/**
 * [name, results] of each run, with one result or its repeats; a single run has the empty name.
 *
 * @param field by which a result is known
 */
export function namedRuns<T extends object>(
  where: string, argument: string, runs: Runs<Repeats<T>>, field: keyof T & string,
): [string, readonly T[]][] {
  const isResult = (value: unknown) => {
    const numbers = (value as Record<string, unknown> | null | undefined)?.[field];
    return Array.isArray(numbers) || ArrayBuffer.isView(numbers);
  };
  const check = (name: string, value: unknown): [string, readonly T[]] => {
    const results = (Array.isArray(value) ? value : [value]) as T[];
    if (results.length > 0 && results.every(isResult)) return [name, results];
    const received = typeof value === 'object' && value !== null ? Object.keys(value).slice(0, 8) : value;
    throw invalid(name === '' ? argument : `${argument}[${JSON.stringify(name)}]`, where, `a result with \`${field}\`, or several`, received);
  };
  if (typeof runs !== 'object' || runs === null || Array.isArray(runs) || isResult(runs)) return [check('', runs)];
  const named = Object.entries(runs as Readonly<Record<string, Repeats<T>>>).map(([name, value]) => check(name, value));
  if (named.length === 0) throw invalid(argument, where, 'at least one run', runs);
  return named;
}
