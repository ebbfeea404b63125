import { describe, expect, it } from 'vitest';
import { useBackend } from 'tfjs-blocks/backends';
import { denseBlock, denseTransition, depthwiseConv, invertedResidual, separableConv, vggBlock } from 'tfjs-blocks/blocks';
import { depthwiseConv2d } from 'tfjs-blocks/layers';
import type { Padding } from 'tfjs-blocks/shapes';

await useBackend('cpu');

const row = (what: string, build: () => unknown, message: string) => [what, build, message] as const;

const bad = [
  row('kernelSize', () => depthwiseConv({ kernelSize: 0 }),
    'Invalid `kernelSize` in depthwiseConv: expected a positive integer or [height, width] of them, received 0.'),
  row('strides', () => depthwiseConv({ strides: 1.5 }), 'Invalid `strides` in depthwiseConv: expected a positive integer, received 1.5.'),
  row('depthMultiplier', () => depthwiseConv({ depthMultiplier: 0 }),
    'Invalid `depthMultiplier` in depthwiseConv: expected a positive integer, received 0.'),
  row('padding', () => depthwiseConv({ padding: 'full' as Padding }),
    'Invalid `padding` in depthwiseConv: expected one of "same", "valid", "torch", received "full".'),
  row('activation', () => depthwiseConv({ activation: 'relu7' as 'relu6' }), 'Invalid `activation` in depthwiseConv: expected one of'),
  row('norm', () => depthwiseConv({ norm: 'batch' as 'none' }), 'Invalid `norm` in depthwiseConv: expected "none"'),
  row('strides and dilation', () => depthwiseConv({ strides: 2, dilationRate: 2 }),
    'Invalid `dilationRate` in depthwiseConv: expected 1 where strides are not 1, received 2.'),
  row('a seed without a name', () => depthwiseConv({ seed: 1 }), 'Invalid `name` in depthwiseConv'),
  row('padding of the layer', () => depthwiseConv2d({ kernelSize: 3, padding: 'torch' as 'same' }),
    'Invalid `padding` in depthwiseConv2d: expected one of "same", "valid", received "torch".'),
  row('strides and dilation of the layer', () => depthwiseConv2d({ kernelSize: 3, strides: 2, dilationRate: 2 }),
    'Invalid `dilationRate` in depthwiseConv2d'),
  row('filters', () => separableConv({ filters: 0 }), 'Invalid `filters` in separableConv: expected a positive integer, received 0.'),
  row('filters', () => invertedResidual({ filters: -1 }), 'Invalid `filters` in invertedResidual: expected a positive integer, received -1.'),
  row('expansion', () => invertedResidual({ filters: 1, expansion: 0.5 }),
    'Invalid `expansion` in invertedResidual: expected a positive integer, received 0.5.'),
  row('growthRate', () => denseBlock({ growthRate: 0, layers: 1 }),
    'Invalid `growthRate` in denseBlock: expected a positive integer, received 0.'),
  row('layers', () => denseBlock({ growthRate: 1, layers: 0 }), 'Invalid `layers` in denseBlock: expected a positive integer, received 0.'),
  row('bottleneck', () => denseBlock({ growthRate: 1, layers: 1, bottleneck: 0 }), 'Invalid `bottleneck` in denseBlock'),
  row('norm', () => denseBlock({ growthRate: 1, layers: 1, norm: 'batch' as 'none' }), 'Invalid `norm` in denseBlock'),
  row('filters', () => denseTransition({ filters: 0 }), 'Invalid `filters` in denseTransition: expected a positive integer, received 0.'),
  row('norm', () => denseTransition({ filters: 1, norm: 'batch' as 'none' }), 'Invalid `norm` in denseTransition'),
  row('convs', () => vggBlock({ filters: 1, convs: 0 }), 'Invalid `convs` in vggBlock: expected a positive integer, received 0.'),
];

describe('bad options', () => {
  it.each(bad)('are named: %s', (_, build, message) => {
    expect(build).toThrow(message);
  });
});
