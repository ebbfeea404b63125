/** Files of models that were changed at random: `loadModel` gives a model or says what is wrong, and always comes back. */
import '@tensorflow/tfjs-backend-cpu';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { layers, model, sequential, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { convBlock, depthwiseConv, input } from 'tfjs-blocks/blocks';
import { loadModel, saveModel } from 'tfjs-blocks/weights/node';
import { fuzz, mutateBytes, mutateJson } from '../fuzz';

let folder: string, json: string, good: unknown, text: Uint8Array, weights: Uint8Array;

beforeAll(async () => {
  await tf.setBackend('cpu');
  folder = await mkdtemp(join(tmpdir(), 'fuzz-'));
  json = join(folder, 'model.json');
  const x = input([8, 8, 3]);
  const y = depthwiseConv({ name: 'depth' })(convBlock({ filters: 4, kernelNorm: 'spectral', name: 'stem' })(x));
  const part = sequential({ name: 'part', layers: [layers.conv2d({ filters: 4, kernelSize: 1, inputShape: [8, 8, 4], name: 'within' })] });
  const sum = layers.add({ name: 'sum' }).apply([part.apply(y) as SymbolicTensor, y]);
  const flat = layers.flatten({ name: 'flat' }).apply(sum);
  await saveModel(model({ inputs: x, outputs: layers.dense({ units: 2, name: 'logits' }).apply(flat) as SymbolicTensor }), folder);
  text = new Uint8Array(await readFile(json));
  good = JSON.parse(new TextDecoder().decode(text));
  weights = new Uint8Array(await readFile(join(folder, 'weights.bin')));
});
afterAll(() => rm(folder, { recursive: true }));

async function load(): Promise<void> {
  const before = new Set(Object.keys(tf.engine().registeredVariables));
  try {
    const loaded = await loadModel(folder);
    const [x] = loaded.inputs;
    expect(x.shape.length).toBeGreaterThan(0);
  } finally {
    for (const [name, variable] of Object.entries(tf.engine().registeredVariables)) if (!before.has(name)) variable.dispose();
  }
}

it('loadModel answers for every model.json', async () => {
  const { answered, refused } = await fuzz('model.json', async (random) => {
    await writeFile(json, JSON.stringify(mutateJson(good, random)));
    await load();
  });
  expect(Math.min(answered, refused)).toBeGreaterThan(0);
});

it('loadModel answers for every text', async () => {
  const { refused } = await fuzz('model.json as text', async (random) => {
    await writeFile(json, mutateBytes(text, random));
    await load();
  });
  expect(refused).toBeGreaterThan(0);
  await writeFile(json, text);
});

it('loadModel answers for every weights.bin', async () => {
  const { answered, refused } = await fuzz('weights.bin', async (random) => {
    await writeFile(join(folder, 'weights.bin'), mutateBytes(weights, random));
    await load();
  });
  expect(Math.min(answered, refused)).toBeGreaterThan(0);
});
