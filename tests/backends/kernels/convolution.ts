/** Convolution: forward, with bias and activation, and the gradients by the filter and by the input. */
import { type Case, filterGradientReference, geometry, inputGradientReference, outputReference } from '../reference';
import type { Stream } from 'tfjs-blocks/random';
import { kernelCheck, runKernel } from './check';
import { activate, activations } from './activations';
import { between, channels, constant, normal, type Numbers, pick } from './values';

type Pair = [number, number];

/**
 * A case with an output that is not empty and not too many products for a quick reference. One in fifty is of large images
 * with few channels: kernels go through these in blocks.
 */
export function drawCase(random: Stream, depthwise = false): Case {
  const pair = (low: number, high: number): Pair => [between(random, low, high), between(random, low, high)];
  const zeros: Pair = [0, 0];
  const isLarge = !depthwise && random.bernoulli(0.02);
  const depth = () => (isLarge ? between(random, 1, 9) : channels(random));
  for (;;) {
    const inputs = depth();
    const outputs = depthwise ? between(random, 1, 3) : depth();
    const size = isLarge ? pair(40, 128) : pair(1, inputs * outputs > 1600 ? 6 : 13);
    const c: Case = {
      batch: between(random, 1, 3), size, inputs, outputs,
      kernel: pair(1, pick(random, [3, 5, 7])), strides: pair(1, 3),
      dilations: random.bernoulli(0.3) ? pair(1, 3) : [1, 1],
      pad: pick<Case['pad']>(random, ['same', 'valid', [zeros, pair(0, 3), pair(0, 3), zeros]]),
      rounding: pick<Case['rounding']>(random, ['floor', 'round', 'ceil']),
    };
    const g = geometry(c, depthwise);
    const products = c.batch * g.outHeight * g.outWidth * c.kernel[0] * c.kernel[1] * inputs * outputs;
    if (g.outHeight > 0 && g.outWidth > 0 && products < (isLarge ? 5e6 : 1e6)) return c;
  }
}

export const inputShape = (c: Case): number[] => [c.batch, ...c.size, c.inputs];
export const filterShape = (c: Case): number[] => [...c.kernel, c.inputs, c.outputs];

export function attributes(c: Case): object {
  return {
    strides: c.strides, dilations: c.dilations, pad: c.pad, dimRoundingMode: c.rounding, dataFormat: 'NHWC',
    inputShape: inputShape(c), filterShape: filterShape(c),
  };
}

/** A deep sum for each number that comes out: 7·7·131 and 5000 products; by `turned` in the gradient by the input. */
const deep = [
  caseOf({ batch: 2, size: [9, 8], inputs: 131, outputs: 9, kernel: [7, 7] }),
  caseOf({ batch: 1, size: [5, 4], inputs: 5000, outputs: 9, kernel: [1, 1] }),
];
const turned = deep.map((c): Case => ({ ...c, inputs: c.outputs, outputs: c.inputs }));

/** A wide sum for each number that comes out: 65536 products that are all the same do not cancel. */
const wide = caseOf({ batch: 4, size: [128, 128], inputs: 4, outputs: 4, kernel: [3, 3] });

function caseOf(sizes: Pick<Case, 'batch' | 'size' | 'inputs' | 'outputs' | 'kernel'>): Case {
  return { ...sizes, strides: [1, 1], dilations: [1, 1], pad: 'same', rounding: 'floor' };
}

const outputs = (c: Case, x: Numbers, w: Numbers): Numbers =>
  ({ shape: geometry(c).outShape, values: outputReference(c, x.values, w.values) });

const conv2d = kernelCheck({
  name: 'Conv2D',
  cases: deep,
  draw: (random) => drawCase(random),
  inputs: (c, random) => [normal(random, inputShape(c)), normal(random, filterShape(c))],
  run: (c, [x, filter]) => runKernel('Conv2D', { x, filter }, attributes(c)),
  expected: (c, [x, w]) => outputs(c, x, w),
  otherwise: (c, [x, w]) => outputs(...padded(c, x), w),
});

const fusedConv2d = kernelCheck({
  name: 'FusedConv2D',
  cases: deep.map((c) => ({ ...c, activation: 'relu' as const, bias: true })),
  draw: (random) => ({ ...drawCase(random), activation: pick(random, activations), bias: random.bernoulli(0.8) }),
  inputs: (c, random) => {
    const bias = c.bias ? [normal(random, [c.outputs])] : [];
    return [normal(random, inputShape(c)), normal(random, filterShape(c)), ...bias];
  },
  run: (c, [x, filter, bias]) =>
    runKernel('FusedConv2D', bias ? { x, filter, bias } : { x, filter }, { ...attributes(c), activation: c.activation }),
  expected: (c, [x, w, bias]) => activate(outputs(c, x, w), c.activation, bias),
  otherwise: (c, [x, w, bias]) => activate(outputs(...padded(c, x), w), c.activation, bias),
});

