/**
 * Hair, a ruler and a vignette as a layer on the image: at each pixel a colour and how much it covers,
 *
 *     level' = level + cover · (colour − level)
 */
import type { Raster, Size } from './sample';
import type { Hair, HairStep, RulerStep, VignetteStep } from './steps';

/** What lies on an image. */
export interface Layer {
  /** height·width numbers in [0, 1]. */
  readonly cover: Float32Array;
  /** height·width·3 levels. */
  readonly colors: Float32Array;
}

export function layerOf(step: HairStep | RulerStep | VignetteStep, size: Size): Layer {
  const pixels = size.height * size.width;
  const layer = { cover: new Float32Array(pixels), colors: new Float32Array(pixels * 3) };
  if (step.kind === 'hair') step.hairs.forEach((hair) => drawHair(layer, size, hair));
  else if (step.kind === 'ruler') drawRuler(layer, size, step);
  else drawVignette(layer, size, step);
  return layer;
}

/** The image below the layer; images of other than three channels take the mean of the colours. */
export function lay(image: Raster, { cover, colors }: Layer): Raster {
  const { channels } = image, data = image.data.slice();
  for (let pixel = 0, i = 0; pixel < cover.length; pixel++) {
    const [r, g, b] = [colors[3 * pixel], colors[3 * pixel + 1], colors[3 * pixel + 2]];
    for (let k = 0; k < channels; k++, i++) {
      const color = channels === 3 ? colors[3 * pixel + k] : (r + g + b) / 3;
      if (cover[pixel] > 0) data[i] = data[i] + cover[pixel] * (color - data[i]) + 0.5;
    }
  }
  return { ...image, data };
}

/**
 * Discs along the curve, half as thick at the tip; each pixel covered by how far it is inside. They are half a pixel apart, or a
 * sixteenth of the thickness if that is more.
 */
function drawHair({ cover, colors }: Layer, { height, width }: Size, { points, thickness, color }: Hair): void {
  const [x0, y0, x1, y1, x2, y2] = points;
  const length = Math.hypot(x1 - x0, y1 - y0) + Math.hypot(x2 - x1, y2 - y1);
  const steps = Math.max(1, Math.ceil(length / Math.max(0.5, thickness / 16)));
  for (let step = 0; step <= steps; step++) {
    const t = step / steps, s = 1 - t, radius = (thickness / 2) * (1 - t / 2);
    const x = s * s * x0 + 2 * s * t * x1 + t * t * x2, y = s * s * y0 + 2 * s * t * y1 + t * t * y2;
    for (let row = Math.max(0, Math.floor(y - radius)); row <= Math.min(height - 1, Math.ceil(y + radius)); row++) {
      for (let column = Math.max(0, Math.floor(x - radius)); column <= Math.min(width - 1, Math.ceil(x + radius)); column++) {
        const inside = Math.min(1, radius + 0.5 - Math.hypot(column - x, row - y)), i = row * width + column;
        if (inside <= cover[i]) continue;
        cover[i] = inside;
        colors.set(color, 3 * i);
      }
    }
  }
}

/** Marks at right angles to a side, longer at every fifth and tenth. */
function drawRuler({ cover, colors }: Layer, { height, width }: Size, { side, spacing, length, level }: RulerStep): void {
  const isUpright = side === 'left' || side === 'right', reach = isUpright ? height : width, across = isUpright ? width : height;
  for (let mark = 0, at = spacing / 2; at < reach; mark++, at += spacing) {
    const long = Math.min(across, Math.round(length * (mark % 10 === 0 ? 2 : mark % 5 === 0 ? 1.5 : 1)));
    for (let depth = 0; depth < long; depth++) {
      const along = Math.floor(at), inward = side === 'left' || side === 'top' ? depth : across - 1 - depth;
      const i = isUpright ? along * width + inward : inward * width + along;
      cover[i] = 0.85;
      colors.fill(level, 3 * i, 3 * i + 3);
    }
  }
}

/** Nothing within the radius, `strength` of black beyond the soft edge, a smooth step between. */
function drawVignette({ cover }: Layer, { height, width }: Size, { radius, softness, strength }: VignetteStep): void {
  const x = (width - 1) / 2, y = (height - 1) / 2, half = Math.hypot(width, height) / 2;
  for (let row = 0, i = 0; row < height; row++) {
    for (let column = 0; column < width; column++, i++) {
      const t = Math.min(1, Math.max(0, (Math.hypot(column - x, row - y) / half - radius) / softness));
      cover[i] = strength * t * t * (3 - 2 * t);
    }
  }
}
