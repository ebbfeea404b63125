/** State dicts whose names and shapes were changed at random: `loadTorchWeights` sets all that fits, or nothing and says why. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { beforeAll, expect, it } from 'vitest';
import { convBlock, input } from 'tfjs-blocks/blocks';
import type { TorchNames } from 'tfjs-blocks/models';
import { loadTorchWeights, type NamedArray, readWeights } from 'tfjs-blocks/weights';
import { uniform } from '../contracts/formula';
import { fuzz, mutateJson } from '../fuzz';

beforeAll(async () => { await tf.setBackend('cpu'); });

const names: TorchNames = [[/^stem_conv$/, 'conv1'], [/^stem_bn$/, 'bn1'], [/^logits$/, 'fc']];
const shapes = {
  'conv1.weight': [2, 3, 3, 3], 'bn1.weight': [2], 'bn1.bias': [2], 'bn1.running_mean': [2], 'bn1.running_var': [2],
  'bn1.num_batches_tracked': [], 'fc.weight': [3, 32], 'fc.bias': [3],
};

it('loadTorchWeights answers for every state dict', async () => {
  const x = input([4, 4, 3]);
  const flat = layers.flatten().apply(convBlock({ filters: 2, name: 'net_stem' })(x));
  const net = model({ inputs: x, outputs: layers.dense({ units: 3, name: 'net_logits' }).apply(flat) as SymbolicTensor });
  const { numTensors } = tf.memory();
  const { answered, refused } = await fuzz('state dict', async (random) => {
    const changed = mutateJson(shapes, random) as Record<string, number[]>;
    const tensors = Object.fromEntries(Object.entries(changed).map(([name, shape]): [string, NamedArray] => {
      const size = Array.isArray(shape) ? Math.min(1000, Math.abs(shape.flat(9).reduce((product, length) => product * length, 1))) : 1;
      return [name, { shape, data: uniform(name, Number.isFinite(size) ? Math.floor(size) : 1) }];
    }));
    const strict = random.integer(4) > 0;
    const before = await readWeights(net);
    try {
      const { loaded, missing } = loadTorchWeights(net, tensors, { names, prefix: 'net', strict });
      expect(Object.keys(loaded).length + missing.length).toBeGreaterThanOrEqual(strict ? 5 : 1);
      const after = await readWeights(net);
      for (const [name, key] of Object.entries(loaded)) {
        expect([...after[name].data].sort()).toEqual([...tensors[key].data].sort());
      }
    } catch (error) {
      expect(await readWeights(net)).toEqual(before);
      throw error;
    }
  });
  expect(Math.min(answered, refused)).toBeGreaterThan(0);
  expect(tf.memory().numTensors).toBe(numTensors);
});
