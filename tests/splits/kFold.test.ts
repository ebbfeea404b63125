import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkSplit, kFold, type KFoldOptions } from 'tfjs-blocks/splits';
import { integer, integers } from '../contracts/drawn';
import golden from '../golden/splits.json';

const held = (options: KFoldOptions) => kFold(options).map(({ validation }) => validation);
const seed = fc.nat(0xffffffff);
const range = (n: number) => Array.from({ length: n }, (_, i) => i);

/** The fold of each sample. */
function foldOf(options: KFoldOptions): number[] {
  const fold: number[] = [];
  held(options).forEach((validation, f) => validation.forEach((i) => { fold[i] = f; }));
  return fold;
}

/** Every class in each training part, where any way to deal the groups to the folds allows it. */
function expectEveryClass(options: KFoldOptions): void {
  const labels = Array.from(options.labels!), groups = Array.from(options.groups!), classes = new Set(labels);
  const isAlone = [...classes].some((label) => new Set(groups.filter((_, i) => labels[i] === label)).size === 1);
  if (isAlone) {
    expect(() => kFold(options)).toThrow(/expected every class in each training part, received all of .* in one group/);
    return;
  }
  for (const { train, validation } of kFold(options)) {
    expect(validation.length).toBeGreaterThan(0);
    checkSplit({ train, validation }, { n: labels.length, groups });
    expect(new Set(train.map((i) => labels[i]))).toEqual(classes);
  }
}

/** As tests/reference/splits.py draws them. */
function skewed(name: string, n: number, kinds: number): number[] {
  const other = integers(`${name}/b`, n, kinds);
  return integers(`${name}/a`, n, kinds).map((value, i) => Math.min(value, other[i]));
}

describe('unshuffled folds', () => {
  it('are those of scikit-learn on ten samples', () => {
    expect(held({ n: 10, folds: 3 })).toEqual([[0, 1, 2, 3], [4, 5, 6], [7, 8, 9]]);
    const labels = [...'aaaaaabbbb'], groups = [0, 0, 1, 1, 2, 2, 3, 3, 4, 4];
    expect(held({ labels, folds: 3 })).toEqual([[0, 1, 6, 7], [2, 3, 8], [4, 5, 9]]);
    expect(held({ groups, folds: 3 })).toEqual([[2, 3, 8, 9], [0, 1, 6, 7], [4, 5]]);
    expect(held({ labels, groups, folds: 2 })).toEqual([[0, 1, 4, 5, 8, 9], [2, 3, 6, 7]]);
  });

  it.each(Object.entries(golden.folds))('%s: are those of scikit-learn on drawn cases', (kind, cases) => {
    let compared = 0;
    cases.forEach((expected, number) => {
      const name = `${kind}/${number}`;
      const folds = integer(`${name}/folds`, 2, 7), n = integer(`${name}/n`, folds, 90);
      const labels = skewed(`${name}/labels`, n, integer(`${name}/classes`, 1, 12));
      const groups = skewed(`${name}/groups`, n, integer(`${name}/kinds`, folds, 40));
      const options = { n, folds, ...(/tratified/.test(kind) && { labels }), ...(/roup/.test(kind) && { groups }) };
      const foldsOf = (label: number) => new Set(range(n).filter((i) => labels[i] === label).map((i) => expected?.[i]));
      const isMissing = 'labels' in options && labels.some((label) => foldsOf(label).size === 1);      // from a training part
      if (expected === null) expect(() => kFold(options)).toThrow(/Invalid `(labels|folds)` in kFold/);
      else if (isMissing) expectEveryClass(options);
      else expect(foldOf(options).join('')).toBe(expected);
      compared += Number(expected !== null);
    });
    expect(compared).toBeGreaterThan(25);
  });
});

