import { expect, it } from 'vitest';
import { checkOverlap } from 'tfjs-blocks/splits';

it('passes disjoint lists', () => {
  expect(() => checkOverlap(['a', 'b', 'b'], ['c', 'c'])).not.toThrow();
});

it('names the first shared ids, each once', () => {
  expect(() => checkOverlap(['a', 'b', 'c', 'd'], ['d', 'd', 'c', 'x', 'b', 'a']))
    .toThrow('Invalid `validationIds` in checkOverlap: expected none that `trainIds` has, received 4 ("d", "c", "b", …).');
});
