/** Classes by number: the labels of data in order, or the list that is given. */
import { invalid } from '../shapes/check';
import { checkLength, type Label } from './inputs';

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
    const type = typeof (labels[0] ?? label);
    if (typeof label !== type || label !== label) throw invalid(`${argument}[${place}]`, where, `a ${type} as label`, label);
    return add(label);
  };
  if (given) checkLength(where, 'labels', given.length);
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
        if (code === undefined && given) throw invalid(`${argument}[${i}]`, where, `one of the labels ${JSON.stringify(given)}`, label);
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

/** The column of each sample's class: that of its label among `labels`, by default 0 to K − 1. */
export function columnsOf(where: string, truth: ArrayLike<Label>, classes: number, labels?: readonly Label[]): Uint32Array {
  const named = labels ?? Array.from({ length: classes }, (_, k) => k);
  if (named.length !== classes) throw invalid('labels', where, `${classes} labels, one a column`, named);
  return labelEncoder<Label>(where, named).encode('truth', truth);
}
