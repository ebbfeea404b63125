/** Depthwise convolution with multiplier 1 to 3: forward, and both gradients. */
import type { Stream } from 'tfjs-blocks/random';
import { type Case, filterGradientReference, geometry, inputGradientReference, outputReference } from '../reference';
import { activate, activations } from './activations';
import { kernelCheck, runKernel } from './check';
import { attributes, drawCase, extended, filterShape, inputShape, padded } from './convolution';
import { between, normal, type Numbers, pick } from './values';

const draw = (random: Stream): Case => drawCase(random, true);
const outputShape = (c: Case): number[] => geometry(c, true).outShape;

const outputs = (c: Case, x: Numbers, w: Numbers): Numbers =>
  ({ shape: outputShape(c), values: outputReference(c, x.values, w.values, true) });

/** With the padding as part of the image: see `padded`. */
const paddedOutputs = (c: Case, x: Numbers, w: Numbers): Numbers => outputs(...padded(c, x, true), w);

const forward = kernelCheck({
  name: 'DepthwiseConv2dNative',
  draw,
  inputs: (c, random) => [normal(random, inputShape(c)), normal(random, filterShape(c))],
  run: (c, [x, filter]) => runKernel('DepthwiseConv2dNative', { x, filter }, attributes(c)),
  expected: (c, [x, w]) => outputs(c, x, w),
  otherwise: (c, [x, w]) => paddedOutputs(c, x, w),
});

const fused = kernelCheck({
  name: 'FusedDepthwiseConv2D',
  draw: (random) => ({ ...draw(random), activation: pick(random, activations), bias: random.bernoulli(0.8) }),
  inputs: (c, random) => {
    const bias = c.bias ? [normal(random, [c.inputs * c.outputs])] : [];
    return [normal(random, inputShape(c)), normal(random, filterShape(c)), ...bias];
  },
  run: (c, [x, filter, bias]) => runKernel(
    'FusedDepthwiseConv2D', bias ? { x, filter, bias } : { x, filter }, { ...attributes(c), activation: c.activation },
  ),
  expected: (c, [x, w, bias]) => activate(outputs(c, x, w), c.activation, bias),
  otherwise: (c, [x, w, bias]) => activate(paddedOutputs(c, x, w), c.activation, bias),
});

/** Now and then an image of up to 128 × 128: its sums are long. */
function drawLarge(random: Stream): Case {
  if (!random.bernoulli(0.02)) return draw(random);
  const stride = between(random, 1, 2);
  return {
    batch: between(random, 1, 2), size: [between(random, 96, 128), between(random, 96, 128)],
    inputs: between(random, 3, 8), outputs: 1, kernel: [3, 3], strides: [stride, stride], dilations: [1, 1], pad: 'same',
  };
}

const filterGradient = kernelCheck({
  name: 'DepthwiseConv2dNativeBackpropFilter',
  draw: drawLarge,
  inputs: (c, random) => [normal(random, inputShape(c)), normal(random, outputShape(c))],
  run: (c, [x, dy]) => runKernel('DepthwiseConv2dNativeBackpropFilter', { x, dy }, attributes(c)),
  expected: (c, [x, dy]) => ({ shape: filterShape(c), values: filterGradientReference(c, x.values, dy.values, true) }),
  otherwise: (c, [x, dy]) => {
    const [whole, image] = padded(c, x, true);
    return { shape: filterShape(c), values: filterGradientReference(whole, image.values, dy.values, true) };
  },
});

/** As nets have it, two times in five: nine taps, one stride, whole fours of channels. */
function drawNineTaps(random: Stream): Case {
  const c = draw(random);
  if (!random.bernoulli(0.4)) return c;
  const stride = between(random, 1, 2);
  const size: Case['size'] = [between(random, 3, 13), between(random, 3, 13)];
  return { ...c, size, inputs: 4 * between(random, 1, 5), outputs: 1, kernel: [3, 3], strides: [stride, stride], dilations: [1, 1] };
}

const inputGradient = kernelCheck({
  name: 'DepthwiseConv2dNativeBackpropInput',
  draw: drawNineTaps,
  inputs: (c, random) => [normal(random, outputShape(c)), normal(random, filterShape(c))],
  run: (c, [dy, filter]) => runKernel('DepthwiseConv2dNativeBackpropInput', { dy, filter }, attributes(c)),
  expected: (c, [dy, w]) => ({ shape: inputShape(c), values: inputGradientReference(c, w.values, dy.values, true) }),
  otherwise: (c, [dy, w]) => {
    const [wide, gradient] = extended(c, dy, true);
    return { shape: inputShape(c), values: inputGradientReference(wide, w.values, gradient.values, true) };
  },
});

export const depthwiseChecks = [forward, fused, filterGradient, inputGradient];
