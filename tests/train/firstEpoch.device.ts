/** The same seed and data give the same validation Jaccard after an epoch, whatever computes it: that of WASM, within 0.01. */
import * as tf from '@tensorflow/tfjs-core';
import { model as layersModel } from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { affine, brightnessContrast, compose, flip, turn90 } from 'tfjs-blocks/augment';
import { useBackend } from 'tfjs-blocks/backends';
import { input } from 'tfjs-blocks/blocks';
import { batches, syntheticDermoscopy, toTensors } from 'tfjs-blocks/data';
import { binaryCrossEntropy, dice, sumLosses } from 'tfjs-blocks/losses';
import { unet } from 'tfjs-blocks/models';
import { stream } from 'tfjs-blocks/random';
import { adam, evaluateMasks, train } from 'tfjs-blocks/train';
import { onEveryDevice } from '../contracts/devices';
import { startWasm } from '../startDevice';

const SEED = 3;
const SIZE = 32;
const BATCH = 4;
const samples = syntheticDermoscopy({ count: 44, size: SIZE, seed: SEED });
const [training, validation] = [samples.slice(0, 32), samples.slice(32)];
const augment = compose([flip(), turn90(), affine(), brightnessContrast()]);
const loss = sumLosses([binaryCrossEntropy(), dice()]);

/** Train a small U-Net for one epoch on the current backend and judge it. */
async function firstEpoch(): Promise<{ jaccard: number; thresholdJaccard: number; loss: number }> {
  const x = input([SIZE, SIZE, 3]);
  const model = layersModel({ inputs: x, outputs: unet({ depth: 2, filters: 4, norm: { kind: 'batch', momentum: 0.5 }, seed: SEED })(x) });
  const batch = (epoch: number, step: number) => {
    const [indices] = batches({ indices: Array.from(training.keys()), batchSize: BATCH, seed: SEED, epoch, startStep: step });
    const { images, masks } = toTensors(indices.map((i) => augment(training[i], stream(SEED, epoch, i))));
    return { inputs: images, targets: masks };
  };
  const optimizer = adam({ learningRate: 1e-2 });
  await train(model, { data: { steps: training.length / BATCH, batch }, loss, optimizer, epochs: 1 });
  const figures = await evaluateMasks(model, validation, loss);
  optimizer.dispose();
  model.dispose();
  return figures;
}

let onWasm: ReturnType<typeof firstEpoch> | undefined; // Once for all devices.

onEveryDevice('the first epoch', () => {
  it('gives the validation Jaccard of WASM', async () => {
    const here = tf.getBackend();
    const found = await firstEpoch();
    onWasm ??= startWasm(1).then(firstEpoch);
    const expected = await onWasm;
    await useBackend(here as 'cpu');
    expect(expected.jaccard).toBeGreaterThan(0.3);
    expect(Math.abs(found.jaccard - expected.jaccard)).toBeLessThanOrEqual(0.01);
    expect(Math.abs(found.thresholdJaccard - expected.thresholdJaccard)).toBeLessThanOrEqual(0.01);
  });
});
