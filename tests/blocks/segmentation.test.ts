import * as tf from '@tensorflow/tfjs-core';
import { model } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { add, aspp, attentionGate, fpn, input, pyramidPooling, resize, resizeLike, unetDecoder, unetPlusPlusNode } from 'tfjs-blocks/blocks';
import type { UnetDecoderOptions } from 'tfjs-blocks/blocks';
import { blockContract } from '../contracts/block';
import { onEveryDevice } from '../contracts/devices';
import { expectClose } from '../contracts/numeric';

const bilinear = ['BilinearUpSampling2D'];

blockContract('add', { inputs: [[4, 3, 5], [4, 3, 5]], block: () => add, output: [null, 4, 3, 5] });
blockContract('resize', {
  inputs: [[4, 3, 5]], block: () => resize({ height: 3, width: 7 }), output: [null, 3, 7, 5], ownClasses: ['BilinearResizing'],
});
blockContract('resizeLike', {
  inputs: [[4, 3, 5], [6, 5, 2]], block: () => resizeLike(), output: [null, 6, 5, 5], ownClasses: ['BilinearResizingLike'],
});
blockContract('attentionGate', {
  inputs: [[4, 3, 6], [8, 6, 2]], block: (seed) => attentionGate({ filters: 3, seed, name: 'gate' }),
  output: [null, 8, 6, 2], ownClasses: bilinear,
});
blockContract('unetPlusPlusNode', {
  inputs: [[4, 3, 6], [8, 6, 2], [8, 6, 3]],
  block: (seed) => {
    const block = unetPlusPlusNode({ filters: 4, seed, name: 'node' });
    return (below, ...skips) => block(below, ...skips);
  }, output: [null, 8, 6, 4],
});
blockContract('fpn', {
  inputs: [[8, 4, 3], [4, 2, 5], [2, 1, 2]],
  block: (seed) => {
    const pyramid = fpn({ filters: 4, seed, name: 'fpn' });
    return (...maps: SymbolicTensor[]) => {
      const [fine, middle, coarse] = pyramid(maps);
      return add(fine, resizeLike()(add(middle, resizeLike()(coarse, middle)), fine)) as SymbolicTensor;
    };
  },
  output: [null, 8, 4, 4], ownClasses: ['BilinearResizingLike'],
});

blockContract('aspp', {
  inputs: [[6, 5, 3]], block: (seed) => aspp({ filters: 4, rates: [1, 2], seed, name: 'aspp' }),
  output: [null, 6, 5, 4], ownClasses: ['BilinearResizingLike', 'DilatedConv2D'],
});
blockContract('pyramidPooling', {
  inputs: [[6, 5, 3]], block: (seed) => pyramidPooling({ filters: 2, bins: [1, 2, 3], seed, name: 'pyramid' }),
  output: [null, 6, 5, 9], ownClasses: ['AdaptiveAveragePooling2D', 'BilinearResizingLike'],
});

const decoders: [Partial<UnetDecoderOptions>, string[]][] = [
  [{ skip: 'add' }, []],
  [{ unit: 'residual' }, []],
  [{ skip: 'add', upsampling: 'nearest', norm: 'none' }, []],
  [{ attention: 'gate', kernelRegularizer: { l2: 1e-4 } }, bilinear],
  [{ attention: 'gate', skip: 'add', upsampling: 'bilinear', dilationRate: 2 }, [...bilinear, 'DilatedConv2D']],
];
for (const [options, ownClasses] of decoders) {
  blockContract(`unetDecoder ${JSON.stringify(options)}`, {
    inputs: [[4, 3, 6], [8, 6, 4]],
    block: (seed) => {
      const block = unetDecoder({ filters: 4, ...options, seed, name: 'block' });
      return (x, skip) => block(x, skip as never) as SymbolicTensor;
    },
    output: [null, 8, 6, 4],
    ownClasses,
  });
}

