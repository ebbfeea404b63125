import * as tf from '@tensorflow/tfjs-core';

/**
 * A loss and its gradients by variable, as `tf.variableGrads` gives them. Where computing the loss fails (out of
 * memory, say), what was saved for the backward pass is freed; tfjs would hold it for ever.
 */
export function lossAndGradients(loss: () => tf.Scalar, variables: tf.Variable[]): { value: tf.Scalar; grads: tf.NamedTensorMap } {
  try {
    return tf.variableGrads(loss, variables);
  } catch (error) {
    const { state } = tf.engine();
    for (const { saved } of state.activeTape ?? []) tf.dispose(saved ?? []);
    state.activeTape = [];
    throw error;
  }
}
