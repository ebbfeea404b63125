/** Max and average pooling, and their gradients. */
import * as tf from '@tensorflow/tfjs-core';
import type { Stream } from 'tfjs-blocks/random';
import { kernelCheck, runKernel } from './check';
import { between, channels, normal, type Numbers, pick, sizeOf, type Values } from './values';

type Pair = [number, number];

interface Case {
  shape: [number, number, number, number];
  window: Pair;
  strides: Pair;
  pad: number | 'same' | 'valid' | [Pair, Pair, Pair, Pair];
  rounding: 'floor' | 'round' | 'ceil';
}

const geometry = (c: Case) => tf.backend_util.computePool2DInfo(c.shape, c.window, c.strides, 1, c.pad, c.rounding);

/** Sizes rounded up leave some windows with nothing but padding. */
function draw(random: Stream): Case {
  const pair = (low: number, high: number): Pair => [between(random, low, high), between(random, low, high)];
  for (;;) {
    const depth = channels(random);
    const window = pair(1, 5);
    const side = () => between(random, 0, Math.min(...window) - 1);
    const c: Case = {
      shape: [between(random, 1, 3), ...pair(1, depth > 40 ? 7 : 13), depth], window, strides: pair(1, 3),
      pad: pick<Case['pad']>(random, [side(), 'same', 'valid', [[0, 0], [side(), side()], [side(), side()], [0, 0]]]),
      rounding: pick<Case['rounding']>(random, ['floor', 'round', 'ceil']),
    };
    const g = geometry(c);
    if (g.outHeight > 0 && g.outWidth > 0) return c;
  }
}

/** Call `use` with the places of the elements under each window, and the window's own place in dy. */
function eachWindow(c: Case, use: (elements: number[], window: number) => void): void {
  const g = geometry(c);
  const [batch, height, width, depth] = c.shape;
  let place = 0;
  for (let n = 0; n < batch; n++) for (let i = 0; i < g.outHeight; i++) for (let j = 0; j < g.outWidth; j++) {
    const pixels: number[] = [];
    for (let y = i * c.strides[0] - g.padInfo.top, row = 0; row < c.window[0]; row++, y++) {
      for (let x = j * c.strides[1] - g.padInfo.left, column = 0; column < c.window[1]; column++, x++) {
        if (y >= 0 && y < height && x >= 0 && x < width) pixels.push((n * height + y) * width + x);
      }
    }
    for (let d = 0; d < depth; d++) use(pixels.map((pixel) => pixel * depth + d), place++);
  }
}

/** The first largest element; NaN is larger than all, and the last NaN wins, as in PyTorch. */
function winner(x: Values, elements: number[]): number {
  return elements.reduce((best, at) => (x[at] > x[best] || Number.isNaN(x[at]) ? at : best));
}

const attributes = (c: Case): object =>
  ({ filterSize: c.window, strides: c.strides, pad: c.pad, dimRoundingMode: c.rounding });

const zeros = (shape: number[]): Numbers => ({ shape, values: new Float64Array(sizeOf(shape)) });

/** Whole numbers in part of the cases: many equal ones. All positive, of both signs, all negative. */
function image(c: Case, random: Stream): Numbers {
  const shift = pick(random, [-6, 0, 6]);
  const isWhole = random.bernoulli();
  const { shape, values } = normal(random, c.shape);
  return { shape, values: values.map((value) => (isWhole ? Math.round(value) : value) + shift) };
}

/** The check of a forward kernel, which makes one number of those under each window. */
const forward = (name: string, outputOf: (numbers: number[]) => number) => kernelCheck({
  name,
  draw,
  inputs: (c, random) => [image(c, random)],
  run: (c, [x]) => runKernel(name, { x }, attributes(c)),
  expected: (c, [x]) => {
    const y = zeros(geometry(c).outShape);
    eachWindow(c, (elements, window) => { y.values[window] = outputOf(elements.map((at) => x.values[at])); });
    return y;
  },
});

const maxPool = forward('MaxPool', (numbers) => Math.max(...numbers));

const averagePool = forward('AvgPool', (numbers) => numbers.reduce((sum, x) => sum + x, 0) / numbers.length);

const maxPoolGradient = kernelCheck({
  name: 'MaxPoolGrad',
  draw,
  inputs: (c, random) => [image(c, random), normal(random, geometry(c).outShape)],
  run: (c, [input, dy]) => runKernel('MaxPoolGrad', { input, dy, output: dy }, attributes(c)),
  expected: (c, [x, dy]) => {
    const dx = zeros(c.shape);
    eachWindow(c, (elements, window) => {
      if (elements.length > 0) dx.values[winner(x.values, elements)] += dy.values[window];
    });
    return dx;
  },
});

const averagePoolGradient = kernelCheck({
  name: 'AvgPoolGrad',
  draw,
  inputs: (c, random) => [normal(random, c.shape), normal(random, geometry(c).outShape)],
  run: (c, [input, dy]) => runKernel('AvgPoolGrad', { input, dy }, attributes(c)),
  expected: (c, [, dy]) => {
    const dx = zeros(c.shape);
    eachWindow(c, (elements, window) => {
      for (const at of elements) dx.values[at] += dy.values[window] / elements.length;
    });
    return dx;
  },
});

export const poolChecks = [maxPool, averagePool, maxPoolGradient, averagePoolGradient];
