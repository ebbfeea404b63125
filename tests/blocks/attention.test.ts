import { model } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { cbam, channelAttention, input, spatialAttention, squeezeExcite } from 'tfjs-blocks/blocks';
import type { FeatureMap } from 'tfjs-blocks/models';
import { blockContract } from '../contracts/block';

const one = { inputs: [[6, 5, 8]], output: [null, 6, 5, 8] };

blockContract('squeezeExcite', { ...one, block: (seed) => squeezeExcite({ ratio: 2, seed, name: 'block' }) });
blockContract('squeezeExcite of few channels', {
  ...one, block: (seed) => squeezeExcite({ activation: 'swish', gate: 'tanh', seed, name: 'block' }),
});
blockContract('channelAttention', { ...one, block: (seed) => channelAttention({ ratio: 2, seed, name: 'block' }) });
blockContract('spatialAttention', {
  ...one, block: (seed) => spatialAttention({ seed, name: 'block' }), ownClasses: ['ChannelPooling2D'],
});
blockContract('cbam', {
  ...one, block: (seed) => cbam({ ratio: 2, kernelSize: 3, seed, name: 'block' }), ownClasses: ['ChannelPooling2D'],
});

describe('channel attention', () => {
  const parameters = (block: (x: FeatureMap) => FeatureMap, channels: number) => {
    const x = input([null, null, channels]);
    return model({ inputs: x, outputs: block(x) }).countParams();
  };

  it('has the parameters counted by hand', () => {
    expect(parameters(squeezeExcite({ ratio: 4 }), 16)).toBe(16 * 4 + 4 + 4 * 16 + 16);
    expect(parameters(squeezeExcite({ ratio: 5 }), 16)).toBe(16 * 3 + 3 + 3 * 16 + 16);
    expect(parameters(squeezeExcite(), 8)).toBe(8 + 1 + 8 + 8);
    expect(parameters(cbam(), 64)).toBe(64 * 4 + 4 + 4 * 64 + 64 + 7 * 7 * 2 + 1);
  });
});