describe('shuffled folds', () => {
  /** Labels and groups of 30 to 80 samples, enough of each for 4 folds. */
  const samples = fc.integer({ min: 30, max: 80 }).chain((n) => fc.record({
    labels: fc.array(fc.nat(2), { minLength: n, maxLength: n }).map((drawn) => drawn.map((label, i) => (i < 12 ? i % 3 : label))),
    groups: fc.array(fc.nat(14), { minLength: n, maxLength: n }).map((drawn) => drawn.map((group, i) => (i < 5 ? i : group))),
  }));

  it('are seeded, disjoint and complete', () => {
    fc.assert(fc.property(samples, fc.nat(3), fc.integer({ min: 2, max: 4 }), seed, ({ labels, groups }, kind, folds, key) => {
      const n = labels.length;
      const options: KFoldOptions = { n, folds, seed: key, ...(kind & 1 && { labels }), ...(kind & 2 && { groups }) };
      const splits = kFold(options);
      expect(splits).toHaveLength(folds);
      expect(splits.flatMap(({ validation }) => validation).sort((a, b) => a - b)).toEqual(range(n));
      for (const split of splits) {
        expect(split.validation.length).toBeGreaterThan(0);
        checkSplit(split, { n, ...(kind & 2 && { groups }) });
      }
      expect(kFold(options)).toEqual(splits);
    }), { numRuns: 60 });
  });

  it('hold as many samples, and as many of each class, within one', () => {
    fc.assert(fc.property(samples, fc.integer({ min: 2, max: 4 }), seed, ({ labels }, folds, key) => {
      const parts = held({ labels, folds, seed: key });
      for (const label of [undefined, 0, 1, 2]) {
        const counts = parts.map((part) => part.filter((i) => label === undefined || labels[i] === label).length);
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      }
    }), { numRuns: 60 });
  });

  it('differ by no more than the largest group', () => {
    fc.assert(fc.property(samples, seed, ({ groups }, key) => {
      const sizes = held({ groups, folds: 3, seed: key }).map((part) => part.length);
      const largest = Math.max(...range(15).map((group) => groups.filter((other) => other === group).length));
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(largest);
    }), { numRuns: 60 });
  });

  it('of named samples do not depend on their order', () => {
    const ids = range(20).map((i) => `s${integers('ids', 20, 1000)[i]}-${i}`);
    const labels = range(20).map((i) => (i < 8 ? 'a' : 'b'));
    const groups = range(20).map((i) => `g${i % 9}`);
    const turned = [...ids].reverse();
    for (const kind of [0, 1, 2, 3]) {
      const names = (list: string[]) => {
        const of = <T>(values: T[]) => list.map((id) => values[ids.indexOf(id)]);
        return held({ ids: list, folds: 4, seed: 3, ...(kind & 1 && { labels: of(labels) }), ...(kind & 2 && { groups: of(groups) }) })
          .map((part) => part.map((i) => list[i]).sort());
      };
      expect(names(turned)).toEqual(names(ids));
    }
  });

  it('leave every class in training, or say that the groups do not allow it', () => {
    const drawn = fc.integer({ min: 6, max: 14 }).chain((n) => fc.record({
      labels: fc.array(fc.nat(2), { minLength: n, maxLength: n }), groups: fc.array(fc.nat(5), { minLength: n, maxLength: n }),
    }));
    let possible = 0, refused = 0;
    fc.assert(fc.property(drawn, fc.integer({ min: 2, max: 3 }), fc.option(seed, { nil: undefined }), ({ labels, groups }, folds, key) => {
      const classes = new Set(labels), parts = [...new Set(groups)];
      fc.pre([...classes].every((label) => labels.filter((other) => other === label).length >= folds) && parts.length >= folds);
      const isPossible = range(folds ** parts.length).some((way) => {
        const fold = parts.map((_, g) => Math.floor(way / folds ** g) % folds);
        return new Set(fold).size === folds &&
          [...classes].every((label) => new Set(groups.filter((_, i) => labels[i] === label).map((group) => fold[parts.indexOf(group)])).size > 1);
      });
      const options = { labels, groups, folds, seed: key };
      if (isPossible) expectEveryClass(options);
      else expect(() => kFold(options)).toThrow('Invalid `groups` in kFold: expected every class in each training part');
      possible += Number(isPossible);
      refused += Number(!isPossible);
    }), { numRuns: 500, seed: 1 });
    expect(Math.min(possible, refused)).toBeGreaterThan(5);
  });

  it('move groups where dealing them one by one leaves a class in one fold', () => {
    const options = { labels: [1, 1, 0, 1, 1, 0, 0, 0, 0], groups: [0, 0, 1, 1, 2, 3, 3, 3, 3], folds: 2 };
    for (const key of [undefined, ...range(50)]) expectEveryClass({ ...options, seed: key });
    expectEveryClass({ labels: [0, 0, 0, 1, 1], groups: [2, 3, 2, 3, 1], folds: 2 });
    const ids = range(9).map((i) => `s${i}`), turned = [...range(9)].reverse();
    const names = (order: number[]) => held({
      ids: order.map((i) => ids[i]), labels: order.map((i) => options.labels[i]), groups: order.map((i) => options.groups[i]), folds: 2, seed: 3,
    }).map((part) => part.map((i) => order[i]).sort());
    expect(names(turned)).toEqual(names(range(9)));
  });

  it('are drawn anew in every repeat, whatever the number of repeats', () => {
    const splits = kFold({ n: 40, folds: 4, repeats: 5, seed: 11 });
    expect(splits).toHaveLength(20);
    expect(new Set(splits.map(({ validation }) => validation.join())).size).toBe(20);
    expect(kFold({ n: 40, folds: 4, repeats: 2, seed: 11 })).toEqual(splits.slice(0, 8));
  });
});

