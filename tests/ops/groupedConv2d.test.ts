import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { groupedConv2d } from 'tfjs-blocks/ops';
import { onEveryDevice } from '../contracts/devices';
import { expectClose, normal } from '../contracts/numeric';

onEveryDevice('groupedConv2d', () => {
  const cases = [
    { groups: 2, members: 2, filters: 6, strides: 2, padding: 'same' as const, dilationRate: 1 },
    { groups: 2, members: 3, filters: 4, strides: 1, padding: 'valid' as const, dilationRate: 2 },
    { groups: 4, members: 1, filters: 8, strides: 1, padding: 'same' as const, dilationRate: 1 },
    { groups: 4, members: 1, filters: 4, strides: 1, padding: 'same' as const, dilationRate: 2 },
  ];

  it.each(cases)('is a convolution whose kernel is zero outside its group: %j', ({ groups, members, filters, ...steps }) => {
    const [x, kernel] = [normal([2, 7, 6, groups * members], 1) as Tensor4D, normal([3, 3, members, filters], 2) as Tensor4D];
    const own = tf.split(kernel, groups, 3) as Tensor4D[];
    const rows = own.map((part, i) =>
      tf.concat(own.map((other, j) => (i === j ? part : tf.zerosLike(other))), 3) as Tensor4D);
    const expected = tf.conv2d(x, tf.concat(rows, 2) as Tensor4D, steps.strides, steps.padding, 'NHWC', steps.dilationRate);
    expectClose(groupedConv2d(x, kernel, groups, steps), expected, 1e-5);
  });

  it.each(cases)('leaves no tensor behind, nor does its gradient: %j', ({ groups, members, filters, ...steps }) => {
    const [x, kernel] = [normal([2, 7, 6, groups * members], 1) as Tensor4D, normal([3, 3, members, filters], 2) as Tensor4D];
    const convolve = (image: Tensor4D, taps: Tensor4D) => groupedConv2d(image, taps, groups, steps);
    const run = () => {
      tf.dispose([convolve(x, kernel), tf.grads((image, taps) => convolve(image as Tensor4D, taps as Tensor4D))([x, kernel])]);
    };
    run();     // a kernel may keep a tensor from its first call
    const before = tf.memory().numTensors;
    run();
    expect(tf.memory().numTensors).toBe(before);
  });
});
