import { convBlock, groupNorm, input, instanceNorm, layerNorm } from 'tfjs-blocks/blocks';
import { groupNormalization } from 'tfjs-blocks/layers';
import { describe, expect, it } from 'vitest';

const number = 'expected a number in [5e-324, Infinity)';

describe('bad options of norms', () => {
  it.each([
    ['groups', () => groupNorm({ groups: 0 }), 'Invalid `groups` in groupNorm: expected a positive integer, received 0.'],
    ['groups of a layer', () => groupNormalization({ groups: -2 }), 'Invalid `groups` in groupNormalization: expected a positive integer, received -2.'],
    ['groups that do not divide', () => groupNorm({ groups: 2 })(input([4, 4, 3])),
      'Invalid `groups` in groupNormalization: expected a divisor of the 3 channels of the input, received 2.'],
    ['groups of a block', () => convBlock({ filters: 4, norm: { kind: 'group' } as never }),
      'Invalid `norm.groups` in convBlock: expected a positive integer, received undefined.'],
    ['kind', () => convBlock({ filters: 4, norm: { kind: 'toString' as 'batch' } }),
      'Invalid `norm` in convBlock: expected "none" or { kind: "batch" | "group" | "instance" | "layer" }, received {"kind":"toString"}.'],
    ['epsilon of instances', () => instanceNorm({ epsilon: 0 }), `Invalid \`epsilon\` in groupNormalization: ${number}, received 0.`],
    ['epsilon of layers', () => layerNorm({ epsilon: -1 }), `Invalid \`epsilon\` in layerNormalization: ${number}, received -1.`],
  ])('are named: %s', (_, build, message) => {
    expect(build).toThrow(message);
  });
});
