import '@tensorflow/tfjs-backend-cpu';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { input as functionalInput, layers, type LayersModel, loadLayersModel, model as functional, sequential, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { input } from 'tfjs-blocks/blocks';
import { decodeImage } from 'tfjs-blocks/data/node';
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

it('says what to do where layers have no names of their own', async () => {
  const unnamedModel = () => sequential({ layers: [layers.conv2d({ filters: 2, kernelSize: 3, inputShape: [5, 5, 1] })] });
  const weights = await readWeights(unnamedModel());
  expect(() => writeWeights(unnamedModel(), weights)).toThrow(/the model has no conv2d_Conv2D\d+\/kernel.*give the blocks names/);
  expect(() => writeWeights(model(), { ...weights, ['x'.repeat(1e5)]: weights[Object.keys(weights)[0]] })).toThrow(/^.{1,500}$/);
  await expect(readWeights({ executor: {} } as never)).rejects.toThrow('Invalid `model` in readWeights: expected a model of layers');
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

it('takes the path of model.json for its folder', async () => {
  const path = join(folder, 'as file', 'model.json');
  await saveModel(model(), path);
  expect((await readdir(join(folder, 'as file'))).sort()).toEqual(['model.json', 'weights.bin']);
  expect((await loadModel(path)).layers[0].name).toBe('conv');
});

describe('a model.json that others wrote', () => {
  let directory: string, json: string;
  let good: tf.io.ModelJSON & { modelTopology: { config: { layers: { name: string; config: { name: string }; inbound_nodes: unknown[][][] }[] } } };
  beforeAll(async () => {
    directory = join(folder, 'others');
    json = join(directory, 'model.json');
    const x = input([4, 4, 1]);
    const a = layers.conv2d({ filters: 1, kernelSize: 1, name: 'a' }).apply(x) as SymbolicTensor;
    const b = layers.conv2d({ filters: 1, kernelSize: 1, name: 'b' }).apply(a) as SymbolicTensor;
    await saveModel(functional({ inputs: x, outputs: layers.add({ name: 'c' }).apply([a, b]) as SymbolicTensor }), directory);
    good = JSON.parse(await readFile(json, 'utf8')) as typeof good;
  });

  const load = async (change: (content: typeof good) => unknown) => {
    const content = structuredClone(good);
    const changed = change(content);
    await writeFile(json, typeof changed === 'string' ? changed : JSON.stringify(content));
    return loadModel(directory);
  };

  it('loads', async () => {
    expect((await load(() => undefined)).layers).toHaveLength(4);
  });

  it.each<[string, (content: typeof good) => unknown, string]>([
    ['a reference to no layer', ({ modelTopology: { config } }) => { config.layers[2].inbound_nodes[0][0][0] = 'none'; },
      'layer b takes its input from none, which is not there'],
    ['a layer of another name than the references', ({ modelTopology: { config } }) => { config.layers[1].name = config.layers[1].config.name = 'z'; },
      'takes its input from a, which is not there'],
    ['two names of one layer', ({ modelTopology: { config } }) => { config.layers[1].name = 'z'; }, 'expected one `name` in the layer and its config'],
    ['layers that wait for each other', ({ modelTopology: { config } }) => { config.layers[1].inbound_nodes[0][0][0] = 'b'; },
      'layer a takes its input from b, which waits for it'],
    ['an application that is not there', ({ modelTopology: { config } }) => { config.layers[2].inbound_nodes[0][0][1] = 1; }, 'not applied so often'],
    ['a result that is not there', ({ modelTopology: { config } }) => { config.layers[3].inbound_nodes[0][1][2] = 3; },
      'layer c takes result 3 of b, which has 1'],
    ['an output that is not there', (content) => { (content.modelTopology.config as unknown as { output_layers: unknown }).output_layers = [['c', 0, 1]]; },
      'expected layers of the model'],
    ['two layers of one name', ({ modelTopology: { config } }) => { config.layers[2].name = config.layers[2].config.name = 'a'; }, 'no other layer has'],
    ['outputs that are not there', (content) => { (content.modelTopology.config as unknown as { output_layers: unknown }).output_layers = [['z', 0, 0]]; },
      'expected layers of the model'],
    ['a class of the engine', ({ modelTopology: { config } }) => { (config.layers[1] as unknown as { class_name: string }).class_name = 'constructor'; },
      'a class of layers that tfjs or this library has'],
    ['a graph model', (content) => { (content as { modelTopology: object }).modelTopology = { node: 'x'.repeat(1e5).split('') }; }, 'received a graph model'],
    ['JSON nested 20,000 deep', () => `{"modelTopology":${'['.repeat(20_000)}${']'.repeat(20_000)},"weightsManifest":[]}`, 'nested at most 200 levels deep'],
    ['an optimizer that tfjs lacks', (content) => { content.trainingConfig = { optimizer_config: { class_name: 'AdamZ', config: {} } } as never; },
      'it was saved with the optimizer AdamZ'],
    ['weights of one name', ({ weightsManifest: [{ weights }] }) => { weights[1].name = weights[0].name; }, 'two of the name'],
    ['weights of no type', ({ weightsManifest: [{ weights }] }) => { weights[1].dtype = 'constructor' as 'bool'; }, 'one of the types'],
    ['a quantization without scale', ({ weightsManifest: [{ weights }] }) => { weights[1].quantization = { dtype: 'uint8' }; }, 'a scale'],
    ['options of our layers out of their range', ({ modelTopology: { config } }) => { Object.assign(config.layers[3], { class_name: 'Dropout',
      registered_name: 'tfjs-blocks>Dropout', config: { name: 'c', rate: 2 } }); }, 'Invalid `rate` in Dropout'],
    ['a long name', ({ modelTopology: { config } }) => { config.layers[2].inbound_nodes[0][0][0] = 'x'.repeat(1e5); }, 'which is not there'],
  ])('is refused where it has %s', async (_, change, message) => {
    const error = await load(change).catch((caught: unknown) => caught) as Error;
    expect(error.message).toContain(`Invalid model ${json}: `);
    expect(error.message).toContain(message);
    expect(error.message.length).toBeLessThan(600);
  });

  it('reads no weights outside of its folder', async () => {
    const outside = join(folder, 'outside.bin');
    await writeFile(outside, await readFile(join(directory, 'weights.bin')));
    await symlink(outside, join(directory, 'link.bin'));
    await expect(load(({ weightsManifest }) => { weightsManifest[0].paths = ['x'.repeat(1e5)]; })).rejects.toThrow(/^.{1,600}$/);
    for (const path of ['../outside.bin', join('..', 'others', '..', 'outside.bin'), 'link.bin']) {
      await expect(load(({ weightsManifest }) => { weightsManifest[0].paths = [path]; })).rejects.toThrow('expected a file in the folder of model.json');
    }
    await symlink('weights.bin', join(directory, 'inner.bin'));
    await load(({ weightsManifest }) => { weightsManifest[0].paths = ['inner.bin']; });
  });

  it('reads regular files only', async () => {
    execFileSync('mkfifo', [join(directory, 'pipe')]);
    await expect(load(({ weightsManifest }) => { weightsManifest[0].paths = ['pipe']; })).rejects.toThrow('expected a regular file, received a pipe');
    const empty = join(folder, 'pipes');
    await mkdir(empty);
    execFileSync('mkfifo', [join(empty, 'model.json')]);
    await expect(loadModel(empty)).rejects.toThrow('expected a regular file, received a pipe');
    for (const [path, kind] of [['/dev/zero', 'a device'], [join(empty, 'model.json'), 'a pipe'], [empty, 'a folder']] as const) {
      await expect(loadSafetensors(path)).rejects.toThrow(`Invalid file ${path}: expected a regular file, received ${kind}.`);
      await expect(openSafetensorsFile(path)).rejects.toThrow(kind);
      await expect(decodeImage(path, { channels: 3 })).rejects.toThrow(kind);
    }
  });
});

it('refuses a safetensors file that has changed since it was opened', async () => {
  const path = join(folder, 'shrinks.safetensors');
  await saveSafetensors({ tensors: { x: { shape: [100], data: new Float32Array(100).fill(1) } }, metadata: {} }, path);
  const file = await openSafetensorsFile(path);
  await truncate(path, 300);
  await expect(file.read('x')).rejects.toThrow(`Invalid file ${path}: expected it as it was when it was opened`);
});

it('loads layers and models with several results', async () => {
  const x = functionalInput({ shape: [4, 2] });
  const [all, , cell] = layers.lstm({ units: 3, returnState: true, returnSequences: true, recurrentInitializer: 'ones' })
    .apply(x) as SymbolicTensor[];
  const two = functional({ inputs: x, outputs: [layers.flatten().apply(all) as SymbolicTensor, cell], name: 'two' });
  const y = functionalInput({ shape: [4, 2] });
  const [, second] = two.apply(y) as SymbolicTensor[];
  const built = functional({ inputs: y, outputs: layers.dense({ units: 1, name: 'last' }).apply(second) as SymbolicTensor });
  await saveModel(built, join(folder, 'several'));
  const images = tf.ones([1, 4, 2]);
  const loaded = await loadModel(join(folder, 'several'));
  expect(await (loaded.predict(images) as tf.Tensor).data()).toEqual(await (built.predict(images) as tf.Tensor).data());
});

it('refuses in words what is no model, path or weights', async () => {
  for (const path of [undefined, null, 5]) {
    const message = `expected the path of a file or folder, received ${path}.`;
    await expect(loadModel(path as never)).rejects.toThrow(`Invalid \`path\` in loadModel: ${message}`);
    await expect(saveModel(model(), path as never)).rejects.toThrow(`Invalid \`path\` in saveModel: ${message}`);
  }
  await expect(saveModel(undefined as never, folder)).rejects.toThrow('Invalid `model` in saveModel: expected a model of layers');
  for (const weights of [undefined, null, []]) {
    expect(() => writeWeights(model(), weights as never)).toThrow('Invalid `weights` in writeWeights: expected an object of arrays by name');
  }
});
