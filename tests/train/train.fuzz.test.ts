/** Damaged checkpoints and odd options: right, or an error in words after which model, optimizer and checkpoint are as they were. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { beforeAll, expect, it } from 'vitest';
import { adam, train, type TrainOptions } from 'tfjs-blocks/train';
import { decodeSafetensors, encodeSafetensors, readWeights, type Safetensors, writeWeights } from 'tfjs-blocks/weights';
import type { Stream } from '../../src/random/stream';
import { checksum } from '../../src/train/checksum';
import { fuzz, mutateBytes, mutateJson } from '../fuzz';
import { bend, data, memoryStore, squaredError } from './line';

const name = 'out/run.safetensors';
const monitored = { monitor: { name: 'score' as const, mode: 'max' as const }, evaluate: async () => ({ score: 0.5 }) };
type Weights = Awaited<ReturnType<typeof readWeights>>;
const base = () => ({ data, loss: squaredError, ...monitored, settings: { size: 16 } });

let kept: Safetensors;
let model: LayersModel, initial: Weights, expected: Weights;
beforeAll(async () => {
  await tf.setBackend('cpu');
  const store = memoryStore(), controller = new AbortController();
  let done = 0;
  const onStep = () => { if (++done === 5) controller.abort(); };
  await train(bend(), { ...base(), optimizer: adam(), epochs: 3, checkpoint: store, signal: controller.signal, onStep });
  kept = (await store.read())!;
  model = bend();
  initial = await readWeights(model);
  await train(model, { ...base(), optimizer: adam(), epochs: 2 });
  expected = await readWeights(model);
  writeWeights(model, initial);
});

/** Trains once; after an error before the first step nothing may have changed. */
async function attempt(odd: Record<string, unknown>): Promise<Weights> {
  const optimizer = adam();
  let begun = false;
  const loss = (targets: tf.Tensor, outputs: tf.Tensor) => {
    begun = true;
    return squaredError(targets, outputs);
  };
  try {
    await train(model, { ...base(), loss, optimizer, epochs: 2, ...odd } as unknown as TrainOptions);
    return await readWeights(model);
  } catch (error) {
    if (!begun) {
      expect(await readWeights(model)).toEqual(initial);
      expect(optimizer.iterations).toBe(0);
      expect(await optimizer.getWeights()).toEqual([]);
    }
    throw error;
  } finally {
    writeWeights(model, initial);
    optimizer.dispose();
  }
}

/** Resumes from what `read` gives. An error that is not of a step names the checkpoint; nothing is written then. */
async function resume(read: () => Safetensors) {
  let written = 0;
  const checkpoint = { name, read: async () => read(), write: async () => { written++; } };
  return attempt({ checkpoint, resume: true }).catch((error: Error) => {
    expect(written).toBe(0);
    if (!/^(Loss|Weights) /.test(error.message)) expect(error.message).toContain(name);
    throw error;
  });
}

it('resumes from no checkpoint of which a byte was changed', async () => {
  const bytes = encodeSafetensors(kept);
  const { answered, refused } = await fuzz('bytes of a checkpoint', async (random) => {
    const mutated = mutateBytes(bytes, random);
    expect(await resume(() => decodeSafetensors(mutated, name))).toEqual(expected);
  });
  expect(refused).toBeGreaterThan(answered * 10);
  expect(await resume(() => decodeSafetensors(bytes, name))).toEqual(expected);
});

