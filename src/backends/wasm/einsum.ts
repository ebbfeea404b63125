/**
 * Einsum, the sum of products by Einstein's convention, which the WASM backend lacks: labels that one tensor alone has and the result has
 * not are summed first; what is left of two tensors is a product of matrices for each index of the labels that both and the result have.
 * And its gradient, which tfjs has on no backend.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { WasmBackend } from './backend';

interface EinsumArgs {
  inputs: Record<number, tf.TensorInfo>;
  backend: WasmBackend;
  attrs: { equation: string };
}

/** A tensor and the labels of its axes. */
interface Labelled {
  tensor: tf.TensorInfo;
  labels: number[];
}

export function einsum({ inputs, backend, attrs: { equation } }: EinsumArgs): tf.TensorInfo {
  const tensors = Object.values(inputs);
  const { allDims, summedDims, idDims } = tf.backend_util.decodeEinsumEquation(equation, tensors.length);
  tf.backend_util.checkEinsumDimSizes(allDims.length, idDims, tensors as tf.Tensor[]);
  const result = allDims.map((_, label) => label).slice(0, allDims.length - summedDims.length);
  const made: tf.TensorInfo[] = [];
  const run = (name: string, kernelInputs: tf.NamedTensorInfoMap, attributes: object): tf.TensorInfo => {
    const { kernelFunc } = tf.getKernel(name, 'wasm');
    const next = kernelFunc({ inputs: kernelInputs, backend, attrs: attributes as tf.NamedAttrMap }) as tf.TensorInfo;
    made.push(next);
    return next;
  };
  const arrange = ({ tensor, labels }: Labelled, order: number[]): tf.TensorInfo =>
    run('Transpose', { x: tensor }, { perm: order.map((label) => labels.indexOf(label)) });
  const reshape = (x: tf.TensorInfo, shape: number[]): tf.TensorInfo => run('Reshape', { x }, { shape });
  const sumAllBut = ({ tensor, labels }: Labelled, kept: number[]): Labelled => {
    const axis = labels.map((_, i) => i).filter((i) => !kept.includes(labels[i]));
    if (axis.length === 0) return { tensor, labels };
    return { tensor: run('Sum', { x: tensor }, { axis, keepDims: false }), labels: labels.filter((label) => kept.includes(label)) };
  };

  let output: tf.TensorInfo | undefined;
  try {
    const [a, b] = tensors.map((tensor, i) => sumAllBut({ tensor, labels: idDims[i] }, [...result, ...(idDims[1 - i] ?? [])]));
    if (!b) return output = arrange(a, result);
    const shared = a.labels.filter((label) => b.labels.includes(label));
    const batch = shared.filter((label) => result.includes(label));
    const inner = shared.filter((label) => !result.includes(label));
    const [rows, columns] = [a, b].map(({ labels }) => labels.filter((label) => !shared.includes(label)));
    const sizes = (labels: number[]) => labels.map((label) => {
      const { tensor, labels: own } = a.labels.includes(label) ? a : b;
      return tensor.shape[own.indexOf(label)];
    });
    const [n, m, k, p] = [batch, rows, inner, columns].map((labels) => tf.util.sizeFromShape(sizes(labels)));
    const product = run('BatchMatMul', {
      a: reshape(arrange(a, [...batch, ...rows, ...inner]), [n, m, k]),
      b: reshape(arrange(b, [...batch, ...inner, ...columns]), [n, k, p]),
    }, { transposeA: false, transposeB: false });
    const labels = [...batch, ...rows, ...columns];
    return output = arrange({ tensor: reshape(product, sizes(labels)), labels }, result);
  } finally {
    made.filter((tensor) => tensor !== output).forEach(({ dataId }) => backend.disposeData(dataId));
  }
}

/** The gradient of an operand is the sum of the products of dy and the other one, spread over what was summed of the operand alone. */
export const einsumGradient: tf.GradConfig = {
  kernelName: 'Einsum',
  saveAllInputs: true,
  gradFunc: (dys, saved, attrs) => {
    const dy = dys as tf.Tensor;
    const [terms, result] = (attrs.equation as string).replace(/\s/g, '').split('->');
    const operands = terms.split(',');
    return Object.fromEntries(operands.map((own, i) => [i, () => {
      const [other, x] = [1 - i, saved[i]];
      const known = result + (operands[other] ?? '');
      const kept = [...own].filter((label) => known.includes(label)).join('');
      const product = operands.length === 1
        ? tf.einsum(`${result}->${kept}`, dy)
        : tf.einsum(`${result},${operands[other]}->${kept}`, dy, saved[other]);
      return tf.broadcastTo(tf.reshape(product, x.shape.map((size, axis) => (kept.includes(own[axis]) ? size : 1))), x.shape);
    }]));
  },
};
