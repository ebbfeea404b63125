import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { type LayerVariable, model } from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { input } from 'tfjs-blocks/blocks';
import { ganLoss, type GanLossKind, gradientPenalty } from 'tfjs-blocks/losses';
import { dcganDiscriminator } from 'tfjs-blocks/models';
import { batchNormTraining, geluTanh, groupNorm, layerNorm } from 'tfjs-blocks/ops';
import { onEveryDevice } from '../contracts/devices';
import { setWeights, uniformTensor } from '../contracts/formula';
import { expectClose, expectFinite, expectGradient, largest, normal } from '../contracts/numeric';
import golden from '../golden/generative.json';

const [real, forged] = [[2, -1], [0.5, -3]];
const mean = (values: number[]) => values.reduce((a, b) => a + b) / values.length;
const softplus = (x: number) => Math.log(1 + Math.exp(x));
const expected: Record<GanLossKind, [discriminator: number, generator: number]> = {
  nonSaturating: [mean(real.map((x) => softplus(-x))) + mean(forged.map(softplus)), mean(forged.map((x) => softplus(-x)))],
  leastSquares: [mean(real.map((x) => (x - 1) ** 2 / 2)) + mean(forged.map((x) => x ** 2 / 2)), mean(forged.map((x) => (x - 1) ** 2 / 2))],
  hinge: [mean([0, 2]) + mean([1.5, 0]), 1.25],
  wasserstein: [-1.25 - 0.5, 1.25],
};
const kinds = Object.keys(expected) as GanLossKind[];

