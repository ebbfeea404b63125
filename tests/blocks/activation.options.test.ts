import { activate } from 'tfjs-blocks/blocks';
import { prelu } from 'tfjs-blocks/layers';
import { describe, expect, it } from 'vitest';

describe('bad options of activations', () => {
  it.each([
    ['name', () => activate('hardSwisch' as 'hardSwish'), '"hardSwish", "prelu" (perhaps "hardSwish"), received "hardSwisch".'],
    ['null', () => activate(null as never), 'Invalid `activation` in activate: expected one of "linear"'],
    ['kind', () => activate({ kind: 'relu' } as never), 'Invalid `activation.kind` in activate: expected one of "leakyRelu"'],
    ['alpha', () => activate({ kind: 'leakyRelu', alpha: -1 }), 'Invalid `activation.alpha` in activate: expected a number in [0, Infinity), received -1.'],
    ['alpha left out', () => activate({ kind: 'leakyRelu' } as never), 'Invalid `activation.alpha` in activate'],
    ['slopes at first', () => prelu({ alpha: -1 }), 'Invalid `alpha` in prelu: expected a number in [0, Infinity), received -1.'],
  ])('are named: %s', (_, build, message) => {
    expect(build).toThrow(message);
  });
});
