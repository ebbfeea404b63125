/** Histories of training, from this library or from tfjs, as one thing: epochs with numbers by name. */
import { invalid } from '../shapes/check';
import { meanAndDeviation } from './averageCurve';
import type { Repeats } from './repeats';
import type { Runs } from './runs';

/** What tfjs's `model.fit` resolves to: epochs counted from 0, and columns. */
export interface FitHistory {
  readonly epoch: readonly number[];
  readonly history: Readonly<Record<string, readonly unknown[]>>;
}

/** Epochs counted from 1, each with any numbers by name, as `train` returns; or a {@link FitHistory}. */
export type History = readonly (Epoch | (Epoch & Readonly<Record<string, unknown>>))[] | FitHistory;

interface Epoch {
  readonly epoch: number;
}

/** One epoch. */
export type Log = { readonly epoch: number } & Readonly<Record<string, number>>;

/** [name, repeats] of each run; a single one has the empty name. */
export function namedHistories(where: string, runs: Runs<Repeats<History>>): [string, Log[][]][] {
  const isOne = Array.isArray(runs) || isFitHistory(runs);
  const named = isOne ? [['', runs] as const] : Object.entries(runs as Readonly<Record<string, Repeats<History>>>);
  if (named.length === 0) throw invalid('history', where, 'at least one run', runs);
  return named.map(([name, value]) => {
    const isRepeated = Array.isArray(value) && (value as unknown[]).some((entry) => Array.isArray(entry) || isFitHistory(entry));
    const repeats = (isRepeated ? value : [value]) as History[];
    if (repeats.every((history) => logsOf(history).length > 0)) return [name, repeats.map(logsOf)];
    throw new Error(`Invalid \`${name === '' ? 'history' : `history[${JSON.stringify(name)}]`}\` in ${where}: ` +
      'expected at least one epoch, received none.');
  });
}

/** Mean and standard deviation, over the repeats that have it, of a number at an epoch; NaN where none has. */
export function spreadAt(repeats: readonly (readonly Log[])[], epoch: number, name: string): { mean: number; deviation: number } {
  const values = repeats.map((logs) => logs.find((log) => log.epoch === epoch))
    .filter((log) => log !== undefined && Object.hasOwn(log, name)).map((log) => log![name]);
  return values.length > 0 ? meanAndDeviation(values) : { mean: NaN, deviation: NaN };
}

function isFitHistory(value: unknown): value is FitHistory {
  return typeof value === 'object' && value !== null && 'history' in value && 'epoch' in value;
}

function logsOf(history: History): Log[] {
  if (!isFitHistory(history)) return history as Log[];
  return history.epoch.map((epoch, i) => ({
    ...Object.fromEntries(Object.entries(history.history).map(([name, values]) => [name, values[i]])), epoch: epoch + 1,
  }) as Log);
}
