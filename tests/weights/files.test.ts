import '@tensorflow/tfjs-backend-cpu';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { layers, type LayersModel, loadLayersModel, sequential } from '@tensorflow/tfjs-layers';
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

it('names the file of a model that is broken', async () => {
  const directory = join(folder, 'broken');
  await saveModel(model(), directory);
  const [json, weights] = [join(directory, 'model.json'), join(directory, 'weights.bin')];
  const [text, bytes] = [await readFile(json, 'utf8'), await readFile(weights)];
  for (const content of [bytes.subarray(4), Buffer.concat([bytes, bytes])]) {
    await writeFile(weights, content);
    await expect(loadModel(directory)).rejects.toThrow(`Invalid weights ${weights}: expected 80 bytes, received ${content.length}.`);
  }
  await writeFile(weights, bytes);
  await loadModel(directory);
  for (const content of [text.slice(0, 99), 'null', '{}', text.replaceAll('Conv2D', 'Conv7D'), text.replaceAll('conv/bias', 'conv/other')]) {
    await writeFile(json, content);
    await expect(loadModel(directory)).rejects.toThrow(`Invalid model ${json}: `);
  }
  await rm(weights);
  await writeFile(json, text);
  await expect(loadModel(directory)).rejects.toThrow(weights);
});

it('reads quantized weights', async () => {
  const directory = join(folder, 'quantized');
  await saveModel(model(), directory);
  const path = join(directory, 'model.json');
  const json = JSON.parse(await readFile(path, 'utf8')) as tf.io.ModelJSON;
  for (const weight of json.weightsManifest[0].weights) weight.quantization = { dtype: 'uint8', scale: 0.5, min: -1 };
  await writeFile(path, JSON.stringify(json));
  await writeFile(join(directory, 'weights.bin'), new Uint8Array(20).fill(4));
  expect((await loadModel(directory)).getWeights()[0].dataSync()).toEqual(new Float32Array(18).fill(1));
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

it('tells weights of equal names apart by the models they are in', async () => {
  const nest = (...parts: LayersModel[]) => sequential({ layers: [...parts] });
  const named = (name: string) => {
    const part = sequential({ name, layers: [layers.dense({ units: 2, inputShape: [2], name: 'same' })] });
    part.layers[0].setWeights([tf.fill([2, 2], name.length), tf.zeros([2])]);
    return part;
  };
  const [a, b] = [nest(named('left'), named('right')), nest(named('left'), named('right'))];
  const weights = await readWeights(a);
  expect(Object.keys(weights)).toEqual(['left/same/kernel', 'left/same/bias', 'right/same/kernel', 'right/same/bias']);
  expect(weights['right/same/kernel'].data).toEqual(new Float32Array(4).fill(5));
  b.setWeights(b.getWeights().map((tensor) => tf.zerosLike(tensor)));
  writeWeights(b, weights);
  expect(await readWeights(b)).toEqual(weights);

  const once = nest(named('only'), sequential({ name: 'other', layers: [layers.dense({ units: 1, inputShape: [2], name: 'last' })] }));
  expect(Object.keys(await readWeights(once))).toEqual(['same/kernel', 'same/bias', 'last/kernel', 'last/bias']);
  const shared = named('shared');
  expect(Object.keys(await readWeights(nest(shared, nest(shared))))).toEqual(['same/kernel', 'same/bias']);
});
