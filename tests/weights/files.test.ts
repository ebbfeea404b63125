import '@tensorflow/tfjs-backend-cpu';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { layers, loadLayersModel, sequential } from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readWeights, writeWeights } from 'tfjs-blocks/weights';
import { loadModel, loadSafetensors, openSafetensorsFile, saveModel, saveSafetensors } from 'tfjs-blocks/weights/node';

let folder: string;
beforeAll(async () => {
  await tf.setBackend('cpu');
  folder = await mkdtemp(join(tmpdir(), 'weights-'));
});
afterAll(() => rm(folder, { recursive: true }));

const model = () => sequential({ layers: [layers.conv2d({ filters: 2, kernelSize: 3, inputShape: [5, 5, 1], name: 'conv' })] });

it('saves a model that plain tfjs and loadModel read', async () => {
  const saved = model();
  const directory = join(folder, 'new', 'model');
  await saveModel(saved, directory);
  expect((await readdir(directory)).sort()).toEqual(['model.json', 'weights.bin']);
  const json = JSON.parse(await readFile(join(directory, 'model.json'), 'utf8')) as tf.io.ModelJSON;
  const bytes = new Uint8Array(await readFile(join(directory, 'weights.bin'))).buffer;
  const plain = await loadLayersModel(tf.io.fromMemory({ modelTopology: json.modelTopology, weightSpecs: json.weightsManifest[0].weights, weightData: bytes }));
  const x = tf.randomNormal([2, 5, 5, 1]);
  const expected = (saved.predict(x) as tf.Tensor).dataSync();
  expect((plain.predict(x) as tf.Tensor).dataSync()).toEqual(expected);
  expect(((await loadModel(directory)).predict(x) as tf.Tensor).dataSync()).toEqual(expected);
});

it('names a model that is not there', async () => {
  await expect(loadModel(join(folder, 'none'))).rejects.toThrow(join('none', 'model.json'));
});

it('keeps safetensors on disk, null where there are none', async () => {
  const path = join(folder, 'a', 'b.safetensors');
  expect(await loadSafetensors(path)).toBeNull();
  const content = { tensors: { x: { shape: [2], data: new Float32Array([1, 2]) } }, metadata: {} };
  await saveSafetensors(content, path);
  expect(await loadSafetensors(path)).toEqual(content);
  expect(await (await openSafetensorsFile(path)).read('x')).toEqual(content.tensors.x);
  await expect(openSafetensorsFile(`${path}.none`)).rejects.toThrow('b.safetensors.none');
});

it('sets weights by name, or names what does not fit and changes nothing', async () => {
  const [a, b] = [model(), model()];
  const before = await readWeights(b);
  const { 'conv/bias': bias, ...kernel } = await readWeights(a);
  expect(() => writeWeights(b, kernel)).toThrow('expected conv/bias [2], received none of that name');
  expect(() => writeWeights(b, { ...kernel, 'conv/bias': { shape: [3], data: new Float32Array(3) } })).toThrow('expected conv/bias [2], received [3]');
  expect(() => writeWeights(b, { ...kernel, 'conv/bias': { shape: [2], data: new Float32Array(5) } })).toThrow('received [2] with 5 numbers');
  expect(() => writeWeights(b, { ...kernel, 'conv/bias': bias, other: bias })).toThrow('the model has no other');
  expect(await readWeights(b)).toEqual(before);
  writeWeights(b, { ...kernel, 'conv/bias': bias });
  expect(await readWeights(b)).toEqual(await readWeights(a));
});
