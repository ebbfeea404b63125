/** Does to a batch of tensors what was drawn for each sample, also what only the host can do: CLAHE and JPEG artefacts. */
import * as tf from '@tensorflow/tfjs-core';
import { replay, type ReplayOptions } from '../replay';
import type { Raster } from '../sample';
import type { Step } from '../steps';
import { checkBatch, replayTensors, type TensorBatch } from './replayTensors';
import { isForHost } from './tensorSteps';

/**
 * As `replayTensors`; a batch with `clahe` or `jpegArtifacts` in it is read back, changed on the host, to the same levels as by
 * `replay`, and brought to the backend again. The caller disposes what comes back.
 *
 * @param batch float32, levels of 0–255; not disposed
 * @param steps a list a sample
 * @throws where there is not one list a sample, sizes differ afterwards or a mask does not fit
 * @example
 * const [, height, width] = batch.images.shape;
 * const steps = ids.map((_, i) => drawSteps([flip(), clahe({ probability: 0.2 })], stream(seed, 'augment', epoch, i), { height, width }));
 * const { images, masks } = await replayTensorsAsync(batch, steps);
 */
export async function replayTensorsAsync(
  batch: TensorBatch, steps: readonly (readonly Step[])[], options: Pick<ReplayOptions, 'border'> = {},
): Promise<TensorBatch> {
  if (!steps.some((list) => list.some(isForHost))) return replayTensors(batch, steps, options);
  checkBatch('replayTensorsAsync', batch, steps, options);
  const [images, masks] = await Promise.all([rasters(batch.images), batch.masks && rasters(batch.masks)]);
  const done = images.map((image, b) => replay({ id: `sample ${b}`, image, ...(masks && { mask: masks[b] }) }, steps[b], options));
  return {
    images: joined(done.map(({ image }) => image)),
    ...(masks && { masks: joined(done.map(({ mask }) => mask!)) }),
  };
}

async function rasters(tensor: tf.Tensor4D): Promise<Raster[]> {
  const [batch, height, width, channels] = tensor.shape, size = height * width * channels;
  const levels = Uint8ClampedArray.from(await tensor.data());
  return Array.from({ length: batch }, (_, b) => (
    { data: new Uint8Array(levels.buffer, b * size, size), height, width, channels }));
}

function joined(all: readonly Raster[]): tf.Tensor4D {
  const [{ data: { length: size }, height, width, channels }] = all, values = new Float32Array(all.length * size);
  all.forEach(({ data }, b) => values.set(data, b * size));
  return tf.tensor4d(values, [all.length, height, width, channels]);
}
