/**
 * The way back, for test-time augmentation: predict on turned or warped images, move the predictions back, average them.
 */
import { checkPositiveIntegers } from '../shapes/check';
import { checkSteps } from './checkSteps';
import { invert } from './matrix';
import type { Size } from './sample';
import { sizeAfter, type GeometryStep, type Step, type WarpStep } from './steps';

/**
 * Steps that undo the geometric ones, last first; what changed levels is left out. What left the image is lost, and what
 * is blurred by resampling twice stays blurred.
 *
 * @param steps what was done
 * @param size of the sample before
 * @throws if a step is of no known kind, or a field of it unknown, missing or out of bounds
 * @example
 * const steps = drawSteps([flip(), turn90()], random, sample.image);
 * const prediction = predict(replay(sample, steps));
 * const back = replay(prediction, inverse(steps, sample.image));
 */
export function inverse(steps: readonly Step[], { height, width }: Size): Step[] {
  checkSteps('inverse', steps);
  checkPositiveIntegers('inverse', { height, width });
  const back: Step[] = [];
  let size: Size = { height, width };
  for (const step of steps) {
    if (step.kind === 'warp') back.unshift(undoWarp(step));
    if (step.kind === 'geometry') back.unshift(undoMatrix(step, size));
    size = sizeAfter([step], size);
  }
  return back;
}

function undoWarp({ inverted = false, ...step }: WarpStep): WarpStep {
  return inverted ? step : { ...step, inverted: true };
}

function undoMatrix({ antialias, ...step }: GeometryStep, size: Size): GeometryStep {
  return { ...step, matrix: invert(step.matrix), ...(step.size && { size }), ...(antialias !== undefined && { antialias }) };
}
