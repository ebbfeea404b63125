import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { adam, cosineDecay } from 'tfjs-blocks/train';

beforeAll(() => tf.setBackend('cpu'));

/** The formula of the docstring in float64. */
function reference(w: number, gradients: number[], rate: number, decay: number) {
  let m = 0, v = 0;
  gradients.forEach((g, index) => {
    const t = index + 1;
    m = 0.9 * m + 0.1 * g;
    v = 0.999 * v + 0.001 * g * g;
    w -= rate * (m / (1 - 0.9 ** t) / (Math.sqrt(v / (1 - 0.999 ** t)) + 1e-8) + decay * w);
  });
  return w;
}

it.each([0, 0.1])('follows its formula with weight decay %f', (weightDecay) => {
  const w = tf.variable(tf.tensor1d([0.5, -2]));
  const optimizer = adam({ learningRate: 0.05, weightDecay });
  const gradients = [[1, -0.3], [0.2, 4], [-1, 1e-3]];
  for (const g of gradients) optimizer.applyGradients({ [w.name]: tf.tensor1d(g) });
  const expected = [0.5, -2].map((start, i) => reference(start, gradients.map((g) => g[i]), 0.05, weightDecay));
  Array.from(w.dataSync()).forEach((value, i) => expect(value).toBeCloseTo(expected[i], 6));
});

it('goes on to the bit after its state was saved and restored', async () => {
  const run = async (interrupt: boolean) => {
    const w = tf.variable(tf.tensor1d([1, 2, 3]));
    let optimizer = adam({ learningRate: 0.01 });
    for (let step = 0; step < 6; step++) {
      if (interrupt && step === 3) {
        const state = await optimizer.getWeights();
        const next = adam({ learningRate: 0.01 });
        await next.setWeights(state);
        optimizer.dispose();
        optimizer = next;
      }
      optimizer.applyGradients({ [w.name]: tf.tensor1d([step, Math.sin(step), 0.1]) });
    }
    return w.dataSync();
  };
  expect(await run(true)).toEqual(await run(false));
});

it('leaves nothing behind', () => {
  const before = tf.memory().numTensors;
  const w = tf.tidy(() => tf.variable(tf.scalar(1)));
  const optimizer = adam();
  const g = tf.scalar(1);
  optimizer.applyGradients({ [w.name]: g });
  const after = tf.memory().numTensors;
  optimizer.applyGradients({ [w.name]: g });
  expect(tf.memory().numTensors).toBe(after);
  optimizer.dispose();
  tf.dispose([w, g]);
  expect(tf.memory().numTensors).toBe(before);
});

it('decays the learning rate by half a cosine', () => {
  const schedule = cosineDecay({ peak: 1, steps: 12, warmup: 2, floor: 0.1 });
  expect([0, 1, 2, 7, 12, 99].map(schedule)).toEqual([0.5, 1, 1, 0.55, 0.1, 0.1].map((v) => expect.closeTo(v, 12)));
  expect(() => cosineDecay({ peak: 1, steps: 3, warmup: 3 })).toThrow('expected more than warmup (3), received 3');
  const peak = 1, steps = 9;
  expect(() => cosineDecay({ peak: NaN, steps })).toThrow('Invalid `peak` in cosineDecay: expected a finite number of at least 0, received NaN.');
  expect(() => cosineDecay({ peak, steps, floor: -1 })).toThrow('Invalid `floor` in cosineDecay');
  expect(() => cosineDecay({ peak, steps, warmup: NaN })).toThrow('Invalid `warmup` in cosineDecay: expected an integer of at least 0, received NaN.');
  expect(() => cosineDecay({ peak, steps: NaN })).toThrow('received NaN');
});
