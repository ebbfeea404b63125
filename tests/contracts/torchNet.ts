/** Models against the same in PyTorch: golden entries as `golden` of tests/reference/torch_net.py writes them. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { initializers, type LayersModel, model } from '@tensorflow/tfjs-layers';
import { expect, vi } from 'vitest';
import { input } from 'tfjs-blocks/blocks';
import { type Backbone, classifier, type FeatureMap } from 'tfjs-blocks/models';
import type { Sym } from 'tfjs-blocks/shapes';
import { loadTorchWeights, type LoadReport, type NamedArray, type TorchOptions } from 'tfjs-blocks/weights';
import { type GoldenSummary, summaryError, uniform, uniformTensor } from './formula';
import { withValues } from './numeric';

export interface GoldenNet {
  /** Part of the formula. With it no ReLU and no max pooling is so near a change of sides that rounding decides. */
  salt: number;
  /** About what the bias of a norm is; where it is large, most of what ReLU takes is away from zero. Default 0. */
  beta?: number;
  /** Of the input. */
  shape: number[];
  /** Shapes by the keys of PyTorch. */
  weights: Record<string, number[]>;
  evaluation: GoldenPass;
  training: GoldenPass;
  /** Running statistics after that step. */
  statistics: Record<string, GoldenSummary>;
}

interface GoldenPass {
  output: GoldenSummary;
  /** Of Σ w·output, to the input. */
  gradient?: GoldenSummary;
}

/** Expects that PyTorch's weights fit, all of them, and that predictions, gradients and statistics agree. */
export function expectAsInTorch(golden: GoldenNet, apply: (x: FeatureMap) => Sym, options: TorchOptions, tolerance = 1e-4): void {
  expectAsGolden(golden, apply, (built) => {
    const report = loadTorchWeights(built, formulaWeights(golden), options);
    expect(Object.keys(report.loaded)).toHaveLength(built.weights.length);
    return report;
  }, tolerance);
}

/** Expects that the weights that `load` sets fit, all of them, and that predictions, gradients and statistics, plus offsets, agree. */
export function expectAsGolden(
  { salt, shape, statistics, ...golden }: GoldenNet, apply: (x: FeatureMap) => Sym, load: (built: LayersModel) => LoadReport, tolerance: number,
  offsets: Record<string, NamedArray | undefined> = {},
): void {
  const x = input(shape.slice(1) as [number, number, number]);
  const built = model({ inputs: x, outputs: apply(x) });
  const report = load(built);
  expect(report.missing).toEqual([]);
  expect(report.unused).toEqual([]);

  const close = (name: string, actual: Tensor, expected: GoldenSummary) =>
    withValues([actual], (values) => expect(summaryError(name, values, expected), name).toBeLessThan(tolerance));
  for (const mode of ['evaluation', 'training'] as const) {
    tf.tidy(() => {
      const call = (images: Tensor) => built.apply(images, { training: mode === 'training' }) as Tensor;
      const [output, gradient] = outputAndGradient(call, uniformTensor(`${salt}/x`, shape), salt);
      close(`${mode}/output`, output, golden[mode].output);
      if (golden[mode].gradient) close(`${mode}/gradient`, gradient, golden[mode].gradient);
      output.dispose();
    });
  }
  const moved = statisticsOf(built, report.loaded);
  expect(Object.keys(moved).sort()).toEqual(Object.keys(statistics).sort());
  for (const [key, value] of Object.entries(moved)) {
    const offset = offsets[key];
    tf.tidy(() => { close(key, offset ? tf.add(value, tf.tensor(offset.data, value.shape)) : value, statistics[key]); });
  }
  built.dispose();
}

/** What `build` makes, its kernels zero: to draw them takes long. */
export function withoutDrawing<T>(build: () => T): T {
  const varianceScaling = Object.getPrototypeOf(Object.getPrototypeOf(initializers.heNormal({}))) as ReturnType<typeof initializers.heNormal>;
  const draw = vi.spyOn(varianceScaling, 'apply').mockImplementation((shape) => tf.zeros(shape as number[]));
  try {
    return build();
  } finally {
    draw.mockRestore();
  }
}

/** The trainable parameters of a classifier. */
export function countParameters(backbone: Backbone, shape: [number, number, number], classes: number): number {
  const x = input(shape);
  const built = withoutDrawing(() => model({ inputs: x, outputs: classifier({ backbone, classes })(x) }));
  const counts = built.trainableWeights.map(({ shape }) => tf.util.sizeFromShape(shape as number[]));
  built.dispose();
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Of one pass, so that running statistics move once. */
function outputAndGradient(call: (x: Tensor) => Tensor, x: Tensor, salt: number): [Tensor, Tensor] {
  let output!: Tensor;
  const gradient = tf.grad((images) => {
    output = tf.keep(call(images));
    return tf.sum(tf.mul(output, uniformTensor(`${salt}/weight`, output.shape)));
  })(x);
  return [output, gradient];
}

/** Kernels of variance 1 / fan-in, all else near where it starts. */
function formulaWeights({ salt, weights, beta = 0 }: GoldenNet): Record<string, NamedArray> {
  return Object.fromEntries(Object.entries(weights).map(([key, shape]) => {
    const ofNorm = key.replace(/bias$/, 'running_mean') in weights;
    const others: Record<string, [scale: number, offset: number]> = {
      running_mean: [0.1, 0], running_var: [0.5, 1], bias: [0.25, ofNorm ? beta : 0], weight: [0.25, 1],
    };
    const fanIn = tf.util.sizeFromShape(shape.slice(1));
    const [scale, offset] = shape.length > 1 ? [Math.sqrt(3 / fanIn), 0] : others[key.slice(key.lastIndexOf('.') + 1)];
    return [key, { shape, data: uniform(`${salt}/${key}`, tf.util.sizeFromShape(shape), scale, offset) }];
  }));
}

function statisticsOf(built: LayersModel, keys: Record<string, string>): Record<string, Tensor> {
  const moving = built.weights.filter((weight) => weight.originalName.includes('/moving_'));
  return Object.fromEntries(moving.map((weight) => [keys[weight.originalName], weight.read()]));
}
