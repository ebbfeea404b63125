/** Scores of images in order, and what is said of them. */

/** Score of one image. NaN is undefined: it is counted, not drawn. */
export interface ImageValue {
  readonly id: string;
  readonly value: number;
}

/** The defined values of one run, the highest first, and what is said of them. */
export interface Ranked {
  readonly name: string;
  readonly sorted: readonly ImageValue[];
  readonly mean: number;
  readonly failures: number;
  readonly missing: number;
}

/** @throws where there is no image, or a value outside the domain */
export function ranked(name: string, images: readonly ImageValue[], [low, high]: readonly [number, number], floor = -Infinity): Ranked {
  const argument = name === '' ? 'values' : `values[${JSON.stringify(name)}]`;
  if (images.length === 0) throw new Error(`Invalid \`${argument}\` in perImage: expected at least one image, received none.`);
  const wrong = images.find(({ value }) => !(Number.isNaN(value) || (value >= low && value <= high)));
  if (wrong) {
    throw new Error(`Invalid \`${argument}\` in perImage: expected numbers in [${low}, ${high}], received ${wrong.value} for ${wrong.id}.`);
  }
  const defined = images.filter(({ value }) => !Number.isNaN(value));
  return {
    name,
    sorted: defined.sort((a, b) => b.value - a.value || (a.id < b.id ? -1 : 1)),
    mean: defined.reduce((total, { value }) => total + value, 0) / defined.length,
    failures: defined.filter(({ value }) => value < floor).length,
    missing: images.length - defined.length,
  };
}

/** Mean, failures and undefined ones, in words. */
export function summary({ name, sorted, mean, failures, missing }: Ranked, floor?: number): string {
  const parts = [
    sorted.length === 0 ? 'mean undefined' : `mean ${mean.toFixed(3)}`,
    ...(floor === undefined ? [] : [`${failures} of ${sorted.length} below ${floor}`]),
    ...(missing === 0 ? [] : [`${missing} undefined, not drawn`]),
  ];
  return `${name === '' ? '' : `${name}: `}${parts.join(', ')}`;
}

/** Linear between the values; NaN where there is none. */
export function quantile(sorted: readonly ImageValue[], share: number): number {
  if (sorted.length === 0) return NaN;
  const place = (1 - share) * (sorted.length - 1);
  const first = Math.floor(place), second = Math.min(sorted.length - 1, first + 1);
  return sorted[first].value + (place - first) * (sorted[second].value - sorted[first].value);
}
