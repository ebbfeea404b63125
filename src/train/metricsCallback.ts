import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkPositiveIntegers, invalid } from '../shapes/check';
import { nextTask } from './nextTask';

/** What a metric is computed of: the truth as it was given, and the model's output of all samples, flat: [N · K]. */
export type ValidationMetric<Truth> = (truth: Truth, outputs: Float32Array) => number;

/** Options of {@link metricsCallback}. */
export interface MetricsCallbackOptions {
  /** Images a forward pass; default 32. */
  readonly batchSize?: number;
}

/**
 * A callback for `model.fit` that computes metrics of the whole validation set after each epoch. tfjs's own metrics are means over
 * batches, which is wrong for an AUC or an F1. The values join the logs: the history and later callbacks have them by name.
 *
 * @param model the model that is fitted, with one input and one output
 * @param validation `inputs` [N, …], which stay the caller's, and `truth`, in whatever form the metrics take
 * @param metrics by the name they have in the logs, functions of the truth and the outputs
 * @throws if the model has several inputs or outputs, there is no sample, the inputs are not such as the model takes, a metric is no
 * function, or the batch size is no positive integer
 * @example
 * const auc = (truth: Uint8Array, logits: Float32Array) => rocAuc(truth, logits);
 * const evaluation = metricsCallback(model, { inputs, truth }, { auc });
 * const { history } = await model.fit(x, y, { epochs: 5, callbacks: evaluation });
 * history.auc;     // five numbers
 */
export function metricsCallback<Truth>(
  model: LayersModel, validation: { readonly inputs: tf.Tensor; readonly truth: Truth }, metrics: Record<string, ValidationMetric<Truth>>,
  { batchSize = 32 }: MetricsCallbackOptions = {},
): {
  /** Adds the metrics to the logs. */
  onEpochEnd(epoch: number, logs?: Record<string, unknown>): Promise<void>;
} {
  const where = 'metricsCallback';
  checkPositiveIntegers(where, { batchSize });
  checkModel(where, model);
  checkInputs(where, model, validation?.inputs);
  const { inputs, truth } = validation;
  const odd = Object.entries(metrics ?? {}).find(([, metric]) => typeof metric !== 'function');
  if (!metrics || odd) throw invalid(odd ? `metrics.${odd[0]}` : 'metrics', where, 'functions of the truth and the outputs', odd?.[1]);
  return {
    async onEpochEnd(_epoch, logs = {}) {
      const outputs = await predictAll(model, inputs, batchSize);
      for (const [name, metric] of Object.entries(metrics)) logs[name] = metric(truth, outputs);
    },
  };
}

function checkModel(where: string, model: LayersModel): void {
  const [inputs, outputs] = [model?.inputs, model?.outputs].map((ends) => ends?.length);
  if (inputs === 1 && outputs === 1) return;
  const received = inputs === undefined ? typeof model : `${inputs} inputs and ${outputs} outputs`;
  throw invalid('model', where, 'a model with one input and one output', received);
}

function checkInputs(where: string, model: LayersModel, inputs: unknown): void {
  if (!(inputs instanceof tf.Tensor)) {
    throw invalid('inputs', where, 'one tensor', Array.isArray(inputs) ? `${inputs.length} of them` : typeof inputs);
  }
  const shape = inputs.shape as number[], expected = model.inputs[0].shape;
  if (!shape[0]) throw invalid('inputs', where, 'at least one sample', shape);
  if (shape.length === expected.length && expected.every((size, axis) => size === null || size === shape[axis])) return;
  throw invalid('inputs', where, `[${expected.map((size) => size ?? '?')}], as the model takes`, shape);
}

/** The outputs of all samples, batch by batch, one after the other. */
async function predictAll(model: LayersModel, inputs: tf.Tensor, batchSize: number): Promise<Float32Array> {
  const [samples] = inputs.shape;
  let outputs = new Float32Array(0);
  for (let start = 0; start < samples; start += batchSize) {
    const size = Math.min(batchSize, samples - start);
    const output = tf.tidy(() => model.apply(tf.slice(inputs, start, size), { training: false }) as tf.Tensor);
    const values = await output.data<'float32'>();
    output.dispose();
    if (start === 0) outputs = new Float32Array(values.length / size * samples);
    outputs.set(values, start * (values.length / size));
    await nextTask();
  }
  return outputs;
}
