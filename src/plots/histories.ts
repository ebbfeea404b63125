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

/** Columns of numbers by name, a number for each epoch: the `history` of what `fit` resolves to. */
export interface Columns {
  readonly loss: readonly unknown[];
  readonly [name: string]: readonly unknown[];
}

/** Epochs counted from 1, each with any numbers by name, as `train` returns; a {@link FitHistory}; or its {@link Columns}. */
export type History = readonly (Epoch | (Epoch & Readonly<Record<string, unknown>>))[] | FitHistory | Columns;

interface Epoch {
  readonly epoch: number;
}

/** One epoch. */
export type Log = { readonly epoch: number } & Readonly<Record<string, number>>;

/** [name, repeats] of each run; a single one has the empty name. */
export function namedHistories(where: string, runs: Runs<Repeats<History>>): [string, Log[][]][] {
  if (typeof runs !== 'object' || runs === null) throw invalid('history', where, 'a history, or several by name', runs);
  const isOne = Array.isArray(runs) || isColumnar(runs);
  const named = isOne ? [['', runs] as const] : Object.entries(runs as Readonly<Record<string, Repeats<History>>>);
  if (named.length === 0) throw invalid('history', where, 'at least one run', runs);
  return named.map(([name, value]) => {
    const isRepeated = Array.isArray(value) && (value as unknown[]).some((entry) => Array.isArray(entry) || isColumnar(entry));
    const repeats = (isRepeated ? value : [value]) as History[];
    const logs = repeats.map(logsOf);
    const fault = logs.map(faultOf).find((found) => found !== undefined);
    if (fault === undefined) return [name, logs];
    throw new Error(`Invalid \`${name === '' ? 'history' : `history[${JSON.stringify(name)}]`}\` in ${where}: expected ${fault}.`);
  });
}

function faultOf(logs: readonly Log[]): string | undefined {
  if (!Array.isArray(logs)) return `epochs, or what fit resolves to, received ${typeof logs}`;
  if (logs.length === 0) return 'at least one epoch, received none';
  return logs.every((log: Log | null) => Number.isFinite(log?.epoch)) ? undefined : 'a number `epoch` in each entry';
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

/** A run of the name "loss" has epochs in its place, not numbers. */
function isColumns(value: unknown): value is Columns {
  const { loss } = (value ?? {}) as { loss?: unknown };
  return Array.isArray(loss) && typeof loss[0] === 'number';
}

const isColumnar = (value: unknown): value is FitHistory | Columns => isFitHistory(value) || isColumns(value);

function logsOf(history: History): Log[] {
  if (!isColumnar(history)) return history as Log[];
  const columns = isFitHistory(history) ? history.history : history;
  const epochs = isFitHistory(history) ? history.epoch : history.loss.map((_, index) => index);
  return epochs.map((epoch, i) => ({
    ...Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values[i]])), epoch: epoch + 1,
  }) as Log);
}
