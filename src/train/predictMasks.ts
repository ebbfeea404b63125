import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Sample } from '../augment/sample';
import { checkOneOf, invalid } from '../shapes/check';
import { pixelLogits, type PixelLogits, type PredictOptions } from './pixelLogits';

/** Options of {@link predictMasks}. */
export interface PredictMasksOptions extends PredictOptions {
  /** A pixel is inside if its probability is at least this; default .5, a logit of 0. Of models of one channel; ±∞ are thresholds. */
  readonly threshold?: number;
}

/** Options of {@link predictProbabilities}. */
export interface PredictProbabilitiesOptions extends PredictOptions {
  /**
   * `sigmoid`: each channel is a mask of its own, the default for one channel. `softmax`: the channels are classes, of which each pixel
   * has one, the default for several.
   */
  readonly activation?: 'sigmoid' | 'softmax';
}

/**
 * The masks that a model predicts, H·W bytes per sample: 0 and 255 if it gives logits [B, H, W, 1]; the class of each pixel if it gives
 * those of K classes, [B, H, W, K], the first of those with the largest logit. For masks of several channels that may overlap see
 * {@link predictProbabilities}.
 *
 * @param samples in an array; none are no masks
 * @throws if `samples` is not an array, an option is out of range, the model has several inputs, or several outputs and `output` names
 *   none of them, its output is not of the images' height and width, or a logit is NaN
 * @example
 * const [mask] = await predictMasks(model, [sample]);
 * const careful = await predictMasks(model, samples, { threshold: 0.3 });
 * const labels = await predictMasks(modelOfThreeClasses, samples);      // 0, 1 and 2
 */
export async function predictMasks(
  model: LayersModel, samples: readonly Sample[], options: PredictMasksOptions = {},
): Promise<Uint8Array[]> {
  checkThreshold('predictMasks', options.threshold);
  const read = (pixels: PixelLogits) => maskOf('predictMasks', pixels, options.threshold);
  const { results } = await pixelLogits('predictMasks', model, samples, options, read);
  return results;
}

/**
 * The probabilities that a model gives each pixel, H·W·K numbers per sample, row by row. {@link predictMasks} has inside what is at least
 * its threshold: .5 is at least a logit of 0, and only that.
 *
 * @throws as {@link predictMasks}
 * @example
 * const [probabilities] = await predictProbabilities(model, [sample]);
 */
export async function predictProbabilities(
  model: LayersModel, samples: readonly Sample[], options: PredictProbabilitiesOptions = {},
): Promise<Float32Array[]> {
  const { activation } = options;
  if (activation !== undefined) checkOneOf('predictProbabilities', 'activation', activation, ['sigmoid', 'softmax']);
  const { results } = await pixelLogits('predictProbabilities', model, samples, options, ({ logits, channels }) => {
    if ((activation ?? (channels === 1 ? 'sigmoid' : 'softmax')) === 'sigmoid') return logits.map(sigmoid);
    if (channels === 1) throw invalid('activation', 'predictProbabilities', '"sigmoid" for a single channel', activation);
    return softmaxOf(logits, channels);
  });
  return results;
}

/** Throws unless it is a number, infinite or not. */
export function checkThreshold(where: string, threshold: number | undefined): void {
  if (threshold === undefined || (typeof threshold === 'number' && !Number.isNaN(threshold))) return;
  throw invalid('threshold', where, 'a number', threshold);
}

/** 0 and 255 of one channel, or the class of each pixel. */
export function maskOf(where: string, { logits, channels }: PixelLogits, threshold?: number): Uint8Array {
  if (channels === 1) return Uint8Array.from(logits, (z) => (Math.fround(sigmoid(z)) >= (threshold ?? 0.5) ? 255 : 0));
  if (threshold !== undefined) throw invalid('threshold', where, `none for a model of ${channels} channels, whose pixels have the likeliest class`, threshold);
  if (channels > 256) throw invalid('model', where, 'at most 256 classes, which a byte can hold', channels);
  const labels = new Uint8Array(logits.length / channels);
  for (let i = 0; i < labels.length; i++) {
    for (let k = 1; k < channels; k++) if (logits[i * channels + k] > logits[i * channels + labels[i]]) labels[i] = k;
  }
  return labels;
}

/** The largest number below .5 in float32, to which the probability of a negative logit must not be rounded up. */
const BELOW_HALF = 0.5 - 2 ** -25;

const sigmoid = (z: number) => (z < 0 ? Math.min(1 / (1 + Math.exp(-z)), BELOW_HALF) : 1 / (1 + Math.exp(-z)));

function softmaxOf(logits: Float32Array, channels: number): Float32Array {
  const result = new Float32Array(logits.length);
  for (let start = 0; start < logits.length; start += channels) {
    const row = logits.subarray(start, start + channels), largest = Math.max(...row);
    const powers = Array.from(row, (z) => (z === largest ? 1 : Math.exp(z - largest)));
    const sum = powers.reduce((a, b) => a + b, 0);
    result.set(powers.map((power) => power / sum), start);
  }
  return result;
}
