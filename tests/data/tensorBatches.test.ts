import * as tf from '@tensorflow/tfjs-core';
import { layers, model as layersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from 'tfjs-blocks/backends';
import { input } from 'tfjs-blocks/blocks';
import {
  fromSamples, labelTensor, imageTensor, sampleLoader, syntheticDermoscopy, tensorBatches, tfDataset, trainingData, unit, weightedSample,
} from 'tfjs-blocks/data';
import { binaryCrossEntropy } from 'tfjs-blocks/losses';
import { adam, train } from 'tfjs-blocks/train';

const samples = syntheticDermoscopy({ count: 5, size: 16, seed: 1 });
const loader = sampleLoader({ dataset: fromSamples(samples), batchSize: 2, order: 'sequential' });
const segmenter = () => {
  const image = input([16, 16, 3]);
  return layersModel({ inputs: image, outputs: layers.conv2d({ filters: 1, kernelSize: 1 }).apply(image) as SymbolicTensor });
};

describe('batches as tensors', () => {
  beforeAll(() => useBackend('cpu'));

  it('live until the next batch, or the end of the loop', async () => {
    const before = tf.memory().numTensors;
    const shapes: number[][] = [];
    for await (const { inputs, targets } of tensorBatches(loader, 0)) {
      shapes.push(inputs.shape, targets.shape);
      expect(tf.memory().numTensors).toBe(before + 2);
    }
    expect(shapes).toEqual([2, 2, 1].flatMap((n) => [[n, 16, 16, 3], [n, 16, 16, 1]]));
    for await (const { inputs } of tensorBatches(loader, 0)) if (inputs.shape[0] === 2) break;
    await expect((async () => { for await (const { inputs } of tensorBatches(loader, 0)) tf.reshape(inputs, [1]); })()).rejects.toThrow();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('go into train and fitDataset, and no tensor stays', async () => {
    const model = segmenter();
    model.compile({ optimizer: 'sgd', loss: binaryCrossEntropy() });
    const before = tf.memory().numTensors;
    const { epoch } = await model.fitDataset(tfDataset(loader) as never, { epochs: 2, verbose: 0 });
    expect(epoch).toHaveLength(2);
    expect(tf.memory().numTensors).toBe(before);
    const optimizer = adam({ learningRate: 1e-3 });
    const { history } = await train(model, { data: trainingData(loader), loss: binaryCrossEntropy(), optimizer, epochs: 2 });
    expect(history).toHaveLength(2);
    optimizer.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('are what `toBatch` makes of the samples', async () => {
    const classify = (batch: typeof samples) => ({ inputs: imageTensor(batch, unit), targets: labelTensor(batch, ['irregular', 'regular']) });
    const { inputs, targets } = await trainingData(loader, classify as never).batch(0, 0);
    expect([inputs.shape, targets.shape]).toEqual([[2, 16, 16, 3], [2, 2]]);
    tf.dispose([inputs, targets]);
  });
});

describe('weightedSample', () => {
  it('draws in proportion to the weights, by seed and epoch', () => {
    const options = { weights: [1, 0, 3, 6], size: 20_000, seed: 3 };
    const drawn = weightedSample(options);
    const share = (i: number) => drawn.filter((index) => index === i).length / drawn.length;
    [0.1, 0, 0.3, 0.6].forEach((expected, i) => expect(Math.abs(share(i) - expected)).toBeLessThan(0.015));
    expect(weightedSample(options)).toEqual(drawn);
    expect(weightedSample({ ...options, epoch: 1 })).not.toEqual(drawn);
    expect(weightedSample({ weights: [0, 2], seed: 0 })).toEqual([1, 1]);
  });

  it.each([[{ weights: [1, -1] }, '`weights[1]`'], [{ weights: [0, 0] }, '`weights`'], [{ weights: [] }, '`size`']])('names %o', (bad, name) => {
    expect(() => weightedSample({ seed: 0, ...bad })).toThrow(`Invalid ${name} in weightedSample`);
  });
});
