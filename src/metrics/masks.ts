/** Masks as lists of numbers: their checks, and what counts as inside. */

/** A value counts as positive where it is greater than the threshold of its side. */
export interface Thresholds {
  /** On the scale of the truth: 128 for masks of 0 and 255. */
  readonly truth: number;
  /** On the scale of the prediction: .5 for probabilities, 0 for logits. */
  readonly prediction: number;
}

/**
 * The threshold of each side, once both lists are checked: without one given both have to lie in [0, 1] and are cut at .5.
 *
 * @throws where a side is empty, the lengths differ, or a value is not finite or outside [0, 1]
 */
export function thresholdsOf(
  where: string, truth: ArrayLike<number>, prediction: ArrayLike<number>, threshold: number | Thresholds | undefined,
): Thresholds {
  const cut = typeof threshold === 'object' ? threshold : { truth: threshold ?? 0.5, prediction: threshold ?? 0.5 };
  const [low, high] = threshold === undefined ? [0, 1] : [-Number.MAX_VALUE, Number.MAX_VALUE];
  checkThresholds(where, cut);
  checkLengths(where, truth, prediction);
  checkValues(where, 'truth', truth, low, high);
  checkValues(where, 'prediction', prediction, low, high);
  return cut;
}

function checkThresholds(where: string, { truth, prediction }: Thresholds): void {
  if (Number.isFinite(truth) && Number.isFinite(prediction)) return;
  throw new Error(`Invalid \`threshold\` in ${where}: expected finite numbers, ` +
    `received ${truth} for the truth and ${prediction} for the prediction.`);
}

/** Throws unless there are equally many values, at least one. */
export function checkLengths(where: string, truth: ArrayLike<unknown>, prediction: ArrayLike<unknown>): void {
  if (truth.length === 0) {
    throw new Error(`Invalid \`truth\` in ${where}: expected at least one value, received none.`);
  }
  if (truth.length !== prediction.length) {
    throw new Error(`Invalid \`prediction\` in ${where}: ` +
      `expected ${truth.length} values, as many as \`truth\` has, received ${prediction.length}.`);
  }
}

function checkValues(where: string, name: string, values: ArrayLike<number>, low: number, high: number): void {
  for (let i = 0; i < values.length; i++) {
    if (values[i] >= low && values[i] <= high) continue;
    const expected = high === 1 ? 'values in [0, 1] where no threshold is given' : 'finite values';
    throw new Error(`Invalid \`${name}\` in ${where}: expected ${expected}, received ${values[i]} at index ${i}.`);
  }
}
