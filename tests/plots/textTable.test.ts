import { expect, it } from 'vitest';
import { textTable } from 'tfjs-blocks/plots';

it('aligns words left and numbers right', () => {
  expect(textTable([['image', 'pixels', 'Jaccard'], ['ISIC_1', 12000, 0.81], ['b', 7, 1]])).toBe([
    'image   pixels  Jaccard',
    '──────  ──────  ───────',
    'ISIC_1   12000    0.810',
    'b            7    1.000',
  ].join('\n'));
});

it('names a row of another length', () => {
  expect(() => textTable([['a', 'b'], ['c']])).toThrow('Invalid `rows` in textTable: expected 2 cells in row 1, received 1.');
});
