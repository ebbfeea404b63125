import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { type LayerVariable, model } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import { input } from 'tfjs-blocks/blocks';
import { binaryCrossEntropy } from 'tfjs-blocks/losses';
import { dcganDiscriminator, dcganGenerator } from 'tfjs-blocks/models';
import type { Sym } from 'tfjs-blocks/shapes';
import golden from '../golden/generative.json';
import { blockContract } from '../contracts/block';
import { onEveryDevice } from '../contracts/devices';
import { setWeights, uniformTensor } from '../contracts/formula';
import { type GoldenTensor, tensorOf } from '../contracts/golden';
import { expectClose, normal } from '../contracts/numeric';
import { startWasm } from '../startDevice';

blockContract('dcganGenerator', {
  inputs: [[5]], block: (seed) => dcganGenerator({ size: 32, filters: 2, seed }), output: [null, 32, 32, 3],
});
for (const kernelNorm of ['none', 'spectral'] as const) {
  blockContract(`dcganDiscriminator, kernel norm ${kernelNorm}`, {
    inputs: [[32, 32, 2]],
    block: (seed) => dcganDiscriminator({ size: 32, filters: 2, kernelNorm, seed }),
    output: [null, 1],
    ownClasses: kernelNorm === 'none' ? [] : ['SpectralNormalization'],
  });
}

const scales: Record<string, readonly [number, number?]> = {
  gamma: [0.25, 1], beta: [0.25], bias: [0.25], moving_mean: [0.25], moving_variance: [0.25, 1], vector_u: [1],
};
const part = (name: string) => name.slice(name.lastIndexOf('/') + 1);

onEveryDevice('DCGAN', () => {
  it.each(golden.dcgan)('is that of torch: $net, spectral norm $spectral', ({ net, spectral, inference, training, dx, norms, products, state }) => {
    const start = net === 'generator' ? input([5]) : input([32, 32, 1]);
    const outputs = net === 'generator' ? dcganGenerator({ size: 32, filters: 2, channels: 1 })(start as never)
      : dcganDiscriminator({ size: 32, filters: 2, kernelNorm: spectral ? 'spectral' : 'none' })(start as never);
    const built = model({ inputs: start, outputs });
    const restart = () => setWeights(built, (name, shape) =>
      scales[part(name)] ?? [Math.sqrt(6 / shape.slice(0, -1).reduce((a, b) => a * b))]);
    const x = uniformTensor('x', [2, ...start.shape.slice(1) as number[]]);
    const loss = (data: Tensor) => {
      const y = built.apply(data, { training: true }) as Tensor;
      return tf.sum<tf.Scalar>(tf.mul(y, uniformTensor('weight', y.shape)));
    };

    restart();
    expectClose(built.predict(x) as Tensor, tensorOf(inference), 1e-4);
    expectClose(built.apply(x, { training: true }) as Tensor, tensorOf(training), 1e-4);
    const expectedState = state as unknown as Record<string, GoldenTensor>;
    expect(built.nonTrainableWeights.map(({ originalName }) => originalName).sort()).toEqual(Object.keys(expectedState).sort());
    for (const weight of built.nonTrainableWeights) expectClose(weight.read(), tensorOf(expectedState[weight.originalName]), 1e-5);
    restart();
    const gradient = tf.grad(loss)(x);
    expectClose(gradient, tensorOf(dx), 1e-4 * Math.max(1, ...dx.values.map(Math.abs)));
    restart();
    const { grads } = tf.variableGrads(() => loss(x));
    const expected = { norms, products } as unknown as Record<string, Record<string, number>>;
    for (const { name, originalName, shape } of built.trainableWeights as (LayerVariable & { name: string })[]) {
      const norm = expected.norms[originalName];
      const product = tf.sum(tf.mul(grads[name], uniformTensor(`${originalName}/direction`, shape as number[])));
      expectClose(tf.div(tf.norm(grads[name]), norm), [1], 5e-5);
      expectClose(tf.div(tf.sub(product, expected.products[originalName]), norm), [0], 5e-5);
    }
  });
});

