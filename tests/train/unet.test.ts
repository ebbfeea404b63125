/** A U-Net trained on WASM: what the parts do together. */
import * as tf from '@tensorflow/tfjs-core';
import { model as layersModel } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from 'tfjs-blocks/backends';
import { input } from 'tfjs-blocks/blocks';
import { imageTensor, maskTensor, syntheticDermoscopy, toTensors } from 'tfjs-blocks/data';
import { binaryCrossEntropy, dice, sumLosses } from 'tfjs-blocks/losses';
import { unet } from 'tfjs-blocks/models';
import { adam, evaluateMasks, predictMasks, train, type TrainingData } from 'tfjs-blocks/train';

const samples = syntheticDermoscopy({ count: 14, size: 32, seed: 2 });
const [training, validation] = [samples.slice(0, 9), samples.slice(9)];
const loss = sumLosses([binaryCrossEntropy(), dice()]);
const data: TrainingData = {
  steps: 3,
  batch(_, step) {
    const { images, masks } = toTensors(training.slice(3 * step, 3 * step + 3));
    return { inputs: images, targets: masks };
  },
};
const build = () => {
  const image = input([32, 32, 3]);
  return layersModel({ inputs: image, outputs: unet({ filters: 4, depth: 2, seed: 1 })(image) });
};

beforeAll(() => useBackend('wasm'));

describe('a U-Net on WASM', () => {
  it('learns, and holds no tensor or buffer more after an epoch than before it', async () => {
    const model = build();
    const held: number[][] = [];
    const { history } = await train(model, {
      data, loss, optimizer: adam({ learningRate: 0.01 }), epochs: 6,
      evaluate: async () => ({ jaccard: (await evaluateMasks(model, validation, loss, { batchSize: 2 })).jaccard }),
      onEpoch: () => { held.push([tf.memory().numTensors, tf.memory().numBytes, tf.backend().numDataIds()]); },
    });
    expect(new Set(held.map(String)).size).toBe(1);
    expect(history[5].loss).toBeLessThan(0.8 * history[0].loss);
  });

  it('keeps model and checkpoint when memory ends, and goes on afterwards', async () => {
    const model = build();
    const before = tf.memory().numTensors;
    const huge: TrainingData = { steps: 1, batch: () => ({ inputs: tf.zeros([20000, 32, 32, 3]), targets: tf.zeros([20000, 32, 32, 1]) }) };
    const optimizer = adam();
    await expect(train(model, { data: huge, loss, optimizer, epochs: 1 })).rejects.toThrow(/Out of memory/);
    expect(tf.memory().numTensors).toBe(before);
    const { history } = await train(model, { data, loss, optimizer, epochs: 1 });
    expect(history[0].loss).toBeGreaterThan(0);
  });
});

describe('evaluateMasks', () => {
  it('is the loss and the scores of all samples, whatever the batch', async () => {
    const model = build();
    const whole = await evaluateMasks(model, validation, loss, { batchSize: 5 });
    const expected = tf.tidy(() => loss(maskTensor(validation), model.predict(imageTensor(validation)) as tf.Tensor)).dataSync()[0];
    expect(whole.loss).toBeCloseTo(expected, 5);
    const parts = await evaluateMasks(model, validation, loss, { batchSize: 2 });
    expect(parts.images).toEqual(whole.images);
    expect(parts.loss).toBeCloseTo(whole.loss, 5);
    expect(whole.jaccard).toBeCloseTo(whole.images.reduce((sum, { jaccard }) => sum + jaccard, 0) / 5, 12);
    const masks = await predictMasks(model, validation, { batchSize: 2 });
    masks.forEach((mask, index) => {
      const truth = validation[index].mask!.data;
      const both = mask.filter((value, i) => value > 0 && truth[i] > 0).length;
      const either = mask.filter((value, i) => value > 0 || truth[i] > 0).length;
      expect(whole.images[index]).toMatchObject({ id: validation[index].id, jaccard: both / either });
    });
  });
});
