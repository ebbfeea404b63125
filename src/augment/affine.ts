/**
 * Turns and scales about the centre ((W − 1)/2, (H − 1)/2), then shifts:
 *
 *     x' − cx = s·( cos θ·(x − cx) + sin θ·(y − cy)) + tx
 *     y' − cy = s·(−sin θ·(x − cx) + cos θ·(y − cy)) + ty
 *
 * Positive θ turns counter-clockwise as one sees it, although y points down.
 */
import { checkedRange, type Range, type Transform } from './transform';

/**
 * Each number is drawn uniformly from its range; a range left out changes nothing.
 *
 * @param options.rotateRange θ in degrees; default [0, 0]
 * @param options.scaleRange s, 1.1 makes everything 10 % larger; default [1, 1]
 * @param options.shiftRange tx as a fraction of the width and ty of the height, drawn apart; default [0, 0]
 * @throws where a range is not [low, high] with low ≤ high, or a scale is not positive
 * @example
 * affine({ rotateRange: [-20, 20], scaleRange: [.9, 1.1], shiftRange: [-.05, .05] });
 */
export function affine(options: { rotateRange?: Range; scaleRange?: Range; shiftRange?: Range } = {}): Transform {
  const rotate = checkedRange('affine', 'rotateRange', options.rotateRange ?? [0, 0]);
  const scale = checkedRange('affine', 'scaleRange', options.scaleRange ?? [1, 1], 0.01);
  const shift = checkedRange('affine', 'shiftRange', options.shiftRange ?? [0, 0]);
  return {
    name: 'affine',
    draw(random, { height, width }) {
      const angle = (random.uniform(...rotate) * Math.PI) / 180, size = random.uniform(...scale);
      const right = width * random.uniform(...shift), down = height * random.uniform(...shift);
      const cos = size * Math.cos(angle), sin = size * Math.sin(angle);
      const x = (width - 1) / 2, y = (height - 1) / 2;
      return {
        kind: 'geometry',
        name: 'affine',
        matrix: [cos, sin, x + right - cos * x - sin * y, -sin, cos, y + down + sin * x - cos * y],
      };
    },
  };
}
