/**
 * The outlines of a true and a predicted mask on their image.
 *
 * The truth is a broad blue line, the prediction a narrow yellow one on top of it: where both coincide one sees a
 * yellow line edged in blue. The two differ in lightness too, so the figure survives grey print and any colour vision.
 */
import { maskBits } from '../metrics/mask';
import { palette } from './specification';

/** Rows, then columns, then channels (HWC), levels 0–255. */
export interface Picture {
  readonly data: Uint8Array;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Colours of the outlines, for legends. */
export const outlineColors = { truth: palette.blue, prediction: palette.yellow } as const;

/**
 * @param image [H, W, 3]
 * @param truth mask of 0 and 1, or of 0 and 255, H·W bytes
 * @param prediction mask of 0 and 1, or of 0 and 255, H·W bytes
 * @param options.scale whole factor by which all is enlarged, so that the lines are crisp; default 3
 * @returns the image, [H·scale, W·scale, 3], with both outlines
 * @throws if sizes disagree, or a value is not that of a mask
 * @example
 * const overlay = maskOutline(sample.image, sample.mask.data, predicted);
 */
export function maskOutline(
  image: Picture, truth: Uint8Array, prediction: Uint8Array, options: { scale?: number } = {},
): Picture {
  const { scale = 3 } = options;
  if (!Number.isInteger(scale) || scale < 1) {
    throw new Error(`Invalid \`scale\` in maskOutline: expected a positive integer, received ${scale}.`);
  }
  if (image.channels !== 3) {
    throw new Error(`Invalid \`image\` in maskOutline: expected 3 channels, received ${image.channels}.`);
  }
  const masks = Object.entries({ truth, prediction }).map(([name, mask]) => readMask(name, mask, image));
  const { height, width } = image;
  const large = enlarge(image, scale);
  const insides = masks.map((data) => enlarge({ data, height, width, channels: 1 }, scale));
  paint(large, insides[0], 0.8 * scale, outlineColors.truth);
  paint(large, insides[1], 0.34 * scale, outlineColors.prediction);
  return large;
}

function readMask(name: string, mask: Uint8Array, { height, width }: Picture): Uint8Array {
  if (mask.length !== height * width) {
    throw new Error(`Invalid \`${name}\` in maskOutline: expected ${height} × ${width} bytes, received ${mask.length}.`);
  }
  return maskBits(`\`${name}\` in maskOutline`, mask, { inside: 255 });
}

/** Bilinear, half-pixel centres. */
function enlarge({ data, height, width, channels }: Picture, scale: number): Picture {
  const large = { data: new Uint8Array(data.length * scale * scale), height: height * scale, width: width * scale, channels };
  const rows = taps(height, scale), columns = taps(width, scale);
  let to = 0;
  for (const { first: top, second: bottom, share: v } of rows) {
    for (const { first: left, second: right, share: u } of columns) {
      for (let k = 0; k < channels; k++) {
        const above = (1 - u) * data[(top * width + left) * channels + k] + u * data[(top * width + right) * channels + k];
        const below = (1 - u) * data[(bottom * width + left) * channels + k] + u * data[(bottom * width + right) * channels + k];
        large.data[to++] = (1 - v) * above + v * below + 0.5;
      }
    }
  }
  return large;
}

/** The two pixels between which each enlarged one lies, and the share of the second. */
function taps(size: number, scale: number): { first: number; second: number; share: number }[] {
  return Array.from({ length: size * scale }, (_, at) => {
    const place = Math.min(size - 1, Math.max(0, (at + 0.5) / scale - 0.5));
    const first = Math.floor(place);
    return { first, second: Math.min(size - 1, first + 1), share: place - first };
  });
}

/** Colours every pixel within `radius` of the edge between inside (above 127) and outside. */
function paint(picture: Picture, mask: Picture, radius: number, color: string): void {
  const { height, width } = picture;
  const rgb = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
  const disc = discOffsets(radius);
  const inside = Uint8Array.from(mask.data, (level) => Number(level > 127));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const isEdge = (x + 1 < width && inside[i] !== inside[i + 1]) || (y + 1 < height && inside[i] !== inside[i + width]);
      if (!isEdge) continue;
      for (const [dy, dx] of disc) {
        const toY = y + dy, toX = x + dx;
        if (toY >= 0 && toY < height && toX >= 0 && toX < width) picture.data.set(rgb, (toY * width + toX) * 3);
      }
    }
  }
}

/** Steps to every pixel within the radius. */
function discOffsets(radius: number): [dy: number, dx: number][] {
  const reach = Math.floor(radius);
  const steps = Array.from({ length: 2 * reach + 1 }, (_, i) => i - reach);
  return steps.flatMap((dy) => steps.map((dx): [number, number] => [dy, dx]))
    .filter(([dy, dx]) => dy * dy + dx * dx <= radius * radius);
}
