/** Draws a list of transforms, one after the other. */
import type { Stream } from '../random/stream';
import { checkPositiveIntegers } from '../shapes/check';
import type { Size } from './sample';
import { sizeAfter, type Step } from './steps';
import { checkTransforms, type Transform } from './transform';

/**
 * What the transforms do to a sample of this size: plain data, to store and to `replay`. Each transform sees the
 * size that those before it leave.
 *
 * @example
 * const steps = drawSteps([flip(), affine()], stream(7, 'augment', epoch, index), sample.image);
 */
export function drawSteps(transforms: readonly Transform[], random: Stream, { height, width }: Size): Step[] {
  checkTransforms('drawSteps', transforms, 0);
  checkPositiveIntegers('drawSteps', { height, width });
  const steps: Step[] = [];
  let size: Size = { height, width };
  for (const one of transforms) {
    const drawn = one.draw(random, size);
    size = sizeAfter(drawn, size);
    steps.push(...drawn);
  }
  return steps;
}
