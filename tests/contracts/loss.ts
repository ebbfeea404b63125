/**
 * What every loss from logits satisfies, on every backend:
 *
 * - its gradient is that of finite differences, and each part of the batch has its own, whatever the order;
 * - values and gradients are finite for logits of ±10000 and of the range of half precision, right, wrong, on empty and full masks;
 * - `sum` is the sum of `none`, and `mean` the mean of it; equal weights change nothing, and what weighs nothing is not there;
 * - a batch that is ignored as a whole has the loss 0, without a slope;
 * - it trains in `compile` and `fit`, and in `train`;
 * - shapes that do not fit and unknown reductions are named, and options that are undefined are the default;
 * - nothing stays in memory.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { initializers, layers, model } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { input } from 'tfjs-blocks/blocks';
import type { Loss, LossOptions, Reduction } from 'tfjs-blocks/losses';
import { adam, train } from 'tfjs-blocks/train';
import { onEveryDevice } from './devices';
import { expectClose, expectFinite, expectGradient, largest, normal, valuesOf } from './numeric';

export interface LossContract {
  make: <R extends Reduction = 'mean'>(options?: Pick<LossOptions<R>, 'reduction' | 'ignoreLabel'>) => Loss<R>;
  /** Of the logits. */
  shape: number[];
  /** 0 or 1, −1 or 1, or one-hot rows. */
  targets: 'binary' | 'signs' | 'oneHot';
  /** Of the loss without reduction. */
  unreduced: number[];
  /** Distances are measured in the whole mask, ignored pixels included; default false. */
  byDistance?: boolean;
  /** Relative tolerance of finite differences; default 5e-3. */
  roughness?: number;
}