describe('DCGAN', () => {
  beforeAll(() => startWasm(1));
  const z = input([100]);

  it('knows its shape', () => {
    expectTypeOf(dcganGenerator({ filters: 1 })(z)).toEqualTypeOf<Sym<readonly [null, 64, 64, 3]>>();
    expectTypeOf(dcganGenerator({ size: 32, channels: 1, filters: 1 })(z)).toEqualTypeOf<Sym<readonly [null, 32, 32, 1]>>();
    expectTypeOf(dcganDiscriminator({ size: 32, filters: 1 })(input([32, 32, 3]))).toEqualTypeOf<Sym<readonly [null, 1]>>();
    // @ts-expect-error 64 × 64 pixels are expected
    expect(() => dcganDiscriminator({ filters: 1 })(input([32, 32, 3])))
      .toThrow('Invalid `x` in dcganDiscriminator: expected 64 × 64 pixels, received [32,32].');
  });

  it.each([[32, 4], [64, 5], [128, 6]] as const)('of size %i has the parameters counted by hand', (size, convolutions) => {
    const generator = model({ inputs: z, outputs: dcganGenerator({ size, filters: 2 })(z) });
    const x = input([size, size, 3]);
    const discriminator = model({ inputs: x, outputs: dcganDiscriminator<typeof size>({ size, filters: 2 })(x as never) });
    const widths = Array.from({ length: convolutions - 1 }, (_, i) => 2 * 2 ** i);     // filters 2, 4, 8, …
    const between = widths.slice(1).reduce((sum, width, i) => sum + 16 * widths[i] * width, 0);
    const norms = (counted: number[]) => 4 * counted.reduce((a, b) => a + b, 0);
    expect(generator.countParams()).toBe(16 * 100 * widths.at(-1)! + between + norms(widths) + 16 * 2 * 3 + 3);
    expect(discriminator.countParams()).toBe(16 * 3 * 2 + 2 + between + norms(widths.slice(1)) + 16 * widths.at(-1)! + 1);
  });

  it('starts from N(0, 0.02²)', () => {
    const generator = model({ inputs: z, outputs: dcganGenerator({ size: 32, filters: 16, seed: 1 })(z) });
    const kernel = generator.getWeights()[0];
    expect(tf.moments(kernel).variance.dataSync()[0]).toBeCloseTo(0.0004, 5);
  });

  it('names bad options', () => {
    expect(() => dcganGenerator({ size: 48 as 32 })).toThrow('Invalid `size` in dcganGenerator: expected 32, 64 or 128, received 48.');
    expect(() => dcganDiscriminator({ size: 16 as 32 })).toThrow('Invalid `size` in dcganDiscriminator: expected 32, 64 or 128, received 16.');
    expect(() => dcganGenerator({ channels: 0 })).toThrow('Invalid `channels` in dcganGenerator: expected a positive integer, received 0.');
    expect(() => dcganDiscriminator({ filters: 0 })).toThrow('Invalid `filters` in dcganDiscriminator: expected a positive integer, received 0.');
  });

  it('learns: one to tell real from false, the other to deceive it', () => {
    const [noise, image] = [input([8]), input([32, 32, 1])];
    const generator = model({ inputs: noise, outputs: dcganGenerator({ size: 32, filters: 4, channels: 1, seed: 1 })(noise) });
    const discriminator = model({ inputs: image, outputs: dcganDiscriminator({ size: 32, filters: 4, kernelNorm: 'spectral', seed: 1 })(image) });
    const variables = (of: typeof generator) => of.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const [latent, real] = [normal([8, 8], 1), tf.mul(normal([8, 32, 32, 1], 2), 0.5)];
    const forge = () => generator.apply(latent, { training: true }) as Tensor;
    const judge = (images: Tensor, truth: Tensor) => binaryCrossEntropy()(truth, discriminator.apply(images, { training: true }) as Tensor);
    const [yes, no] = [tf.ones([8, 1]), tf.zeros([8, 1])];
    const run = (of: typeof generator, loss: () => tf.Scalar) => {
      const optimizer = tf.train.adam(0.01, 0.5);
      return Array.from({ length: 15 }, () => optimizer.minimize(loss, true, variables(of))!.dataSync()[0]);
    };
    const told = run(discriminator, () => tf.add(judge(real, yes), judge(forge(), no)));
    expect(told.at(-1)).toBeLessThan(0.5 * told[0]);
    const deceived = run(generator, () => judge(forge(), yes));
    expect(deceived.at(-1)).toBeLessThan(0.5 * deceived[0]);
  });
});
