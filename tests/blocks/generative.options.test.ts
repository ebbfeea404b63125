import { describe, expect, it } from 'vitest';
import { useBackend } from 'tfjs-blocks/backends';
import { convBlock, dense, flatten, input, reshape, transposedConv } from 'tfjs-blocks/blocks';
import { cropping2d } from 'tfjs-blocks/layers';

await useBackend('cpu');

const row = (what: string, build: () => unknown, message: string) => [what, build, message] as const;

const bad = [
  row('units', () => dense({ units: 0 }), 'Invalid `units` in dense: expected a positive integer, received 0.'),
  row('activation', () => dense({ units: 1, activation: 'rely' as 'relu' }), 'Invalid `activation` in dense'),
  row('norm', () => dense({ units: 1, norm: 'batch' as 'none' }), 'Invalid `norm` in dense'),
  row('kernelNorm', () => dense({ units: 1, kernelNorm: 'spectrum' as 'spectral' }),
    'Invalid `kernelNorm` in dense: expected one of "none", "spectral" (perhaps "spectral"), received "spectrum".'),
  row('kernelNorm of convBlock', () => convBlock({ filters: 1, kernelNorm: true as never }), 'Invalid `kernelNorm` in convBlock'),
  row('initialBias', () => convBlock({ filters: 1, initialBias: 1 }),
    'Invalid `initialBias` in convBlock: expected 0 where there is no bias, received 1.'),
  row('a seed without a name', () => dense({ units: 1, seed: 1 }), 'Invalid `name` in dense: expected a name where there is a `seed`'),
  row('standardDeviation', () => dense({ units: 1, kernelInitializer: { kind: 'normal', standardDeviation: -1 } }),
    'Invalid `kernelInitializer.standardDeviation` in dense: expected a number in [0, Infinity), received -1.'),
  row('kind of initializer', () => dense({ units: 1, kernelInitializer: { kind: 'uniform' as 'normal', standardDeviation: 1 } }),
    'Invalid `kernelInitializer.kind` in dense: expected one of "normal", received "uniform".'),
  row('an open size', () => flatten()(input([null, 4])), 'Invalid `x` in flatten: expected sizes that are known but for the batch, received [null,null,4].'),
  row('shape', () => reshape([4, 0]), 'Invalid `shape[1]` in reshape: expected a positive integer, received 0.'),
  row('length', () => reshape([4, 4])(input([15]) as never), 'Invalid `x` in reshape: expected [batch, 16], received [null,15].'),
  row('an image', () => reshape([4, 4])(input([4, 4]) as never), 'Invalid `x` in reshape: expected [batch, 16], received [null,4,4].'),
  row('filters', () => transposedConv({ filters: 0 }), 'Invalid `filters` in transposedConv: expected a positive integer, received 0.'),
  row('strides', () => transposedConv({ filters: 1, strides: 0.5 }), 'Invalid `strides` in transposedConv'),
  row('kernelSize', () => transposedConv({ filters: 1, kernelSize: 0 }), 'Invalid `kernelSize` in transposedConv'),
  row('a small kernel', () => transposedConv({ filters: 1, kernelSize: [4, 2], strides: 3, padding: 'torch' }),
    'Invalid `kernelSize` in transposedConv: expected at least the strides, 3, where the padding is "torch", received [4,2].'),
  row('padding', () => transposedConv({ filters: 1, padding: 'full' as 'same' }), 'Invalid `padding` in transposedConv'),
  row('cropping', () => cropping2d({ cropping: [[0, -1], [0, 0]] }), 'Invalid `cropping` in cropping2d: expected integers [[above, below], [left, right]], none negative, received [[0,-1],[0,0]].'),
];

describe('bad options', () => {
  it.each(bad)('are named: %s', (_, build, message) => {
    expect(build).toThrow(message);
  });
});
