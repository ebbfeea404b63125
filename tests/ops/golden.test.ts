import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { it } from 'vitest';
import { upsampleBilinear, upsampleNearest } from 'tfjs-blocks/ops';
import golden from '../golden/blocks.json';
import { onEveryDevice } from '../contracts/devices';
import { tensorOf } from '../contracts/golden';
import { expectClose } from '../contracts/numeric';

onEveryDevice('upsampling as in torch', () => {
  it.each(golden.upsampling)('$mode ×$size', ({ mode, size, ...tensors }) => {
    const f = (x: Tensor) => (mode === 'nearest' ? upsampleNearest : upsampleBilinear)(x as Tensor4D, size);
    expectClose(f(tensorOf(tensors.x)), tensorOf(tensors.output));
    expectClose(tf.grad(f)(tensorOf(tensors.x), tensorOf(tensors.dy)), tensorOf(tensors.dx));
  });
});
