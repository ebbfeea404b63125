import { layers, model, sequential } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { convBlock, input } from 'tfjs-blocks/blocks';
import { useBackend } from 'tfjs-blocks/backends';
import { summary } from 'tfjs-blocks/inspect';

await useBackend('cpu');

describe('summary', () => {
  const x = input([32, 32, 3], { name: 'image' });
  const built = model({ inputs: x, outputs: convBlock({ filters: 40, strides: 2, name: 'stem' })(x) });

  it('counts parameters by layer and in all', () => {
    const { layers: rows, parameters, trainableParameters } = summary(built);
    const bytes = (pixels: number, channels: number) => 4 * pixels * channels;
    const rest = { multiplyAdds: 0, activationBytes: bytes(256, 40) };
    expect(rows).toEqual([
      { name: 'image', className: 'InputLayer', outputShape: [null, 32, 32, 3], parameters: 0, multiplyAdds: 0, activationBytes: bytes(1024, 3) },
      { ...rest, name: 'stem_conv', className: 'Conv2D', outputShape: [null, 16, 16, 40], parameters: 1080, multiplyAdds: 256 * 1080 },
      { ...rest, name: 'stem_bn', className: 'BatchNormalization', outputShape: [null, 16, 16, 40], parameters: 160 },
      { ...rest, name: 'stem_relu', className: 'Activation', outputShape: [null, 16, 16, 40], parameters: 0 },
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
      'layer      class               output shape         parameters  multiply-adds  activations',
      '──────────────────────────────────────────────────────────────────────────────────────────',
      'image      InputLayer          null × 32 × 32 × 3            0              0      12.3 kB',
      'stem_conv  Conv2D              null × 16 × 16 × 40       1,080        276,480        41 kB',
      'stem_bn    BatchNormalization  null × 16 × 16 × 40         160              0        41 kB',
      'stem_relu  Activation          null × 16 × 16 × 40           0              0        41 kB',
      '──────────────────────────────────────────────────────────────────────────────────────────',
      'parameters            1,240',
      'trainable parameters  1,160',
      'multiply-adds         276,480',
      'activations           135.2 kB',
    ]);
  });

  it('counts multiply-adds of every kind of kernel', () => {
    const image = input([8, 6, 4]);
    const costs = (layer: layers.Layer) =>
      summary(model({ inputs: image, outputs: layer.apply(image) as SymbolicTensor })).layers[1].multiplyAdds;
    expect(costs(layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, strides: 2, padding: 'same' }))).toBe(12 * 9 * 8);
    expect(costs(layers.separableConv2d({ filters: 5, kernelSize: 3, padding: 'same' }))).toBe(48 * (9 * 4 + 4 * 5));
    expect(costs(layers.conv2dTranspose({ filters: 5, kernelSize: 2, strides: 2 }))).toBe(48 * 4 * 4 * 5);
    expect(costs(layers.dense({ units: 7 }))).toBe(48 * 4 * 7);
    expect(costs(layers.batchNormalization())).toBe(0);
  });

  it('counts a layer as often as the model applies it', () => {
    const block = convBlock({ filters: 3, name: 'twice' });
    const once = model({ inputs: x, outputs: block(x) });
    const twice = model({ inputs: x, outputs: block(block(x)) });
    expect(summary(twice).multiplyAdds).toBe(2 * summary(once).multiplyAdds);
    expect(summary(once).multiplyAdds).toBe(32 * 32 * 81);
    expect(summary(twice).parameters).toBe(summary(once).parameters);
    const around = model({ inputs: x, outputs: twice.apply(once.apply(x)) as SymbolicTensor });
    expect(summary(around).multiplyAdds).toBe(3 * summary(once).multiplyAdds);
  });

  it('counts the model that a Sequential begins with', () => {
    const inside = model({ inputs: x, outputs: convBlock({ filters: 4, name: 'inside' })(x) });
    const both = sequential({ layers: [inside, layers.flatten(), layers.dense({ units: 2 })] });
    const { layers: [first], multiplyAdds, activationBytes } = summary(both);
    expect(first).toMatchObject({ className: 'Model', outputShape: [null, 32, 32, 4], multiplyAdds: 32 * 32 * 108 });
    expect(multiplyAdds).toBe(32 * 32 * 108 + 2 * 4096);
    expect(activationBytes).toBe(summary(inside).activationBytes + 4 * (4096 + 2));
    const again = sequential({ layers: [both, layers.activation({ activation: 'relu' })] });
    expect(summary(again).multiplyAdds).toBe(multiplyAdds);
    expect(summary(sequential({ layers: [layers.dense({ units: 3, inputShape: [5] })] })).multiplyAdds).toBe(15);
  });

  it('leaves costs open where sizes are', () => {
    const open = input([null, null, 3]);
    const { multiplyAdds, activationBytes, layers: [, conv] } = summary(model({ inputs: open, outputs: convBlock({ filters: 4, name: 'open' })(open) }));
    expect([multiplyAdds, activationBytes, conv.parameters]).toEqual([NaN, NaN, 108]);
    expect(String(summary(model({ inputs: open, outputs: convBlock({ filters: 4, name: 'b' })(open) })))).toContain('multiply-adds         ?');
  });
});
