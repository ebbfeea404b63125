/** Steps that mix the three channels of a pixel; images of one channel stay as they are. */
import type { Raster } from './sample';
import type { MixStep } from './steps';
import { throughTables, type Tables } from './tables';

/** A new image with each pixel's channels mixed, after its levels went through the tables. */
export function mixChannels(image: Raster, step: MixStep, tables: Tables): Raster {
  const { data, channels } = image;
  if (channels !== 3 || step.kind === 'channelShuffle') {
    const looked = throughTables(image, tables);
    return step.kind === 'channelShuffle' ? shuffle(looked, step.order) : looked;
  }
  const mixed = new Uint8Array(data.length);
  if (step.kind === 'hue') rotateHue(data, mixed, tables, (((step.degrees / 60) % 6) + 6) % 6);
  else saturate(data, mixed, tables, step.kind === 'saturation' ? step.factor : 0);
  return { ...image, data: mixed };
}

/** factor · level + (1 − factor) · grey, in parts of 1/16384. */
function saturate(data: Uint8Array, mixed: Uint8Array, [reds, greens, blues]: Tables, factor: number): void {
  const own = Math.round(factor * 16384);
  const red = Math.round((1 - factor) * 0.299 * 16384), blue = Math.round((1 - factor) * 0.114 * 16384);
  const green = 16384 - own - red - blue;
  for (let i = 0; i < data.length; i += 3) {
    const r = reds[data[i]], g = greens[data[i + 1]], b = blues[data[i + 2]];
    const grey = red * r + green * g + blue * b + 8192;
    const newRed = (own * r + grey) >> 14, newGreen = (own * g + grey) >> 14, newBlue = (own * b + grey) >> 14;
    mixed[i] = newRed < 0 ? 0 : newRed > 255 ? 255 : newRed;
    mixed[i + 1] = newGreen < 0 ? 0 : newGreen > 255 ? 255 : newGreen;
    mixed[i + 2] = newBlue < 0 ? 0 : newBlue > 255 ? 255 : newBlue;
  }
}

/** 8192 / chroma, so that nothing is divided for each pixel. */
const reciprocals = Float64Array.from({ length: 256 }, (_, chroma) => (chroma === 0 ? 0 : 8192 / chroma));

/**
 * Turns the hue of the hexcone (HSV) by so many sixths of the circle. With the largest M and smallest m of the channels
 * and C = M − m, a channel is M − C·clamp(d − 1, 0, 1), where d is its distance on the circle, in sixths, from the hue.
 * Sixths are counted in 1/8192.
 */
function rotateHue(data: Uint8Array, mixed: Uint8Array, [reds, greens, blues]: Tables, sixths: number): void {
  const turn = Math.round(sixths * 8192);
  for (let i = 0; i < data.length; i += 3) {
    const r = reds[data[i]], g = greens[data[i + 1]], b = blues[data[i + 2]];
    const most = r > g ? (r > b ? r : b) : (g > b ? g : b), least = r < g ? (r < b ? r : b) : (g < b ? g : b);
    const chroma = most - least, over = reciprocals[chroma];
    let hue = turn + 0.5 + (most === r ? (g - b) * over : most === g ? 16384 + (b - r) * over : 32768 + (r - g) * over) | 0;
    if (hue >= CIRCLE) hue -= CIRCLE;
    if (hue < 0) hue += CIRCLE;
    const top = (most << 13) + 4096;
    mixed[i] = (top - chroma * away(hue)) >> 13;
    mixed[i + 1] = (top - chroma * away(hue < 16384 ? hue + 32768 : hue - 16384)) >> 13;
    mixed[i + 2] = (top - chroma * away(hue < 32768 ? hue + 16384 : hue - 32768)) >> 13;
  }
}

const CIRCLE = 6 * 8192;

/** clamp(d − 1, 0, 1) for the distance d of `hue` from 0 on the circle. */
function away(hue: number): number {
  const d = (hue > 24576 ? CIRCLE - hue : hue) - 8192;
  return d <= 0 ? 0 : d >= 8192 ? 8192 : d;
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
