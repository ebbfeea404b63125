import { describe, expect, it } from 'vitest';
import { useBackend } from 'tfjs-blocks/backends';
import { bottleneckBlock, cbam, channelAttention, residualBlock, spatialAttention, squeezeExcite } from 'tfjs-blocks/blocks';
import { plainCnn, resnet18, resnet50 } from 'tfjs-blocks/models';

await useBackend('cpu');

const bad: [what: string, build: () => unknown, message: string][] = [
  ['no filters', () => residualBlock({ filters: 0 }), 'Invalid `filters` in residualBlock: expected a positive integer, received 0.'],
  ['strides', () => residualBlock({ filters: 1, strides: 1.5 }), 'Invalid `strides` in residualBlock: expected a positive integer, received 1.5.'],
  ['padding', () => residualBlock({ filters: 1, padding: 'valid' as 'same' }),
    'Invalid `padding` in residualBlock: expected one of "same", "torch", received "valid".'],
  ['variant', () => residualBlock({ filters: 1, variant: 'preactivation' as 'preActivation' }),
    'Invalid `variant` in residualBlock: expected one of "postActivation", "preActivation" (perhaps "preActivation"), received "preactivation".'],
  ['norm', () => residualBlock({ filters: 1, norm: 'batch' as 'none' }), 'Invalid `norm` in residualBlock'],
  ['activation', () => residualBlock({ filters: 1, activation: 'rely' as 'relu' }), 'Invalid `activation` in residualBlock'],
  ['strides and dilation', () => residualBlock({ filters: 1, strides: 2, dilationRate: 2 }),
    'Invalid `dilationRate` in residualBlock: expected 1 where strides are not 1, received 2.'],
  ['ratio in a residual block', () => residualBlock({ filters: 1, squeezeExcite: { ratio: 0 } }),
    'Invalid `ratio` in squeezeExcite: expected a positive integer, received 0.'],
  ['dropPath', () => residualBlock({ filters: 1, dropPath: 1 }), 'Invalid `dropPath` in residualBlock: expected a number in [0, 1), received 1.'],
  ['dropPath of a ResNet', () => resnet18({ dropPath: -1 }), 'Invalid `dropPath` in resnet18: expected a number in [0, 1), received -1.'],
  ['a seed without a name', () => residualBlock({ filters: 1, seed: 1 }), 'Invalid `name` in convBlock: expected a name'],
  ['filters of a bottleneck', () => bottleneckBlock({ filters: -1 }), 'Invalid `filters` in bottleneckBlock: expected a positive integer, received -1.'],
  ['stridesIn', () => bottleneckBlock({ filters: 1, stridesIn: '1x1' as 'first' }),
    'Invalid `stridesIn` in bottleneckBlock: expected one of "3x3", "first", received "1x1".'],
  ['expansion', () => bottleneckBlock({ filters: 1, expansion: 0 }), 'Invalid `expansion` in bottleneckBlock: expected a positive integer, received 0.'],
  ['groups', () => bottleneckBlock({ filters: 4, groups: 0.5 }), 'Invalid `groups` in bottleneckBlock: expected a positive integer, received 0.5.'],
  ['groups that do not divide the filters', () => bottleneckBlock({ filters: 4, groups: 3 }),
    'Invalid `groups` in convBlock: expected a divisor of the 4 filters, received 3.'],
  ['ratio', () => squeezeExcite({ ratio: 1.5 }), 'Invalid `ratio` in squeezeExcite: expected a positive integer, received 1.5.'],
  ['gate', () => squeezeExcite({ gate: 'sigmoit' as 'sigmoid' }), 'Invalid `gate` in squeezeExcite: expected one of "linear", "relu"'],
  ['ratio of cbam', () => cbam({ ratio: 0 }), 'Invalid `ratio` in channelAttention: expected a positive integer, received 0.'],
  ['activation of channel attention', () => channelAttention({ activation: 'x' as 'relu' }), 'Invalid `activation` in channelAttention'],
  ['kernelSize', () => spatialAttention({ kernelSize: 0 }), 'Invalid `kernelSize` in spatialAttention: expected a positive integer, received 0.'],
  ['width', () => resnet18({ width: 0 }), 'Invalid `width` in resnet18'],
  ['outputStride', () => resnet50({ outputStride: 4 as 8 }), 'Invalid `outputStride` in resnet50: expected 8, 16 or 32, received 4.'],
  ['no stages', () => plainCnn({ filters: [] }), 'Invalid `filters` in plainCnn: expected a positive integer for each stage, received [].'],
  ['filters of a stage', () => plainCnn({ filters: [8, 0] }), 'Invalid `filters[1]` in plainCnn: expected a positive integer, received 0.'],
  ['convs', () => plainCnn({ convs: 0 }), 'Invalid `convs` in plainCnn: expected a positive integer, received 0.'],
  ['kernelSize of a CNN', () => plainCnn({ kernelSize: 0 }), 'Invalid `kernelSize` in plainCnn: expected a positive integer, received 0.'],
];

describe('bad options of residual and attention blocks', () => {
  it.each(bad)('are named: %s', (_, build, message) => {
    expect(build).toThrow(message);
  });
});
