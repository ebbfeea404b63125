import * as tf from '@tensorflow/tfjs-core';
import { model } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import { input } from 'tfjs-blocks/blocks';
import { autoencoder } from 'tfjs-blocks/models';
import type { Sym } from 'tfjs-blocks/shapes';
import { blockContract } from '../contracts/block';
import { expectClose, normal } from '../contracts/numeric';
import { startWasm } from '../startDevice';

for (const code of [{ units: 5 }, { filters: 2 }]) {
  blockContract(`autoencoder ${JSON.stringify(code)}`, {
    inputs: [[8, 12, 2]],
    block: (seed) => {
      const block = autoencoder({ code, depth: 2, filters: 3, seed });
      return (x) => block(x).reconstruction;
    },
    output: [null, 8, 12, 2],
  });
}

describe('autoencoder', () => {
  beforeAll(() => startWasm(1));
  const x = input([32, 16, 3]);

  it('knows its shape', () => {
    const { code, reconstruction } = autoencoder({ code: { units: 7 } })(x);
    expectTypeOf(code).toEqualTypeOf<Sym<readonly [null, 7]>>();
    expectTypeOf(reconstruction).toEqualTypeOf<Sym<readonly [null, 32, 16, 3]>>();
    expectTypeOf(autoencoder({ code: { filters: 7 } })(x).code).toEqualTypeOf<Sym<readonly [null, 4, 2, 7]>>();
    expectTypeOf(autoencoder({ code: { filters: 7 }, depth: 1 })(input([null, 16, 3])).code).toEqualTypeOf<Sym<readonly [null, null, 8, 7]>>();
    // @ts-expect-error the code has 7 units
    expectTypeOf<Sym<readonly [null, 8]>>(code);
  });

  it('encodes and decodes in two models of the same weights', () => {
    const images = normal([2, 32, 16, 3], 1);
    for (const [options, shape] of [[{ code: { units: 7 } }, [7]], [{ code: { filters: 7 }, depth: 2 }, [8, 4, 7]]] as const) {
      const { code, decode, reconstruction } = autoencoder({ filters: 2, ...options })(x);
      const z = input(shape) as never;
      const [encoder, decoder, both] = [[x, code], [z, decode(z)], [x, reconstruction]].map(([inputs, outputs]) => model({ inputs, outputs }));
      const codes = encoder.predict(images) as tf.Tensor;
      expect(codes.shape).toEqual([2, ...shape]);
      expectClose(decoder.predict(codes) as tf.Tensor, both.predict(images) as tf.Tensor, 1e-6);
    }
  });

  it('takes images of any size where the code is an image', () => {
    const any = input([null, null, 1]);
    const built = model({ inputs: any, outputs: autoencoder({ code: { filters: 2 }, depth: 2, filters: 2 })(any).reconstruction });
    expect((built.predict(tf.zeros([1, 8, 12, 1])) as tf.Tensor).shape).toEqual([1, 8, 12, 1]);
    expect(() => autoencoder({ code: { units: 2 } })(any)).toThrow('Invalid `x` in autoencoder: expected a known height and width where the code has `units`, received [null,null].');
  });

  it('names bad options', () => {
    expect(() => autoencoder({ code: { units: 0 } })).toThrow('Invalid `code.units` in autoencoder: expected a positive integer, received 0.');
    expect(() => autoencoder({ code: { filters: 0.5 } })).toThrow('Invalid `code.filters` in autoencoder: expected a positive integer, received 0.5.');
    expect(() => autoencoder({ code: { units: 1 }, depth: 0 })).toThrow('Invalid `depth` in autoencoder: expected a positive integer, received 0.');
    expect(() => autoencoder({ code: { units: 1 }, depth: 5 })(x))
      .toThrow('Invalid `x` in autoencoder: expected a height and width that are multiples of 32, received [32,16].');
  });

  it('learns to tell bright squares by two numbers', () => {
    const pixels = (i: number) => Array.from({ length: 64 }, (_, p) => (p % 8 >= i % 3 * 2 && p % 8 < i % 3 * 2 + 4 && Math.floor(p / 16) === i % 4 ? 1 : 0));
    const images = tf.tensor4d(Array.from({ length: 12 }, (_, i) => pixels(i)).flat(), [12, 8, 8, 1]);
    const start = input([8, 8, 1]);
    const built = model({ inputs: start, outputs: autoencoder({ code: { units: 2 }, depth: 1, filters: 4, seed: 1 })(start).reconstruction });
    const optimizer = tf.train.adam(0.03);
    const loss = () => tf.losses.meanSquaredError(images, built.apply(images, { training: true }) as tf.Tensor) as tf.Scalar;
    const losses = Array.from({ length: 40 }, () => optimizer.minimize(loss, true)!.dataSync()[0]);
    expect(losses.at(-1)).toBeLessThan(0.5 * losses[0]);
  });
});