it.each<[string, KFoldOptions]>([
  ['`n` in kFold: expected an integer of at least 2, received undefined', {}],
  ['`n` in kFold: expected 3, as many as `ids`, received 4', { n: 4, ids: ['a', 'b', 'c'] }],
  ['`ids` in kFold: expected every id once, received "a" twice', { ids: ['a', 'a'] }],
  ['`folds` in kFold: expected an integer of at least 2, received 1', { n: 9, folds: 1 }],
  ['`folds` in kFold: expected at most 4, as many as samples, received 5', { n: 4 }],
  ['`folds` in kFold: expected at most 2, as many as groups, received 3', { groups: ['a', 'b', 'a', 'b'], folds: 3 }],
  ['`labels` in kFold: expected at least 3 samples of every class, one a fold, received 2 of "b", the first at index 1',
    { labels: ['a', 'b', 'a', 'b', 'a'], folds: 3 }],
  ['`groups` in kFold: expected every class in each training part, received all of 1 in one group, the first at index 0',
    { labels: [1, 1, 1, 0, 0, 0, 0, 0, 0], groups: [...'aaabcdefg'], folds: 3 }],
  ['`groups` in kFold: expected every class in each training part, received all of "c" in one fold, however its groups were moved ' +
    '(more folds may do), the first at index 3', { labels: [...'abaccb'], groups: [0, 0, 1, 1, 2, 2], folds: 2 }],
  ['`labels` in kFold: expected 3 values, one a sample, received 2', { n: 3, labels: [0, 1], folds: 2 }],
  ['`labels[1]` in kFold: expected a string or a number, received NaN', { labels: [0, NaN, 1], folds: 2 }],
  ['`groups[2]` in kFold: expected a string or a number, received undefined', { groups: ['a', 'b', undefined!], folds: 2 }],
  ['`seed` in kFold: expected an integer in [0, 2^32), received -1', { n: 9, seed: -1 }],
  ['`repeats` in kFold: expected 1 where no `seed` shuffles, received 2', { n: 9, repeats: 2 }],
  ['`groups` in kFold: expected 9 values, one a sample, received undefined', { n: 9, groups: null as never }],
  ['`n` in kFold: expected an integer of at least 2 and at most 67108864, received 2147483648', { n: 2 ** 31 }],
  ['`repeats` in kFold: expected at most 1491308 for this many samples, received 1000000000', { n: 9, repeats: 1e9, seed: 0 }],
  ['`options` in kFold: expected an object, received undefined', undefined as never],
  ['`ids` in kFold: expected at least 2, received undefined', { n: 3, ids: null as never }],
  ['`repeats` in kFold: expected a positive integer, received 0', { n: 9, repeats: 0, seed: 0 }],
])('says Invalid %s', (message, options) => {
  expect(() => kFold(options)).toThrow(`Invalid ${message}.`);
});
