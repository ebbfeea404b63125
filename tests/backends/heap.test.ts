/** What a training step holds: tfjs frees nothing that a gradient leaves behind before the whole backward pass is over. */
import * as tf from '@tensorflow/tfjs-core';
import { model } from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { backendReport, useBackend } from 'tfjs-blocks/backends';
import { input } from 'tfjs-blocks/blocks';
import { binaryCrossEntropy } from 'tfjs-blocks/losses';
import { unet } from 'tfjs-blocks/models';
import { normal } from '../contracts/numeric';

it('a step of U-Net, 128² with 16 filters, a batch of 4, stays below 400 MB and grows no more', async () => {
  await useBackend('wasm');
  const x = input([128, 128, 3]);
  const net = model({ inputs: x, outputs: unet({ filters: 16 })(x) });
  const [images, targets] = [normal([4, 128, 128, 3], 1), tf.zeros([4, 128, 128, 1])];
  const optimizer = tf.train.adam();
  const loss = binaryCrossEntropy();
  const held = Array.from({ length: 5 }, () => {
    optimizer.minimize(() => loss(targets, net.apply(images, { training: true }) as tf.Tensor));
    return { heap: backendReport().memoryBytes ?? 0, tensors: tf.memory().numTensors };
  });
  expect(held[4]).toEqual(held[1]);
  expect(held[4].heap).toBeLessThan(400e6);
});
