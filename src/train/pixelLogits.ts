/** The logits that a model gives each pixel of each sample, batch by batch; only what is made of them is kept. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Sample } from '../augment/sample';
import { checkSamples } from '../data/checkSamples';
import { imageTensor, type Normalization } from '../data/tensors';
import { checkOneOf, checkPositiveIntegers, invalid } from '../shapes/check';
import { nextTask } from './nextTask';

/** Options of what runs a model over samples. */
export interface PredictOptions {
  /** Images per forward pass; default 8. */
  readonly batchSize?: number;
  /** Of the images; default `signedUnit`. */
  readonly normalization?: Normalization;
  /** Of a model with several outputs the one that gives the logits: its position, or its name as in `model.outputNames`. */
  readonly output?: number | string;
}

/** What a model says of one sample. */
export interface PixelLogits {
  /** H·W·K numbers, none NaN. */
  readonly logits: Float32Array;
  /** K */
  readonly channels: number;
}

/**
 * @param read what is kept of a sample
 * @param score of the logits [B, H, W, K] of a batch, within a tidy; the result has their mean over the samples
 * @throws if samples, options, the model's inputs and outputs or their shape are not as expected, or a logit is NaN
 */
export async function pixelLogits<T>(
  where: string, model: LayersModel, samples: readonly Sample[], options: PredictOptions,
  read: (pixels: PixelLogits, sample: Sample) => T, score?: (batch: readonly Sample[], logits: tf.Tensor4D) => tf.Scalar,
): Promise<{ results: T[]; meanScore: number }> {
  const { batchSize = 8, normalization } = options;
  checkSamples(where, samples, 0);
  checkPositiveIntegers(where, { batchSize });
  if (!Array.isArray(model?.inputs)) throw invalid('model', where, 'a model of layers', model);
  if (model.inputs.length !== 1) throw invalid('model', where, 'one input, the images', model.inputNames);
  const index = outputIndex(where, model, options.output);
  const results: T[] = [];
  let sum = 0;
  for (let start = 0; start < samples.length; start += batchSize) {
    const batch = samples.slice(start, start + batchSize);
    const { logits, value } = tf.tidy(() => {
      const outputs = model.apply(imageTensor(batch, normalization), { training: false }) as tf.Tensor | tf.Tensor[];
      const logits = (Array.isArray(outputs) ? outputs[index] : outputs) as tf.Tensor4D;
      checkMaps(where, batch[0], logits);
      return { logits, value: score?.(batch, logits) };
    });
    if (value) sum += (await value.data())[0] * batch.length;
    const values = await logits.data<'float32'>(), channels = logits.shape[3], size = values.length / batch.length;
    tf.dispose([logits, ...(value ? [value] : [])]);
    await nextTask();
    batch.forEach((sample, i) => {
      const part = values.subarray(i * size, (i + 1) * size);
      if (part.some(Number.isNaN)) throw new Error(`Invalid logits of sample \`${sample.id}\` in ${where}: expected numbers, received NaN.`);
      results.push(read({ logits: part, channels }, sample));
    });
  }
  return { results, meanScore: sum / samples.length };
}

function outputIndex(where: string, { outputs, outputNames }: LayersModel, output: number | string | undefined): number {
  if (output === undefined && outputs.length === 1) return 0;
  if (typeof output === 'string') {
    checkOneOf(where, 'output', output, outputNames);
    return outputNames.indexOf(output);
  }
  if (output !== undefined && Number.isInteger(output) && output >= 0 && output < outputs.length) return output;
  const names = outputNames.map((name) => JSON.stringify(name)).join(', ');
  throw invalid('output', where, `one of the model's ${outputs.length} outputs, ${names}, or its position from 0`, output);
}

function checkMaps(where: string, { image: { height, width } }: Sample, { shape }: tf.Tensor): void {
  if (shape.length === 4 && shape[1] === height && shape[2] === width) return;
  throw invalid('model', where, `an output of the shape [batch, ${height}, ${width}, channels], that of the images`, shape);
}