const filterGradient = kernelCheck({
  name: 'Conv2DBackpropFilter',
  cases: [wide],
  draw: (random) => drawCase(random),
  inputs: (c, random) => (c === wide
    ? [constant(1, inputShape(c)), constant(0.1, geometry(c).outShape)]
    : [normal(random, inputShape(c)), normal(random, geometry(c).outShape)]),
  run: (c, [x, dy]) => runKernel('Conv2DBackpropFilter', { x, dy }, attributes(c)),
  expected: (c, [x, dy]) => ({ shape: filterShape(c), values: filterGradientReference(c, x.values, dy.values) }),
  otherwise: (c, [x, dy]) => {
    const [whole, image] = padded(c, x);
    return { shape: filterShape(c), values: filterGradientReference(whole, image.values, dy.values) };
  },
});

const inputGradient = kernelCheck({
  name: 'Conv2DBackpropInput',
  cases: turned,
  draw: (random) => drawCase(random),
  inputs: (c, random) => [normal(random, geometry(c).outShape), normal(random, filterShape(c))],
  run: (c, [dy, filter]) => runKernel('Conv2DBackpropInput', { dy, filter }, attributes(c)),
  expected: (c, [dy, w]) => ({ shape: inputShape(c), values: inputGradientReference(c, w.values, dy.values) }),
  otherwise: (c, [dy, w]) => {
    const [wide, gradient] = extended(c, dy);
    return { shape: inputShape(c), values: inputGradientReference(wide, w.values, gradient.values) };
  },
});

export const convolutionChecks = [conv2d, fusedConv2d, filterGradient, inputGradient];

/**
 * Zeros around the image may be multiplied, so that ∞ in the filter or in dy gives NaN there, or left out: both are
 * right. This is the first reading: the padding, as far as the windows reach, as part of the image.
 */
export function padded(c: Case, x: Numbers, depthwise = false): [Case, Numbers] {
  const { padInfo, outHeight, outWidth } = geometry(c, depthwise);
  const after = (axis: 0 | 1, before: number, outputs: number): number => {
    const reach = (outputs - 1) * c.strides[axis] + (c.kernel[axis] - 1) * c.dilations[axis] + 1;
    return Math.max(0, reach - before - c.size[axis]);
  };
  const { top, left } = padInfo;
  const image = surround(x, [top, after(0, top, outHeight)], [left, after(1, left, outWidth)]);
  return [{ ...c, size: [image.shape[1], image.shape[2]], pad: 'valid' }, image];
}

/** The same for the gradient by the input: zeros around dy as far as the filter reaches. */
export function extended(c: Case, dy: Numbers, depthwise = false): [Case, Numbers] {
  const { padInfo, outHeight, outWidth } = geometry(c, depthwise);
  const widen = (axis: 0 | 1, before: number, outputs: number): [Pair, Pair] => {
    const reach = (c.kernel[axis] - 1) * c.dilations[axis] + 1;
    const extra = reach + Math.ceil(c.size[axis] / c.strides[axis]);
    const first = before + extra * c.strides[axis];
    return [[extra, extra], [first, (outputs + 2 * extra - 1) * c.strides[axis] + reach - first - c.size[axis]]];
  };
  const [rows, vertical] = widen(0, padInfo.top, outHeight);
  const [columns, horizontal] = widen(1, padInfo.left, outWidth);
  return [{ ...c, pad: [[0, 0], vertical, horizontal, [0, 0]] }, surround(dy, rows, columns)];
}

/** [N, H, W, C] with zeros around H and W. */
function surround({ shape, values }: Numbers, [top, bottom]: Pair, [left, right]: Pair): Numbers {
  const [batch, height, width, depth] = shape;
  const whole = [batch, top + height + bottom, left + width + right, depth];
  const image = new Float32Array(whole.reduce((product, size) => product * size, 1));
  for (let n = 0; n < batch; n++) {
    for (let y = 0; y < height; y++) {
      const from = (n * height + y) * width * depth;
      const to = ((n * whole[1] + y + top) * whole[2] + left) * depth;
      image.set(values.subarray(from, from + width * depth), to);
    }
  }
  return { shape: whole, values: image };
}
