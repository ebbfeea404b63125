/** Does to a batch of tensors what was drawn for each sample: `replay` on the backend. */
import * as tf from '@tensorflow/tfjs-core';
import { invalid } from '../../shapes/check';
import { isPointStep, type PointStep } from '../pixels';
import { chainOf } from '../chain';
import { checkChannels, checkSteps } from '../checkSteps';
import { checkReplayOptions, type ReplayOptions } from '../replay';
import type { Size } from '../sample';
import { sizeAfter, type GeometryStep, type ImageStep, type Step, type WarpStep } from '../steps';
import { applyToTensor, cutTensor } from './tensorSteps';
import { moveTensors } from './tensorWarp';

/** A batch of levels 0–255. */
export interface TensorBatch {
  /** [B, H, W, C] */
  readonly images: tf.Tensor4D;
  /** [B, H, W, 1]; a level is a label. */
  readonly masks?: tf.Tensor4D;
}

/** What happens between two resamplings: moves, then changes in place. */
interface Phase { moves: (GeometryStep | WarpStep)[]; changes: ImageStep[] }

/**
 * The same as `replay` of each sample, up to a level: all samples of the batch are resampled by one gather a phase, a
 * phase ending at the first step for which places matter. The caller disposes what comes back.
 *
 * @param batch float32; not disposed
 * @param steps a list a sample
 * @throws where there is not one list a sample, sizes differ afterwards, or a step is `clahe` or `jpegArtifacts`, which
 *   `replayTensorsAsync` does on the host
 * @example
 * const steps = ids.map((_, i) => drawSteps(transforms, stream(seed, 'augment', epoch, i), { height: 128, width: 128 }));
 * const { images, masks } = replayTensors(batch, steps);
 */
export function replayTensors(
  { images, masks }: TensorBatch, steps: readonly (readonly Step[])[], options: Pick<ReplayOptions, 'border'> = {},
): TensorBatch {
  checkBatch('replayTensors', { images, masks }, steps, options);
  const { border = 'reflect' } = options;
  const [fill, fillMask] = border === 'reflect' ? [border, border] : [border.fill, border.fillMask];
  const phases = steps.map(phasesOf), count = Math.max(...phases.map((list) => list.length));
  return tf.tidy(() => {
    // Sizes between phases may differ, so that from the second phase on samples are alone.
    const groups = count <= 1 ? [phases.map((_, b) => b)] : phases.map((_, b) => [b]);
    const done = groups.map((group) => {
      let picture = tf.slice(images, group[0], group.length), labels = masks && tf.slice(masks, group[0], group.length);
      for (let k = 0; k < Math.max(...group.map((b) => phases[b].length)); k++) {
        const now = group.map((b): Phase => phases[b][k] ?? { moves: [], changes: [] });
        if (now.some(({ moves }) => moves.length > 0)) {
          const size: Size = { height: picture.shape[1], width: picture.shape[2] };
          const chains = now.map(({ moves }) => chainOf(moves, size));
          picture = moveTensors(picture, chains, fill, 'bilinear');
          labels &&= moveTensors(labels, chains, fillMask, 'nearest');
        }
        picture = changeEach(picture, now);
        labels &&= cutEach(labels, now);
      }
      return { picture, labels };
    });
    const joined = (parts: tf.Tensor4D[]) => (parts.length === 1 ? tf.clone(parts[0]) : tf.concat(parts, 0));
    return {
      images: joined(done.map(({ picture }) => picture)),
      ...(masks && { masks: joined(done.map(({ labels }) => labels!)) }),
    };
  });
}

/** Throws unless there is a list of known steps for each sample, all lead to one size, and masks have that of the images. */
export function checkBatch(
  where: string, { images, masks }: TensorBatch, steps: readonly (readonly Step[])[], options: Pick<ReplayOptions, 'border'>,
): void {
  checkReplayOptions(options);
  const [batch, height, width] = images.shape;
  if (steps.length !== batch) throw invalid('steps', where, `${batch} lists, one a sample`, steps.length);
  if (masks && String(masks.shape) !== String([batch, height, width, 1])) {
    throw invalid('masks', where, `[${[batch, height, width, 1]}]`, masks.shape);
  }
  steps.forEach((list, b) => {
    checkSteps(`sample ${b}`, list);
    checkChannels(`sample ${b}`, list, images.shape[3]);
  });
  const sizes = new Set(steps.map((list) => JSON.stringify(sizeAfter(list, { height, width }))));
  if (sizes.size > 1) throw invalid('steps', where, 'one size for all samples', [...sizes].join(', '));
}

/** Steps that look at single pixels come after the moves of their phase, as in `replay`. */
function phasesOf(steps: readonly Step[]): Phase[] {
  const phases: Phase[] = [];
  let moves: Phase['moves'] = [], points: PointStep[] = [];
  for (const step of steps) {
    if (step.kind === 'geometry' || step.kind === 'warp') moves.push(step);
    else if (isPointStep(step)) points.push(step);
    else {
      phases.push({ moves, changes: [...points, step] });
      [moves, points] = [[], []];
    }
  }
  return [...phases, { moves, changes: points }];
}

function changeEach(images: tf.Tensor4D, phases: readonly Phase[]): tf.Tensor4D {
  if (phases.every(({ changes }) => changes.length === 0)) return images;
  return tf.concat(phases.map(({ changes }, b) => changes.reduce(applyToTensor, tf.slice(images, b, 1))), 0);
}

function cutEach(masks: tf.Tensor4D, phases: readonly Phase[]): tf.Tensor4D {
  const cuts = phases.map(({ changes }) =>
    changes.flatMap((step) => (step.kind === 'cutout' && step.fillMask !== undefined ? [step] : [])));
  if (cuts.every((list) => list.length === 0)) return masks;
  return tf.concat(cuts.map((list, b) => list.reduce(
    (mask, { rectangles, fillMask }) => cutTensor(mask, rectangles, fillMask!), tf.slice(masks, b, 1))), 0);
}
