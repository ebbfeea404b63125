import { model } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { convBlock, input } from 'tfjs-blocks/blocks';
import { useBackend } from 'tfjs-blocks/backends';
import { summary } from 'tfjs-blocks/inspect';

await useBackend('cpu');

describe('summary', () => {
  const x = input([32, 32, 3], { name: 'image' });
  const built = model({ inputs: x, outputs: convBlock({ filters: 40, strides: 2, name: 'stem' })(x) });

  it('counts parameters by layer and in all', () => {
    const { layers, parameters, trainableParameters } = summary(built);
    expect(layers).toEqual([
      { name: 'image', className: 'InputLayer', outputShape: [null, 32, 32, 3], parameters: 0 },
      { name: 'stem_conv', className: 'Conv2D', outputShape: [null, 16, 16, 40], parameters: 1080 },
      { name: 'stem_bn', className: 'BatchNormalization', outputShape: [null, 16, 16, 40], parameters: 160 },
      { name: 'stem_relu', className: 'Activation', outputShape: [null, 16, 16, 40], parameters: 0 },
    ]);
    expect([parameters, trainableParameters]).toEqual([1240, 1160]);
  });

  it('leaves frozen layers out of the trainable parameters', () => {
    built.layers[1].trainable = false;
    expect(summary(built).trainableParameters).toBe(80);
    built.layers[1].trainable = true;
  });

  it('prints as a table', () => {
    expect(String(summary(built)).split('\n')).toEqual([
      'layer      class               output shape         parameters',
      '──────────────────────────────────────────────────────────────',
      'image      InputLayer          null × 32 × 32 × 3            0',
      'stem_conv  Conv2D              null × 16 × 16 × 40       1,080',
      'stem_bn    BatchNormalization  null × 16 × 16 × 40         160',
      'stem_relu  Activation          null × 16 × 16 × 40           0',
      '──────────────────────────────────────────────────────────────',
      'parameters            1,240',
      'trainable parameters  1,160',
    ]);
  });
});
