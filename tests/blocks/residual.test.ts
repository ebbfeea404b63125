import * as tf from '@tensorflow/tfjs-core';
import { model } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { bottleneckBlock, input, residualBlock } from 'tfjs-blocks/blocks';
import type { BottleneckBlockOptions, ResidualBlockOptions } from 'tfjs-blocks/blocks';
import { blockContract } from '../contracts/block';
import { expectClose, normal, valuesOf } from '../contracts/numeric';

const basic: [Partial<ResidualBlockOptions>, number[]][] = [
  [{}, [8, 6, 3]],
  [{ filters: 4, strides: 2, padding: 'torch' }, [4, 3, 4]],
  [{ strides: 3, variant: 'preActivation' }, [3, 2, 3]],
  [{ dilationRate: 2, variant: 'preActivation', activation: 'swish' }, [8, 6, 3]],
  [{ filters: 4, norm: 'none', squeezeExcite: { ratio: 2 } }, [8, 6, 4]],
  [{ dropPath: 0.1 }, [8, 6, 3]],
];
for (const [options, output] of basic) {
  blockContract(`residualBlock ${JSON.stringify(options)}`, {
    inputs: [[8, 6, 3]],
    block: (seed) => residualBlock({ filters: 3, ...options, seed, name: 'block' }),
    output: [null, ...output],
    ownClasses: [...(options.dropPath ? ['DropPath'] : []), ...(options.dilationRate ? ['DilatedConv2D'] : [])],
  });
}

const bottleneck: [Partial<BottleneckBlockOptions>, number[]][] = [
  [{ strides: 2 }, [4, 3, 8]],
  [{ filters: 4, expansion: 2, groups: 2, padding: 'torch' }, [8, 6, 8]],
  [{ variant: 'preActivation', kernelInitializer: 'glorotNormal' }, [8, 6, 8]],
];
for (const [options, output] of bottleneck) {
  blockContract(`bottleneckBlock ${JSON.stringify(options)}`, {
    inputs: [[8, 6, 8]],
    block: (seed) => bottleneckBlock({ filters: 2, ...options, seed, name: 'block' }),
    output: [null, ...output],
    ownClasses: options.groups ? ['GroupedConv2D'] : [],
  });
}

describe('residual blocks', () => {
  const x = input([8, 6, 3]);
  const names = (y: ReturnType<typeof input>) => model({ inputs: x, outputs: y }).layers.slice(1).map((layer) => layer.name);

  it('project the shortcut where the shape changes, and only there', () => {
    const block = (filters: number, strides = 1) => residualBlock({ filters, strides, name: 'block' });
    expect(names(block(3)(x))).toEqual([
      'block_1_conv', 'block_1_bn', 'block_1_relu', 'block_2_conv', 'block_2_bn', 'block_add', 'block_relu',
    ]);
    for (const projected of [block(4)(x), block(3, 2)(x)]) {
      expect(names(projected)).toEqual(expect.arrayContaining(['block_shortcut_conv', 'block_shortcut_bn']));
    }
  });

  it('take norm and activation before the convolutions', () => {
    expect(names(residualBlock({ filters: 3, variant: 'preActivation', name: 'block' })(x))).toEqual([
      'block_pre_bn', 'block_pre_relu', 'block_1_conv', 'block_1_bn', 'block_1_relu', 'block_2_conv', 'block_add',
    ]);
    expect(names(bottleneckBlock({ filters: 3, variant: 'preActivation', name: 'block' })(x))).toEqual([
      'block_pre_bn', 'block_pre_relu', 'block_1_conv', 'block_1_bn', 'block_1_relu', 'block_2_conv', 'block_2_bn', 'block_2_relu',
      'block_3_conv', 'block_shortcut_conv', 'block_add',
    ]);
  });

  it('leave the shortcut to samples that skip the branch', async () => {
    const built = model({ inputs: x, outputs: residualBlock({ filters: 3, dropPath: 0.5, activation: 'linear', seed: 1, name: 'block' })(x) });
    const images = normal([16, 8, 6, 3], 1);
    const change = tf.sub(built.apply(images, { training: true }) as tf.Tensor, images);
    const skipped = await valuesOf(tf.equal(tf.max(tf.abs(change), [1, 2, 3]), 0));
    expect(skipped).toContain(1);
    expect(skipped).toContain(0);
    expectClose(built.predict(tf.slice(images, 0, 1)) as tf.Tensor, tf.slice(built.predict(images) as tf.Tensor, 0, 1), 1e-5);
  });

  it('share their weights when applied twice', () => {
    const block = residualBlock({ filters: 3, squeezeExcite: { ratio: 1 } });
    const [once, twice] = [block(x), block(block(x))].map((y) => model({ inputs: x, outputs: y }));
    expect(twice.countParams()).toBe(once.countParams());
  });
});
