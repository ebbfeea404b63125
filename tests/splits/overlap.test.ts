import { describe, expect, it } from 'vitest';
import { checkOverlap, checkSplit } from 'tfjs-blocks/splits';

describe('checkOverlap', () => {
  it('passes disjoint lists', () => {
    expect(() => checkOverlap(['a', 'b', 'b'], ['c', 'c'])).not.toThrow();
  });

  it('names the first shared ids, each once, and where', () => {
    expect(() => checkOverlap(['a', 'b', 'c', 'd'], ['e', 'd', 'd', 'c', 'x', 'b', 'a'])).toThrow(
      'Invalid `validationIds` in checkOverlap: expected none that `trainIds` has, received 4 ("d", "c", "b", …), the first at index 1.',
    );
  });
});

it('a missing id is no id', () => {
  expect(() => checkOverlap(['a', undefined as never], ['b'])).toThrow('Invalid `trainIds[1]` in checkOverlap: expected a string or a number, received undefined.');
  expect(() => checkOverlap([1], [NaN])).toThrow('Invalid `validationIds[0]` in checkOverlap: expected a string or a number, received NaN.');
});

describe('checkSplit', () => {
  const parts = { train: [0, 1, 4], validation: [2], test: [3] };

  it('passes a split that is disjoint, in groups too', () => {
    checkSplit(parts);
    checkSplit(parts, { n: 5, ids: ['a', 'a', 'b', 'c', 'd'], groups: [1, 2, 3, 4, 1] });
  });

  it.each<[string, () => void]>([
    ['`test[0]` in checkSplit: expected no position of `train` again, received 1.', () => checkSplit({ train: [0, 1], test: [1] })],
    ['`train[1]` in checkSplit: expected no position of `train` again, received 0.', () => checkSplit({ train: [0, 0] })],
    ['`test[0]` in checkSplit: expected no group of `train` again, received position 3, group "p".',
      () => checkSplit(parts, { groups: ['p', 'q', 'r', 'p', 's'] })],
    ['`validation[0]` in checkSplit: expected no id of `train` again, received position 2, id "b".',
      () => checkSplit(parts, { ids: ['a', 'b', 'b', 'c', 'd'] })],
    ['`test[0]` in checkSplit: expected a position below 3, received 3.', () => checkSplit({ train: [0], test: [3] }, { n: 3 })],
    ['`train[1]` in checkSplit: expected a position, received 0.5.', () => checkSplit({ train: [0, 0.5] })],
    ['`groups` in checkSplit: expected 5 values, one a sample, received 4.', () => checkSplit(parts, { n: 5, groups: [1, 2, 3, 4] })],
    ['`parts` in checkSplit: expected every one of 6 positions, 5 is in none.', () => checkSplit(parts, { n: 6 })],
  ])('says Invalid %s', (message, act) => {
    expect(act).toThrow(`Invalid ${message}`);
  });
});
