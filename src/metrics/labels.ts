/** Classes by number: the labels of data in order, or the list that is given. */
import { brief, invalid } from '../shapes/check';
import { checkLength, checkWeights, isLabel, toTable, type Label, type Rows, type Table } from './inputs';

/** Small whole numbers are looked up in a table, which is many times faster than a map. */
const TABLE = 1024;

/** Numbers for labels, in the order in which labels come. */
export interface LabelEncoder<L extends Label> {
  /** Labels so far; the place is the number. */
  readonly labels: readonly L[];
  /** The number of each label. */
  encode(argument: string, values: ArrayLike<L>): Uint32Array;
}

/**
 * @param given the labels there are; without them every label that comes is one
 * @throws where a label comes twice among those given
 */
export function labelEncoder<L extends Label>(where: string, given?: readonly L[]): LabelEncoder<L> {
  const labels: L[] = [];
  const byLabel = new Map<L, number>();
  const table = new Int32Array(TABLE).fill(-1);
  const add = (label: L) => {
    byLabel.set(label, labels.length);
    if (typeof label === 'number' && label >= 0 && label < TABLE && Number.isInteger(label)) table[label] = labels.length;
    return labels.push(label) - 1;
  };
  const learn = (argument: string, label: L, place: number) => {
    const type = typeof (labels[0] ?? (isLabel(label) ? label : 0));
    if (typeof label !== type || !isLabel(label)) throw invalid(`${argument}[${place}]`, where, `a ${type} as label`, label);
    return add(label);
  };
  if (given) checkLength(where, 'labels', given);
  given?.forEach((label, i) => {
    if (byLabel.has(label)) throw invalid(`labels[${i}]`, where, 'no label twice', label);
    learn('labels', label, i);
  });
  return {
    labels,
    encode(argument, values) {
      const codes = new Uint32Array(values.length);
      for (let i = 0; i < values.length; i++) {
        const label = values[i];
        const quick = typeof label === 'number' ? table[label] : undefined;
        if (quick !== undefined && quick >= 0) {
          codes[i] = quick;
          continue;
        }
        const code = byLabel.get(label);
        if (code === undefined && given) throw invalid(`${argument}[${i}]`, where, `one of the labels ${brief(JSON.stringify(given))}`, label);
        codes[i] = code ?? learn(argument, label, i);
      }
      return codes;
    },
  };
}

/** The places of the labels when they are sorted: numbers by size, names by their characters, false before true. */
export function sortedPlaces(labels: readonly Label[]): number[] {
  return labels.map((_, place) => place).sort((a, b) => (labels[a] < labels[b] ? -1 : 1));
}

/** N rows of K numbers, a column for each class, and the column of each sample's class. */
export interface ClassTable extends Table {
  readonly columns: Uint32Array;
}

/** How far the sum of probabilities may be from 1: they may be float32. */
const ROUNDING = 1e-5;

/**
 * Rows by class, checked: finite numbers, and where they are called probabilities, in [0, 1] with a sum of 1.
 *
 * @param options.labels the classes of the columns, by default 0 to K − 1
 */
export function classTable(
  where: string, argument: 'probabilities' | 'scores' | 'logits', truth: ArrayLike<Label>, rows: Rows,
  { labels, sampleWeight }: { readonly labels?: readonly Label[]; readonly sampleWeight?: ArrayLike<number> },
): ClassTable {
  checkLength(where, 'truth', truth);
  const areProbabilities = argument === 'probabilities';
  const table = toTable(where, argument, rows, truth.length, areProbabilities ? '[0, 1]' : undefined);
  for (let i = 0; areProbabilities && i < truth.length; i++) {
    let total = 0;
    for (let k = 0; k < table.classes; k++) total += table.data[i * table.classes + k];
    if (Math.abs(total - 1) > ROUNDING) throw invalid(`${argument}[${i}]`, where, 'probabilities that sum to 1', `a sum of ${total}`);
  }
  checkWeights(where, sampleWeight, truth.length);
  const named = labels ?? Array.from({ length: table.classes }, (_, k) => k);
  checkLength(where, 'labels', named, table.classes, 'one a column');
  return { ...table, columns: labelEncoder<Label>(where, named).encode('truth', truth) };
}
