/** Arithmetic on pixels of three channels, in place and in whole numbers. */

/** Parts of 1/16384 of a channel itself, and of the red, green and blue that make its pixel's grey; they sum to 1. */
export interface SaturationWeights {
  readonly own: number;
  readonly red: number;
  readonly green: number;
  readonly blue: number;
}

/** factor · level + (1 − factor) · grey. */
export function saturationWeights(factor: number): SaturationWeights {
  const own = Math.round(factor * 16384);
  const red = Math.round((1 - factor) * 0.299 * 16384), blue = Math.round((1 - factor) * 0.114 * 16384);
  return { own, red, green: 16384 - own - red - blue, blue };
}

export function saturate(data: Uint8Array, { own, red, green, blue }: SaturationWeights): void {
  for (let i = 0; i < data.length; i += 3) {
    const r = data[i], g = data[i + 1], b = data[i + 2], grey = red * r + green * g + blue * b + 8192;
    const newRed = (own * r + grey) >> 14, newGreen = (own * g + grey) >> 14, newBlue = (own * b + grey) >> 14;
    data[i] = newRed < 0 ? 0 : newRed > 255 ? 255 : newRed;
    data[i + 1] = newGreen < 0 ? 0 : newGreen > 255 ? 255 : newGreen;
    data[i + 2] = newBlue < 0 ? 0 : newBlue > 255 ? 255 : newBlue;
  }
}

/** Parts of 1/8192 of a sixth of the circle of colours. */
export function hueTurn(degrees: number): number {
  return Math.round((((degrees / 60) % 6) + 6) % 6 * 8192);
}

/**
 * Turns the hue of the hexcone (HSV). With the largest M and smallest m of the channels and C = M − m, a channel is
 * M − C·clamp(d − 1, 0, 1), where d is its distance on the circle, in sixths, from the hue.
 */
export function turnHue(data: Uint8Array, turn: number): void {
  for (let i = 0; i < data.length; i += 3) {
    const r = data[i], g = data[i + 1], b = data[i + 2];
    const most = r > g ? (r > b ? r : b) : (g > b ? g : b), least = r < g ? (r < b ? r : b) : (g < b ? g : b);
    const chroma = most - least;
    let hue = turn + (most === r ? sixths(g - b, chroma) : most === g ? 16384 + sixths(b - r, chroma) : 32768 + sixths(r - g, chroma));
    if (hue >= CIRCLE) hue -= CIRCLE;
    if (hue < 0) hue += CIRCLE;
    const top = (most << 13) + 4096;
    data[i] = (top - chroma * away(hue)) >> 13;
    data[i + 1] = (top - chroma * away(hue < 16384 ? hue + 32768 : hue - 16384)) >> 13;
    data[i + 2] = (top - chroma * away(hue < 32768 ? hue + 16384 : hue - 32768)) >> 13;
  }
}

const CIRCLE = 6 * 8192;

/** In single precision as the kernel divides; 0/0 is 0. */
function sixths(difference: number, chroma: number): number {
  return Math.fround((difference << 13) / chroma) | 0;
}

/** clamp(d − 1, 0, 1) for the distance d of `hue` from 0 on the circle. */
function away(hue: number): number {
  const d = (hue > 24576 ? CIRCLE - hue : hue) - 8192;
  return d <= 0 ? 0 : d >= 8192 ? 8192 : d;
}

/** Channel k becomes what channel order[k] was. */
export function shuffle(data: Uint8Array, order: readonly number[]): void {
  const pixel = order.map(() => 0);
  for (let i = 0; i < data.length; i += order.length) {
    for (let k = 0; k < order.length; k++) pixel[k] = data[i + order[k]];
    for (let k = 0; k < order.length; k++) data[i + k] = pixel[k];
  }
}
