/** What fused convolutions and products do after the sum: bias and activation, in the same pass where the kernel can. */
import * as tf from '@tensorflow/tfjs-core';
import { invalid } from '../../shapes/check';
import { checkFloat, type WasmBackend } from './backend';

export interface FusedArgs {
  inputs: { bias?: tf.TensorInfo; preluActivationWeights?: tf.TensorInfo };
  backend: WasmBackend;
  attrs: { activation?: string; leakyreluAlpha?: number };
}

/** Smallest and largest output. */
export type Clamp = readonly [number, number];

export const noClamp: Clamp = [-Infinity, Infinity];

/** The activations that are clamps. */
export const clamps: Record<string, Clamp | undefined> = {
  linear: noClamp,
  relu: [0, Infinity],
  relu6: [0, 6],
};

const where = 'a fused kernel on the WASM backend';

/** The activations that are kernels of their own. */
const kernels: Record<string, string | undefined> = {
  relu: 'Relu', relu6: 'Relu6', elu: 'Elu', sigmoid: 'Sigmoid', leakyrelu: 'LeakyRelu', prelu: 'Prelu',
};

/**
 * `compute` with bias and activation, of which it takes a bias by channel and a clamp; others follow by kernels of their
 * own. (Stock's fused kernels get sizes wrong, read weights of PReLU for every activation, and in a product of batches
 * leave activations out.)
 */
export function fused(
  args: FusedArgs, channels: number, compute: (bias: tf.TensorInfo | undefined, activation: string) => tf.TensorInfo,
): tf.TensorInfo {
  const { inputs: { bias, preluActivationWeights }, backend, attrs: { activation = 'linear', leakyreluAlpha = 0.2 } } = args;
  checkFloat('a fused kernel', { bias, preluActivationWeights });
  const takesBias = !bias || isPerChannel(bias, channels);
  if (clamps[activation] && takesBias) return compute(bias, activation);
  const name = activation === 'linear' ? 'linear' : kernels[activation];
  if (!name) {
    throw new Error(`Invalid \`activation\`: expected linear or one of ${Object.keys(kernels).join(', ')}, received ${activation}.`);
  }
  if (name === 'Prelu' && !preluActivationWeights) throw invalid('preluActivationWeights', where, 'weights', undefined);
  let y = compute(takesBias ? bias : undefined, 'linear');
  const then = (kernel: string, inputs: tf.NamedTensorInfoMap) => {
    const next = tf.getKernel(kernel, 'wasm').kernelFunc({ inputs, backend, attrs: { alpha: leakyreluAlpha } }) as tf.TensorInfo;
    backend.disposeData(y.dataId);
    y = next;
  };
  try {
    checkSpreads(y, { bias, preluActivationWeights });
    if (!takesBias) then('Add', { a: y, b: bias });
    if (name === 'Prelu') then(name, { x: y, alpha: preluActivationWeights as tf.TensorInfo });
    else if (name !== 'linear') then(name, { x: y });
    return y;
  } catch (error) {
    backend.disposeData(y.dataId);
    throw error;
  }
}

/** Throws unless the operands can be spread over y. */
function checkSpreads({ shape }: tf.TensorInfo, operands: Record<string, tf.TensorInfo | undefined>): void {
  for (const [name, operand] of Object.entries(operands)) {
    if (!operand) continue;
    const before = shape.length - operand.shape.length;
    if (before < 0 || !operand.shape.every((size, i) => size === 1 || size === shape[before + i])) {
      throw invalid(name, where, `a shape that spreads over [${shape}]`, operand.shape);
    }
  }
}

/** Whether `bias` is one number for each of `channels`. */
function isPerChannel(bias: tf.TensorInfo, channels: number): boolean {
  const { shape } = bias;
  return tf.util.sizeFromShape(shape) === channels && (shape[shape.length - 1] ?? 1) === channels;
}
