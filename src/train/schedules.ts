import { invalid } from '../shapes/check';

/** Learning rate of a step, counted from 0. */
export type Schedule = (step: number) => number;

/** Options of {@link cosineDecay}. */
export interface CosineDecayOptions {
  /** Highest learning rate. */
  peak: number;
  /** Steps from the first to the one that reaches `floor`, warm-up included. */
  steps: number;
  /** Steps of linear rise from 0 to `peak`; default 0. */
  warmup?: number;
  /** Learning rate from `steps` on; default 0. */
  floor?: number;
}

/**
 * Half a cosine from `peak` to `floor`, after a linear warm-up:
 * floor + (peak − floor)·(1 + cos(π·t))/2 with t = (step − warmup)/(steps − warmup).
 *
 * I. Loshchilov, F. Hutter (2017), "SGDR", arXiv:1608.03983.
 *
 * @throws if a rate is no finite number of at least 0, `warmup` no count, or `steps` not more than it
 * @example
 * const schedule = cosineDecay({ peak: 2e-3, steps: 500, warmup: 20 });
 */
export function cosineDecay({ peak, steps, warmup = 0, floor = 0 }: CosineDecayOptions): Schedule {
  for (const [argument, value] of Object.entries({ peak, floor })) {
    if (!(Number.isFinite(value) && value >= 0)) throw invalid(argument, 'cosineDecay', 'a finite number of at least 0', value);
  }
  if (!(Number.isInteger(warmup) && warmup >= 0)) throw invalid('warmup', 'cosineDecay', 'an integer of at least 0', warmup);
  if (!(steps > warmup && Number.isFinite(steps))) {
    throw new Error(`Invalid \`steps\` in cosineDecay: expected more than warmup (${warmup}), received ${steps}.`);
  }
  return (step) => {
    if (step < warmup) return (peak * (step + 1)) / warmup;
    const progress = Math.min(1, (step - warmup) / (steps - warmup));
    return floor + ((peak - floor) * (1 + Math.cos(Math.PI * progress))) / 2;
  };
}