/** One array of a checkpoint exchanged, renamed, left out, or of another shape. */
function mutateTensors(tensors: Safetensors['tensors'], random: Stream): Safetensors['tensors'] {
  const copy: Record<string, unknown> = { ...tensors };
  const names = Object.keys(copy), key = names[random.integer(names.length)];
  const { shape, data: numbers } = tensors[key];
  const odd = [
    undefined, null, {}, [], 'x', { shape, data: Array.from(numbers) }, { shape: [...shape, 1], data: numbers }, { shape, data: numbers.slice(1) },
    { shape: 'x', data: numbers }, { shape: [-1], data: numbers }, { shape, data: numbers.map(() => NaN) }, tensors[names[random.integer(names.length)]],
    { shape, data: Int32Array.from(numbers) }, { shape, data: numbers.map((value) => -value) },
  ];
  if (random.bernoulli(0.2)) copy[`${key}x`] = copy[key];
  if (random.bernoulli(0.3)) delete copy[key];
  else copy[key] = odd[random.integer(odd.length)];
  return copy as Safetensors['tensors'];
}

it('resumes from no checkpoint of other contents, even one whose checksum is right', async () => {
  const metadata = Object.fromEntries(Object.entries(kept.metadata).filter(([key]) => key !== 'checksum'));
  const { refused } = await fuzz('contents of a checkpoint', async (random) => {
    const key = ['progress', 'terms', 'settings'][random.integer(3)];
    const odd = random.bernoulli(0.1) ? mutateJson(metadata, random) : { ...metadata, [key]: JSON.stringify(mutateJson(JSON.parse(metadata[key]), random)) };
    const mutated = (random.bernoulli() ? { tensors: kept.tensors, metadata: odd } : { tensors: mutateTensors(kept.tensors, random), metadata }) as Safetensors;
    let sum = kept.metadata.checksum;
    try { sum = checksum(mutated); } catch { /* not of such a form */ }
    const weights = await resume(() => ({ ...mutated, metadata: { ...mutated.metadata, checksum: sum } }));
    for (const { data: numbers } of Object.values(weights)) expect(numbers.every(Number.isFinite)).toBe(true);
  });
  expect(refused).toBeGreaterThan(200);
});

it('refuses what a store may give in place of a checkpoint', async () => {
  for (const odd of [0, 3, '', 'x', true, [], {}, { tensors: {} }, { tensors: 3, metadata: {} }, { tensors: {}, metadata: null }, new Uint8Array(8)]) {
    await expect(resume(() => odd as never)).rejects.toThrow(`Invalid checkpoint ${name}: expected a run that \`train\` kept`);
  }
});

/** Values that a caller without types may give. */
const values = [
  null, NaN, -1, 0, 0.5, Infinity, -Infinity, 1e9, 2 ** 53, 3n, '', '3', 'x'.repeat(300), true, false, [], [1], {}, { length: 2 }, new Date(0), Symbol('x'),
  () => undefined, () => NaN, () => ({}), async () => 'x', /x/, new Map(), new Float32Array(3), Promise.resolve(1), 'adam', { read: 1 },
] as const;
const places = [
  'data', 'data.steps', 'data.batch', 'loss', 'optimizer', 'optimizer.learningRate', 'epochs', 'schedule', 'evaluate', 'monitor', 'monitor.name', 'monitor.mode',
  'patience', 'checkpoint', 'checkpoint.read', 'checkpoint.write', 'checkpoint.name', 'resume', 'settings', 'signal', 'onStep', 'onEpoch', 'epoch', '',
];

it('takes no odd value of an option for a right one', async () => {
  const { answered, refused } = await fuzz('options of train', async (random) => {
    const [place, value] = [places[random.integer(places.length)], values[random.integer(values.length)]];
    const [key, inner] = place.split('.');
    let calls = 0;
    const limited = { steps: data.steps, batch: (epoch: number, step: number) => { // some odd values ask for very many steps
      if (++calls > 12) throw new Error('enough');
      return data.batch(epoch, step);
    } };
    const given: Record<string, unknown> = { data: limited, monitor: monitored.monitor, checkpoint: memoryStore(), optimizer: adam(), resume: random.bernoulli() };
    if (inner) given[key] = Object.assign(Object.create(Object.getPrototypeOf(given[key])), given[key], { [inner]: value });
    else given[key] = value;
    await attempt(given);
  });
  expect(answered).toBeGreaterThan(10);
  expect(refused).toBeGreaterThan(200);
});