onEveryDevice('ganLoss', () => {
  const logitsOf = () => [tf.tensor2d(real, [2, 1]), tf.tensor2d(forged, [2, 1])];

  it.each(kinds)('%s is that computed by hand', (kind) => {
    const { discriminator, generator } = ganLoss({ kind });
    const [x, gz] = logitsOf();
    expectClose(discriminator(x, gz), [expected[kind][0]], 1e-6);
    expectClose(generator(gz), [expected[kind][1]], 1e-6);
  });

  it.each(kinds)('%s has the gradient of finite differences, and leaves no tensor behind', (kind) => {
    const { discriminator, generator } = ganLoss({ kind });
    const logits = tf.mul(normal([4, 1], 3), 2);
    expectGradient((each) => discriminator(each, tf.neg(each)), logits, 1e-2, 3e-3);
    expectGradient((each) => generator(each), logits, 1e-2, 3e-3);
    const both = logitsOf();
    const before = tf.memory().numTensors;
    tf.dispose(tf.grads((a: Tensor, b: Tensor) => tf.add(discriminator(a, b), generator(b)))(both));
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each(kinds)('%s is finite for logits of ±10000', (kind) => {
    const { discriminator, generator } = ganLoss({ kind });
    for (const size of [1e4, -1e4]) {
      const logits = tf.fill([2, 1], size);
      const { value, grad } = tf.valueAndGrad((each: Tensor) => tf.add(discriminator(each, each), generator(each)))(logits);
      expectFinite(value, grad);
    }
  });

  it('smooths the label of real images only', () => {
    const [x, gz] = logitsOf();
    const smooth = ganLoss({ labelSmoothing: 0.1 }).discriminator(x, gz);
    const more = mean(real.map((each) => 0.1 * each));     // BCE(0.9, z) = BCE(1, z) + 0.1·z
    expectClose(smooth, [expected.nonSaturating[0] + more], 1e-6);
  });

  it('names bad options', () => {
    expect(() => ganLoss({ kind: 'wgan' as 'hinge' })).toThrow('Invalid `kind` in ganLoss: expected one of "nonSaturating"');
    expect(() => ganLoss({ labelSmoothing: 1 })).toThrow('Invalid `labelSmoothing` in ganLoss: expected a number in [0, 1), received 1.');
  });
});

onEveryDevice('gradientPenalty', (device) => {
  const images = (seed: number) => normal([3, 4, 2, 1], seed);
  const flat = (x: Tensor) => tf.reshape(x, [x.shape[0], -1]);
  const slopesOf = (f: () => tf.Scalar, variables: tf.Variable[]) => {
    const { value, grads } = tf.variableGrads(f, variables);
    return { value, grads: variables.map((variable) => grads[variable.name]) };
  };

  it('is exact for a linear critic', async () => {
    const w = tf.variable(normal([8, 1], 1));
    const [size] = await tf.norm(w).data();
    const { value, grads } = slopesOf(() => gradientPenalty((x) => tf.matMul(flat(x), w), images(2), images(3), { seed: 1 }), [w]);
    expectClose(value, [10 * (size - 1) ** 2], 5e-5);
    expectClose(grads[0], tf.mul(w, 20 * (size - 1) / size), 1e-5 * 20 * (size - 1));
    w.dispose();
  });

  it('has the second derivative by the weights through leaky ReLU', async () => {
    const [w, a] = [tf.variable(normal([8, 5], 1)), tf.variable(normal([5, 1], 2))];
    const x = images(3);     // real and forged alike: x̂ = x
    const weightsNow = tf.tensor2d(await w.array() as number[][]);     // without a gradient
    const { grads } = slopesOf(() => gradientPenalty((each) => tf.matMul(tf.leakyRelu(tf.matMul(flat(each), w)), a), x, x, { seed: 1 }), [w, a]);
    const [byW, byA] = tf.grads((weights: Tensor, heads: Tensor) => {
      const mask = tf.where(tf.greater(tf.matMul(flat(x), weightsNow), 0), tf.ones([3, 5]), tf.fill([3, 5], 0.2));
      const g = tf.matMul(tf.mul(mask, tf.reshape(heads, [1, 5])), weights, false, true);     // [3, 8], by hand
      return tf.mul(tf.mean(tf.square(tf.sub(tf.norm(g, 2, 1), 1))), 10);
    })([tf.clone(w), tf.clone(a)]);
    expectClose(grads[0], byW, 1e-5 * await largest(byW));
    expectClose(grads[1], byA, 1e-5 * await largest(byA));
    tf.dispose([w, a]);
  });

  const scales: Record<string, readonly [number, number?]> = {
    gamma: [0.25, 1], beta: [0.25], bias: [0.25], moving_mean: [0.25], moving_variance: [0.25, 1], vector_u: [1],
  };
  it.each(golden.penalty)('is that of torch for DCGAN, training $training, spectral norm $spectral', async ({ training, spectral, value, norms, products }) => {
    const start = input([32, 32, 1]);
    const critic = model({ inputs: start, outputs: dcganDiscriminator({ size: 32, filters: 2, kernelNorm: spectral ? 'spectral' : 'none' })(start) });
    setWeights(critic, (name, shape) =>
      scales[name.slice(name.lastIndexOf('/') + 1)] ?? [Math.sqrt(6 / shape.slice(0, -1).reduce((a, b) => a * b))]);
    const x = uniformTensor('x', [3, 32, 32, 1]);     // real and forged alike: x̂ = x
    const result = tf.variableGrads(() => gradientPenalty((each) => critic.apply(each, { training }) as Tensor, x, x, { seed: 1 }));
    expectClose(tf.div(result.value, value), [1], 5e-6);
    const expected = { norms, products } as unknown as Record<string, Record<string, number>>;
    const total = Math.hypot(...Object.values(expected.norms));
    for (const { name, originalName, shape } of critic.trainableWeights as (LayerVariable & { name: string })[]) {
      if (!(originalName in expected.norms)) continue;     // torch has none of the last bias
      const [product] = await tf.sum(tf.mul(result.grads[name], uniformTensor(`${originalName}/direction`, shape as number[]))).data();
      const [norm] = await tf.norm(result.grads[name]).data();
      expect((norm - expected.norms[originalName]) / total, originalName).toBeCloseTo(0, 5);
      expect((product - expected.products[originalName]) / total, originalName).toBeCloseTo(0, 5);
    }
  });

  const [ones, zeros] = [() => tf.ones([6]) as tf.Tensor1D, () => tf.zeros([6]) as tf.Tensor1D];
  it.each<[string, (x: Tensor) => Tensor]>([
    ['tanh', (x) => x], ['batch normalisation', (x) => batchNormTraining(x, ones(), zeros()).output],
    ['group normalisation', (x) => groupNorm(x, ones(), zeros(), 2)], ['layer normalisation', (x) => layerNorm(x, ones(), zeros())],
    ['GELU', geluTanh], ['sigmoid', tf.sigmoid], ['ELU', tf.elu], ['softplus', tf.softplus],
    ['average pooling', (x) => tf.tile(flat(tf.avgPool(tf.reshape(x, [3, 3, 2, 1]) as tf.Tensor4D, [1, 2], 1, 'valid')), [1, 2])],
  ])('has the second derivative of finite differences through %s', async (_, layer) => {
    const [w, a] = [tf.variable(tf.mul(normal([8, 6], 1), 0.5)), tf.variable(normal([6, 1], 2))];
    const f = () => gradientPenalty((x) => tf.matMul(tf.tanh(layer(tf.matMul(flat(x), w))), a), images(3), images(4), { seed: 1 });
    const { grads } = slopesOf(f, [w, a]);
    for (const [i, variable] of [w, a].entries()) {
      const [start, direction] = [tf.clone(variable), normal(variable.shape, 5 + i)];
      const at = async (step: number) => {
        variable.assign(tf.add(start, tf.mul(direction, step)));
        return (await f().data())[0];
      };
      const slope = (await at(5e-3) - await at(-5e-3)) / 1e-2;
      variable.assign(start);
      expectClose(tf.div(tf.sum(tf.mul(grads[i], direction)), slope), [1], 5e-3);
    }
    tf.dispose([w, a]);
  });

  it('has a slope of 0, not NaN, for a critic that is flat', () => {
    const w = tf.variable(tf.zeros([8, 1]));
    const { value, grads } = slopesOf(() => gradientPenalty((x) => tf.matMul(flat(x), w), images(2), images(3), { seed: 1 }), [w]);
    expectClose(value, [10], 5e-5);
    expectClose(grads[0], tf.zeros([8, 1]), 0);
    w.dispose();
  });

  it('throws where tfjs has no second derivative', () => {
    const w = tf.variable(normal([8, 1], 1));
    const pooled = (x: Tensor) => tf.matMul(flat(tf.tile(tf.maxPool(x as tf.Tensor4D, 2, 2, 'same'), [1, 2, 2, 1])), w);
    expect(() => slopesOf(() => gradientPenalty(pooled, images(2), images(3), { seed: 1 }), [w]))
      .toThrow('Cannot compute gradient: gradient function not found for MaxPoolGrad.');
    expect([tf.getGradient('Greater'), tf.getGradient('Tanh').outputsToSave]).toEqual([undefined, [true]]);
    w.dispose();
  });

  it.runIf(device === 'wasm')('falls when the discriminator of DCGAN is trained on it', () => {
    const x = input([32, 32, 1]);
    const net = model({ inputs: x, outputs: dcganDiscriminator({ size: 32, filters: 2, norm: 'none', seed: 1 })(x) });
    const variables = net.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const [a, b] = [normal([2, 32, 32, 1], 1), normal([2, 32, 32, 1], 2)];
    const optimizer = tf.train.adam(0.003);
    const step = (seed: number) => optimizer.minimize(() => gradientPenalty((each) => net.apply(each) as Tensor, a, b, { seed }), true, variables)!.dataSync()[0];
    const first = step(0);
    const before = tf.memory().numTensors;
    const losses = Array.from({ length: 20 }, (_, seed) => tf.tidy(() => step(seed)));
    expect(tf.memory().numTensors).toBe(before);
    expect(losses.at(-1)).toBeLessThan(0.95 * first);
  });

  it('names bad arguments', () => {
    const critic = (x: Tensor) => tf.sum(flat(x), 1);
    expect(() => gradientPenalty(critic, images(1), images(2), { seed: -1 })).toThrow('Invalid `seed` in gradientPenalty');
    expect(() => gradientPenalty(critic, images(1), images(2), { seed: 1, weight: -1 })).toThrow('Invalid `weight` in gradientPenalty');
    expect(() => gradientPenalty(critic, images(1), tf.zeros([2, 4, 2, 1]), { seed: 1 })).toThrow('Invalid `targets` in gradientPenalty');
  });
});
