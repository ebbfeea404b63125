/** Steps that mix the three channels of a pixel; images of one channel stay as they are. */
import type { Raster } from './sample';
import type { MixStep } from './steps';

/** A new image with each pixel's channels mixed. */
export function mixChannels(image: Raster, step: MixStep): Raster {
  const { data, channels } = image;
  if (step.kind === 'channelShuffle') return shuffle(image, step.order);
  if (channels !== 3) return image;
  const mixed = new Uint8ClampedArray(data.length);
  if (step.kind === 'hue') rotateHue(data, mixed, (((step.degrees / 60) % 6) + 6) % 6);
  else saturate(data, mixed, step.kind === 'saturation' ? step.factor : 0);
  return { ...image, data: new Uint8Array(mixed.buffer) };
}

/** factor · level + (1 − factor) · grey, in parts of 1/1024. */
function saturate(data: Uint8Array, mixed: Uint8ClampedArray, factor: number): void {
  const own = Math.round(factor * 16384);
  const red = Math.round((1 - factor) * 0.299 * 16384), blue = Math.round((1 - factor) * 0.114 * 16384);
  const green = 16384 - own - red - blue;
  for (let i = 0; i < data.length; i += 3) {
    const r = data[i], g = data[i + 1], b = data[i + 2];
    const grey = red * r + green * g + blue * b + 8192;
    mixed[i] = (own * r + grey) >> 14;
    mixed[i + 1] = (own * g + grey) >> 14;
    mixed[i + 2] = (own * b + grey) >> 14;
  }
}

/**
 * Turns the hue of the hexcone (HSV) by so many sixths of the circle. With the largest M and smallest m of the channels
 * and C = M − m, a channel is M − C·clamp(d − 1, 0, 1), where d is its distance on the circle, in sixths, from the hue.
 */
function rotateHue(data: Uint8Array, mixed: Uint8ClampedArray, sixths: number): void {
  for (let i = 0; i < data.length; i += 3) {
    const r = data[i], g = data[i + 1], b = data[i + 2];
    const most = r > g ? (r > b ? r : b) : (g > b ? g : b), least = r < g ? (r < b ? r : b) : (g < b ? g : b);
    const chroma = most - least;
    if (chroma === 0) {
      mixed[i] = mixed[i + 1] = mixed[i + 2] = r;
      continue;
    }
    let hue = sixths + (most === r ? (g - b) / chroma : most === g ? 2 + (b - r) / chroma : 4 + (r - g) / chroma);
    if (hue >= 6) hue -= 6;
    if (hue < 0) hue += 6;
    mixed[i] = most - chroma * away(hue);
    mixed[i + 1] = most - chroma * away(hue < 2 ? hue + 4 : hue - 2);
    mixed[i + 2] = most - chroma * away(hue < 4 ? hue + 2 : hue - 4);
  }
}

/** clamp(d − 1, 0, 1) for the distance d of `hue` in [0, 6) from 0 on the circle of 6. */
function away(hue: number): number {
  const d = (hue > 3 ? 6 - hue : hue) - 1;
  return d <= 0 ? 0 : d >= 1 ? 1 : d;
}

/** Channel k of the result is channel order[k] of the image. */
function shuffle(image: Raster, order: readonly number[]): Raster {
  const { data, channels } = image;
  if (order.length !== channels) return image;
  const shuffled = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i += channels) {
    for (let k = 0; k < channels; k++) shuffled[i + k] = data[i + order[k]];
  }
  return { ...image, data: shuffled };
}
