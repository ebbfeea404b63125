import { model } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { input } from 'tfjs-blocks/blocks';
import { plainCnn } from 'tfjs-blocks/models';
import { blockContract } from '../contracts/block';

blockContract('plainCnn', {
  inputs: [[9, 8, 3]],
  block: (seed) => {
    const block = plainCnn({ filters: [4, 5, 6], convs: 1, seed });
    return (x) => block(x)[2];
  },
  output: [null, 2, 2, 6],
});
blockContract('plainCnn with other options', {
  inputs: [[8, 8, 3]],
  block: (seed) => {
    const block = plainCnn({ filters: [4, 5], kernelSize: 5, norm: 'none', activation: 'elu', name: 'net', seed });
    return (x) => block(x)[1];
  },
  output: [null, 4, 4, 5],
});

describe('plainCnn', () => {
  it('has a feature map a stage, and its names', () => {
    const x = input([null, 9, 3]);
    const net = plainCnn();
    const maps = net(x);
    expect(maps.map(({ shape }) => shape)).toEqual([[null, null, 9, 32], [null, null, 4, 64], [null, null, 2, 128]]);
    expect(net.strides).toEqual([1, 2, 4]);
    const names = model({ inputs: x, outputs: maps[1] }).layers.map(({ name }) => name);
    expect(names.slice(1).filter((name) => !/_(bn|relu)$/.test(name))).toEqual([
      'cnn_stage1_1_conv', 'cnn_stage1_2_conv', 'cnn_stage2_pool', 'cnn_stage2_1_conv', 'cnn_stage2_2_conv',
    ]);
  });
});