export function lossContract(name: string, { make, shape, targets: kind, unreduced, byDistance = false, roughness = 5e-3 }: LossContract): void {
  const targetsOf = (seed: number, form = shape): Tensor => {
    const raw = normal(form, seed);
    if (kind === 'oneHot') return tf.cast(tf.oneHot(tf.argMax(raw, -1), form.at(-1)!), 'float32');
    const ones = tf.cast(tf.greater(raw, 0), 'float32');
    return kind === 'binary' ? ones : tf.sub(tf.mul(ones, 2), 1);
  };
  const t = () => targetsOf(3);
  const z = () => tf.mul(normal(shape, 1), 2);
  const gradient = (loss: Loss, targets: Tensor, logits: Tensor, weights?: Tensor) =>
    tf.grad((each) => loss(targets, each, weights))(logits);
  const weightShape = shape.slice(0, -1);

  onEveryDevice(name, () => {
    it('has the gradient of finite differences', () => {
      const weights = tf.add(tf.abs(normal(weightShape, 5)), 0.2);
      expectGradient((logits) => make()(t(), logits), z(), roughness);
      expectGradient((logits) => make({ reduction: 'none' })(t(), logits, weights), z(), roughness);
    });

    it.each([1e4, 65504, 6e-8, 0])('is finite for logits of ±%d', (size) => {
      const alternating = tf.reshape(tf.tensor(Array.from({ length: tf.util.sizeFromShape(shape) }, (_, i) => (i % 2 ? size : -size))), shape);
      const empty = kind === 'oneHot' ? tf.cast(tf.oneHot(tf.zeros(weightShape, 'int32'), shape.at(-1)!), 'float32')
        : tf.fill(shape, kind === 'binary' ? 0 : -1);
      const full = kind === 'oneHot' ? empty : tf.ones(shape);
      const right = tf.mul(tf.sub(tf.mul(t(), kind === 'signs' ? 1 : 2), kind === 'signs' ? 0 : 1), size);
      const flat = size === 0 ? [alternating] : [tf.fill(shape, size), tf.fill(shape, -size)];
      const pairs = [
        ...(size === 0 ? [alternating] : [alternating, right, tf.neg(right)]).map((logits) => [t(), logits]),
        ...(kind === 'oneHot' ? [empty] : [empty, full]).flatMap((targets) => flat.map((logits) => [targets, logits])),
      ];
      for (const [targets, logits] of pairs) {
        const { value, grad } = tf.valueAndGrad((each: Tensor) => make()(targets, each))(logits);
        expectFinite(value, grad);
      }
    });

    it('reduces: sum is the sum of none, mean the mean', async () => {
      const parts = make({ reduction: 'none' })(t(), z());
      expect(parts.shape).toEqual(unreduced);
      const sum = (await valuesOf(parts)).reduce((a, b) => a + b, 0);
      const [total, mean] = [make({ reduction: 'sum' })(t(), z()), make()(t(), z())];
      expect(total.shape).toEqual([]);
      expectClose(tf.div(total, sum), [1], 5e-6);
      expectClose(tf.div(tf.mul(mean, parts.size), sum), [1], 5e-6);
    });

    it('knows no order of the batch', async () => {
      const order = tf.tensor1d([...Array(shape[0]).keys()].reverse(), 'int32');
      const shuffled = (x: Tensor) => tf.gather(x, order);
      const [before, after] = [make()(t(), z()), make()(shuffled(t()), shuffled(z()))];
      expectClose(tf.div(after, before), [1], 1e-6);
      const slopes = gradient(make(), t(), z());
      expectClose(gradient(make(), shuffled(t()), shuffled(z())), shuffled(slopes), 1e-6 * Math.max(1, await largest(slopes)));
    });

    it('takes weights: equal ones change nothing, and of other shapes they are an error', async () => {
      const [plain, ones] = [make()(t(), z()), make()(t(), z(), tf.ones(weightShape))];
      expectClose(tf.div(ones, plain), [1], 1e-6);
      const slopes = gradient(make(), t(), z());
      expectClose(gradient(make(), t(), z(), tf.ones([...weightShape, 1])), slopes, 1e-6 * Math.max(1, await largest(slopes)));
      expect(() => make()(t(), z(), tf.ones([shape[0] + 1]))).toThrow(`Invalid \`weights\` in ${name}: expected the shape `);
    });

    it('has neither loss nor slope where all is ignored', () => {
      const loss = make({ ignoreLabel: 255 });
      const ignored = kind === 'oneHot' ? tf.zeros(shape) : tf.fill(shape, 255);
      for (const [targets, weights] of [[ignored, undefined], [t(), tf.zeros(weightShape)]] as const) {
        const { value, grad } = tf.valueAndGrad((each: Tensor) => loss(targets, each, weights))(z());
        expectClose(value, [0], 0);
        expectClose(grad, tf.zeros(shape), 0);
      }
    });

    it.skipIf(byDistance)('does not look at what is ignored, or weighs nothing', () => {
      const marked = tf.tile(tf.cast(tf.greater(normal([...weightShape, 1], 8), 0.3), 'float32'), [...weightShape.map(() => 1), shape.at(-1)!]);
      const targets = kind === 'oneHot' ? tf.mul(t(), tf.sub(1, marked)) : tf.where(tf.cast(marked, 'bool'), tf.fill(shape, 255), t());
      const elsewhere = tf.add(z(), tf.mul(marked, normal(shape, 9)));
      const [loss, weights] = [make({ ignoreLabel: 255 }), tf.sub(1, tf.max(marked, -1))];
      const values = [loss(targets, z()), loss(targets, elsewhere), make()(t(), z(), weights), make()(t(), elsewhere, weights)];
      for (const value of values) expectClose(tf.div(value, values[0]), [1], 1e-5);
    });

    it('trains in compile and fit, and in train', async () => {
      const targets = t();
      const inputs = tf.add(targets, tf.mul(normal(shape, 4), 0.2));
      const net = () => {
        const x = input(shape.slice(1));
        const dense = layers.dense({ units: shape.at(-1)!, kernelInitializer: initializers.glorotUniform({ seed: 1 }) });
        return model({ inputs: x, outputs: dense.apply(x) as SymbolicTensor });
      };
      const fitted = net();
      fitted.compile({ optimizer: tf.train.adam(0.05), loss: make() });
      const { history } = await fitted.fit(inputs, targets, { epochs: 4, batchSize: shape[0], verbose: 0 });
      const losses = history.loss as number[];
      expect(losses.at(-1)).toBeLessThan(losses[0]);
      const trained = net();
      const batch = () => ({ inputs: inputs.clone(), targets: targets.clone() });
      const result = await train(trained, { data: { steps: 1, batch }, loss: make(), optimizer: adam({ learningRate: 0.05 }), epochs: 3 });
      expect(result.history.at(-1)!.loss).toBeLessThan(result.history[0].loss);
    });

    it('names what does not fit', () => {
      expect(() => make({ reduction: 'avg' as 'mean' })).toThrow(`Invalid \`reduction\` in ${name}: expected one of "mean", "sum", "none", received "avg".`);
      expect(() => make({ ignoreLabel: 0.5 })).toThrow(`Invalid \`ignoreLabel\` in ${name}: expected an integer, received 0.5.`);
      const other = [...shape, 1];
      expect(() => make()(tf.zeros(other), z()))
        .toThrow(`Invalid \`targets\` in ${name}: expected the shape ${JSON.stringify(shape)} of the logits, received ${JSON.stringify(other)}.`);
      expectClose(make({ reduction: undefined, ignoreLabel: undefined })(t(), z()), make()(t(), z()), 0);
    });

    it('leaves no tensor behind', () => {
      const [targets, logits, weights] = [t(), z(), tf.ones(weightShape)];
      const before = tf.memory().numTensors;
      tf.dispose(gradient(make({ ignoreLabel: 255 }), targets, logits, weights));
      make()(targets, logits).dispose();
      make({ reduction: 'none' })(targets, logits).dispose();
      expect(tf.memory().numTensors).toBe(before);
    });
  });
}