onEveryDevice('attentionGate', () => {
  it('is the formula on one pixel of gate', () => {
    const [gate, skip] = [input([1, 1, 1]), input([2, 2, 1])];
    const built = model({ inputs: [gate, skip], outputs: attentionGate({ filters: 1, name: 'gate' })(gate, skip) });
    for (const weight of built.weights) {
      const values: Record<string, number> = { 'gate_theta_conv/kernel': 0.5, 'gate_phi_conv/kernel': 2, 'gate_psi_conv/kernel': -1, 'gate_psi_conv/bias': 0.25 };
      weight.write(tf.fill(weight.shape as number[], values[weight.originalName] ?? 0));
    }
    const output = built.predict([tf.fill([1, 1, 1, 1], 0.75), tf.tensor4d([1, 2, 3, -4], [1, 2, 2, 1])]) as tf.Tensor;
    const alpha = 1 / (1 + Math.exp(0.5 * (1 + 2 + 3 - 4) + 2 * 0.75 - 0.25));
    expectClose(output, [alpha, 2 * alpha, 3 * alpha, -4 * alpha], 1e-6);
  });
});

onEveryDevice('fpn', () => {
  it('adds to each map what the coarser ones say, pixel by pixel', () => {
    const maps = [input([2, 2, 1]), input([1, 1, 1])] as const;
    const built = model({ inputs: [...maps], outputs: [...fpn({ filters: 1, name: 'fpn' })(maps)] });
    for (const weight of built.weights) {
      // 1 × 1 kernels of 1, and 3 × 3 kernels of 1 in the middle
      const values = tf.util.sizeFromShape(weight.shape as number[]) === 9 ? [0, 0, 0, 0, 1, 0, 0, 0, 0] : [/kernel/.test(weight.originalName) ? 1 : 0];
      weight.write(tf.tensor(values, weight.shape as number[]));
    }
    const [fine, coarse] = built.predict([tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]), tf.tensor4d([10], [1, 1, 1, 1])]) as tf.Tensor[];
    expectClose(fine, [11, 12, 13, 14], 0);
    expectClose(coarse, [10], 0);
  });

  it('shares its weights where it is applied again', () => {
    const pyramid = fpn({ filters: 2 });
    const [a, b] = [[input([4, 4, 3]), input([2, 2, 5])], [input([4, 4, 3]), input([2, 2, 5])]];
    const built = model({ inputs: [...a, ...b], outputs: [...pyramid(a), ...pyramid(b)] });
    expect(built.countParams()).toBe(3 * 2 + 2 + 5 * 2 + 2 + 2 * (9 * 2 * 2 + 2));
  });
});

onEveryDevice('aspp', () => {
  it('sees at each rate what lies that far away, and the mean of the image', () => {
    const x = input([7, 7, 1]);
    const built = model({ inputs: x, outputs: aspp({ filters: 1, rates: [1, 3], norm: 'none', activation: 'linear', name: 'aspp' })(x) });
    for (const weight of built.weights) {
      // The right neighbour by each 3 × 3 kernel; the projection adds the branches in thousands, hundreds, tens and ones.
      const kernels: Record<number, number[]> = { 1: [1], 4: [1, 10, 100, 1000], 9: [0, 0, 0, 0, 0, 1, 0, 0, 0] };
      const size = tf.util.sizeFromShape(weight.shape as number[]);
      weight.write(tf.tensor(/bias/.test(weight.originalName) ? [0] : kernels[size], weight.shape as number[]));
    }
    const image = tf.buffer([1, 7, 7, 1]);
    [[3, 3, 1], [3, 4, 2], [3, 6, 3], [6, 6, 43]].forEach(([row, column, value]) => image.set(value, 0, row, column, 0));
    const y = built.predict(image.toTensor()) as tf.Tensor;
    expectClose(tf.slice(y, [0, 3, 3, 0], [1, 1, 1, 1]), [1 + 10 * 2 + 100 * 3 + 1000], 0);
  });
});

onEveryDevice('pyramidPooling', () => {
  it('puts means over regions beside the image', () => {
    const x = input([2, 2, 1]);
    const built = model({ inputs: x, outputs: pyramidPooling({ filters: 1, bins: [1, 2], norm: 'none', name: 'pyramid' })(x) });
    for (const weight of built.weights) weight.write(tf.fill(weight.shape as number[], /kernel/.test(weight.originalName) ? 1 : 0));
    const y = built.predict(tf.tensor4d([1, 2, 3, 6], [1, 2, 2, 1])) as tf.Tensor;
    expectClose(y, [1, 3, 1, 2, 3, 2, 3, 3, 3, 6, 3, 6], 1e-6);
  });
});
