/** Samples as tensors: one array filled on the host, one upload. The caller disposes what comes back. */
import * as tf from '@tensorflow/tfjs-core';
import { checkLevels } from '../augment/checkSample';
import type { Raster, Sample } from '../augment/sample';
import { toFloats } from '../augment/wasm/toFloats';
import { maskBits } from '../metrics/mask';
import { invalid } from '../shapes/check';
import { checkSamples } from './checkSamples';

/** x = (value/255 − mean) / std, one number for each channel or one for all. */
export interface ChannelNormalization {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/**
 * By channel, or `'perImage'`: each image gets mean 0 and deviation 1 over all its channels (deviations below 1/√n of n values
 * count as that).
 */
export type Normalization = 'perImage' | ChannelNormalization;

/** To [0, 1]: x = value/255. */
export const unit: ChannelNormalization = { mean: [0], std: [1] };

/** To [−1, 1]: x = value/127.5 − 1, as MobileNet and Inception take it. */
export const signedUnit: ChannelNormalization = { mean: [0.5], std: [0.5] };

/** The mean and deviation of ImageNet's colours, as torchvision's weights take it. */
export const imagenet: ChannelNormalization = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

/**
 * Images [B, H, W, C] float32, normalised (default `signedUnit`).
 *
 * @throws where there is no sample, or the samples or `normalization` differ in height, width or channels, or are not bytes,
 * naming the first
 * @example
 * const images = imageTensor(samples, imagenet);
 */
export function imageTensor(samples: readonly Sample[], normalization: Normalization = signedUnit): tf.Tensor4D {
  checkSamples('imageTensor', samples);
  const [height, width, channels] = commonShape(samples.map(({ id, image }) => ({ id, raster: image })), 'imageTensor');
  const values = new Float32Array(samples.length * height * width * channels);
  const shared = normalization === 'perImage' ? undefined : tables(normalization, channels);
  for (const [n, { image: { data } }] of samples.entries()) {
    toFloats(data, shared ?? tables(standardization(data), channels), values.subarray(n * data.length));
  }
  return tf.tensor4d(values, [samples.length, height, width, channels]);
}

/** x of every level, for each channel. */
function tables({ mean, std }: ChannelNormalization, channels: number): Float32Array[] {
  if (![1, channels].includes(mean.length) || ![1, channels].includes(std.length)) {
    throw new Error(`Invalid \`normalization\` in imageTensor: expected ${channels} means and deviations, `
      + `received ${mean.length} and ${std.length}.`);
  }
  const of = (numbers: readonly number[], band: number) => numbers[numbers.length === 1 ? 0 : band];
  return Array.from({ length: channels }, (_, band) => (
    Float32Array.from({ length: 256 }, (_, level) => (level / 255 - of(mean, band)) / of(std, band))));
}

/** The mean and deviation of one image. */
function standardization(data: Uint8Array): ChannelNormalization {
  let sum = 0, squares = 0;
  for (let i = 0; i < data.length; i++) {
    sum += data[i];
    squares += data[i] * data[i];
  }
  const mean = sum / data.length;
  const deviation = Math.sqrt(Math.max(0, squares / data.length - mean * mean));
  return { mean: [mean / 255], std: [Math.max(deviation / 255, 1 / Math.sqrt(data.length))] };
}

/**
 * Masks [B, H, W, 1] float32: 1 inside of the mask, which may be of 0 and 1 or of 0 and 255, else 0.
 *
 * @throws if there is no sample, or a sample has no mask, one of another height or width than the first, or one with other values,
 *   naming it; `binaryMask` makes masks of such with levels between
 * @example
 * const masks = maskTensor(samples);
 */
export function maskTensor(samples: readonly Sample[]): tf.Tensor4D {
  checkSamples('maskTensor', samples);
  const masks = samples.map(({ id, mask }) => {
    if (!mask) throw new Error(`Invalid sample \`${id}\` in maskTensor: expected a mask, received none.`);
    return { id, raster: mask };
  });
  const [height, width, channels] = commonShape(masks, 'maskTensor');
  const values = new Float32Array(samples.length * height * width * channels);
  masks.forEach(({ id, raster: { data } }, n) => values.set(maskBits(`mask of sample \`${id}\` in maskTensor`, data), n * data.length));
  return tf.tensor4d(values, [samples.length, height, width, channels]);
}

/**
 * Label maps [B, H, W] int32 of the samples' `masks` of a name: the number of a class at each pixel. Losses of classes take them as
 * they are, `fit` of tfjs as `tf.oneHot(labels, classes)`.
 *
 * @param options.classes how many there are: 0 to classes − 1
 * @param options.ignoreLabel a number that stands for no class, 255 say; default none
 * @throws if there is no sample, or a sample has no such mask, one of another height or width than the first, or a level that is no
 *   class, naming it
 * @example
 * const labels = labelMapTensor(samples, 'tissue', { classes: 3 });
 */
export function labelMapTensor(
  samples: readonly Sample[], name: string, options: { readonly classes: number; readonly ignoreLabel?: number },
): tf.Tensor3D {
  const { classes, ignoreLabel } = options;
  checkSamples('labelMapTensor', samples);
  if (!(Number.isInteger(classes) && classes > 0 && classes <= 256)) {
    throw invalid('classes', 'labelMapTensor', 'an integer from 1 to 256', classes);
  }
  const maps = samples.map(({ id, masks }) => {
    if (masks?.[name]) return { id, raster: masks[name] };
    throw new Error(`Invalid sample \`${id}\` in labelMapTensor: expected \`masks\` with \`${name}\`, received none.`);
  });
  const [height, width, channels] = commonShape(maps, 'labelMapTensor');
  if (channels !== 1) throw new Error(`Invalid sample \`${maps[0].id}\` in labelMapTensor: expected a map of 1 channel, received ${channels}.`);
  const values = new Int32Array(samples.length * height * width);
  maps.forEach(({ id, raster: { data } }, n) => {
    const odd = data.find((level) => level >= classes && level !== ignoreLabel);
    if (odd !== undefined) {
      throw new Error(`Invalid sample \`${id}\` in labelMapTensor: expected classes from 0 to ${classes - 1}, received ${odd}.`);
    }
    values.set(data, n * data.length);
  });
  return tf.tensor3d(values, [samples.length, height, width], 'int32');
}

/**
 * A batch for segmentation: `imageTensor` and `maskTensor` of the same samples.
 *
 * @example
 * const { images, masks } = toTensors(samples.slice(0, 8));   // [8, 128, 128, 3] and [8, 128, 128, 1]
 * tf.dispose([images, masks]);
 */
export function toTensors(
  samples: readonly Sample[], normalization: Normalization = signedUnit,
): { images: tf.Tensor4D; masks: tf.Tensor4D } {
  return tf.tidy(() => ({ images: imageTensor(samples, normalization), masks: maskTensor(samples) }));
}

function commonShape(named: readonly { id: string; raster: Raster }[], caller: string): readonly [number, number, number] {
  const shape = ({ height, width, channels }: Raster) => `${height}×${width}×${channels}`;
  const first = named[0].raster;
  const other = named.find(({ raster }) => shape(raster) !== shape(first));
  if (other) {
    throw new Error(`Invalid sample \`${other.id}\` in ${caller}: expected ${shape(first)} like the first, `
      + `received ${shape(other.raster)}.`);
  }
  for (const { id, raster } of named) checkLevels(`sample \`${id}\` in ${caller}`, raster.data);
  return [first.height, first.width, first.channels];
}
