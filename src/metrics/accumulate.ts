/** Metrics of data that come batch by batch. */
import { invalid } from '../shapes/check';
import { checkLength, type Label } from './inputs';

/** Takes batches, and gives the result of all of them. */
export interface Accumulator<Inputs extends readonly unknown[], Result> {
  /** One batch. */
  add(...inputs: Inputs): void;
  /** Of all batches since the start or the last reset; more may follow. */
  result(): Result;
  /** Forgets all batches. */
  reset(): void;
}

/** One entry, or one row of numbers, for each sample. */
type Column = ArrayLike<Label> | readonly ArrayLike<number>[];

/**
 * Any metric over batches: keeps what comes and hands the whole to the metric, so the result is the metric's, to the bit.
 *
 * For confusion matrices `confusionAccumulator` keeps the counts only.
 *
 * @param metric a function of arrays with one entry (or one row of numbers) a sample
 * @throws on `add` where the arrays of a batch do not fit each other as those of the first batch did, on `result` where no
 *   batch has come, and where the metric throws
 * @example
 * const auc = accumulate((truth: ArrayLike<number>, scores: ArrayLike<number>) => rocAuc(truth, scores));
 * auc.add([0, 1], [.2, .9]);
 * auc.add([1, 0], [.1, .3]);
 * auc.result();     // .5
 */
export function accumulate<Inputs extends readonly Column[], Result>(
  metric: (...inputs: Inputs) => Result,
): Accumulator<Inputs, Result> {
  const where = 'accumulate';
  let batches: Column[][] = [];
  return {
    add(...inputs) {
      checkLength(where, 'inputs[0]', inputs[0]);
      const first = batches[0] ?? inputs;
      inputs.forEach((input, i) => {
        const width = input.length / inputs[0].length, expected = Math.round(first[i].length / first[0].length);
        if (width !== expected) throw invalid(`inputs[${i}]`, where, `${expected * inputs[0].length} values`, input.length);
      });
      batches.push(inputs.map((input) => concatenated([input])));
    },
    result() {
      checkLength(where, 'batches', batches);
      return metric(...batches[0].map((_, i) => concatenated(batches.map((batch) => batch[i]))) as readonly Column[] as Inputs);
    },
    reset() {
      batches = [];
    },
  };
}

/** One new array of all: of their type where that is the same typed array, else a plain one. */
function concatenated(parts: readonly Column[]): Column {
  const [first] = parts;
  if (!isTyped(first) || parts.some((part) => part.constructor !== first.constructor)) {
    return parts.flatMap((part) => Array.from<unknown>(part)) as Column;
  }
  const whole = new (first.constructor as Float64ArrayConstructor)(parts.reduce((sum, { length }) => sum + length, 0));
  let start = 0;
  for (const part of parts as readonly Float64Array[]) {
    whole.set(part, start);
    start += part.length;
  }
  return whole;
}

function isTyped(values: Column): values is Float64Array {
  return ArrayBuffer.isView(values);
}
