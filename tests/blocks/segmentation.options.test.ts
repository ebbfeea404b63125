import { describe, expect, it } from 'vitest';
import { useBackend } from 'tfjs-blocks/backends';
import { add, aspp, attentionGate, fpn, input, pyramidPooling, resize, unetDecoder, unetPlusPlusNode } from 'tfjs-blocks/blocks';

await useBackend('cpu');

const x = input([4, 4, 3]);

const bad: [what: string, build: () => unknown, message: string][] = [
  ['a sum of other channels', () => add(x, input([4, 4, 2]) as never), 'Invalid `b` in add: expected the shape [4,4,3] of `a`, received [4,4,2].'],
  ['height', () => resize({ height: 0, width: 2 }), 'Invalid `height` in bilinearResizing: expected a positive integer, received 0.'],
  ['filters of a gate', () => attentionGate({ filters: 0 }), 'Invalid `filters` in convBlock: expected a positive integer, received 0.'],
  ['skip of a gate', () => attentionGate({ filters: 1 })(x, x as never), 'Invalid `skip` in attentionGate: expected height and width [8,8], twice those of `gate`, received [4,4].'],
  ['skip', () => unetDecoder({ filters: 1, skip: 'sum' as 'add' }), 'Invalid `skip` in unetDecoder: expected one of "concat", "add", received "sum".'],
  ['attention', () => unetDecoder({ filters: 1, attention: 'self' as 'gate' }), 'Invalid `attention` in unetDecoder: expected one of "none", "gate", received "self".'],
  ['a skip to add of other channels', () => unetDecoder({ filters: 2, skip: 'add' })(x, input([8, 8, 3]) as never), 'Invalid `b` in add: expected the shape [8,8,2] of `a`, received [8,8,3].'],
  ['skip of a node', () => unetPlusPlusNode({ filters: 2 })(x, x as never), 'Invalid `skips[0]` in unetPlusPlusNode: expected height and width [8,8], twice those of `below`, received [4,4].'],
  ['filters of a pyramid', () => fpn({ filters: 0.5 }), 'Invalid `filters` in fpn: expected a positive integer, received 0.5.'],
  ['no maps', () => fpn()([]), 'Invalid `maps` in fpn: expected one feature map or more, received [].'],
  ['maps that do not halve', () => fpn({ filters: 2 })([x, x]), 'Invalid `maps[0]` in fpn: expected height and width [8,8], twice those of `maps[1]`, received [4,4].'],
  ['filters of aspp', () => aspp({ filters: 0 }), 'Invalid `filters` in aspp: expected a positive integer, received 0.'],
  ['rates', () => aspp({ rates: [6, 1.5] }), 'Invalid `rates[1]` in aspp: expected a positive integer, received 1.5.'],
  ['dropout of aspp', () => aspp({ dropout: -1 }), 'Invalid `dropout` in aspp: expected a number in [0, 1), received -1.'],
  ['filters of pyramidPooling', () => pyramidPooling({ filters: 0 }), 'Invalid `filters` in pyramidPooling: expected a positive integer, received 0.'],
  ['bins', () => pyramidPooling({ filters: 1, bins: [1, 0] }), 'Invalid `bins[1]` in pyramidPooling: expected a positive integer, received 0.'],
  ['bins twice', () => pyramidPooling({ filters: 1, bins: [2, 2] }), 'Invalid `bins` in pyramidPooling: expected different numbers, received [2,2].'],
];

describe('bad options', () => {
  it.each(bad)('are named: %s', (_, build, message) => {
    expect(build).toThrow(message);
  });
});
