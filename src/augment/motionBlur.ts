/**
 * Averages along a line, as if the camera had moved while the shutter was open.
 *
 * The line is sampled densely and each point shared among the four pixels around it.
 */
import { checkedRange, checkOptions, transform, type Chance, type Range, type Transform } from './transform';

/**
 * @param options.lengthRange of the line in pixels; default [3, 9]
 * @param options.angleRange of the line in degrees, counter-clockwise from the right; default [0, 180]
 * @throws if a range is not [low, high] with low ≤ high, or a length not within 1 to 255
 * @example
 * compose([motionBlur({ lengthRange: [3, 15] })]);
 */
export function motionBlur(options: Chance & { readonly lengthRange?: Range; readonly angleRange?: Range } = {}): Transform {
  checkOptions('motionBlur', options, ['lengthRange', 'angleRange']);
  const lengths = checkedRange('motionBlur', 'lengthRange', options.lengthRange ?? [3, 9], 1, 255);
  const angles = checkedRange('motionBlur', 'angleRange', options.angleRange ?? [0, 180]);
  return transform('motionBlur', options, (random) => {
    const length = random.uniform(...lengths), angle = (random.uniform(...angles) * Math.PI) / 180;
    const half = Math.ceil((length - 1) / 2), side = 2 * half + 1;
    return { kind: 'filter', name: 'motionBlur', rows: side, columns: side, kernel: line(half, length - 1, angle) };
  });
}

/** Weights of a line of this length through the middle of (2·half + 1)² pixels. */
function line(half: number, length: number, angle: number): number[] {
  const side = 2 * half + 1, kernel = new Array<number>(side * side).fill(0), samples = 8 * side + 1;
  for (let i = 0; i < samples; i++) {
    const along = (i / (samples - 1) - 0.5) * length;
    const x = half + along * Math.cos(angle), y = half - along * Math.sin(angle);
    const left = Math.min(side - 1, Math.floor(x)), top = Math.min(side - 1, Math.floor(y)), u = x - left, v = y - top;
    const shares = [[0, 0, (1 - u) * (1 - v)], [1, 0, u * (1 - v)], [0, 1, (1 - u) * v], [1, 1, u * v]];
    for (const [right, down, share] of shares) {
      if (share > 0 && left + right < side && top + down < side) kernel[(top + down) * side + left + right] += share;
    }
  }
  const sum = kernel.reduce((total, weight) => total + weight, 0);
  return kernel.map((weight) => weight / sum);
}
