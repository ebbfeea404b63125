/**
 * What a canvas would lose of a PNG, by the package `fast-png`, loaded with the first of them: gray of 16 bits, which it would cut to 8,
 * and colours that transparency hides. The numbers are those of the file: no colour profile, no orientation.
 */
import type { Raster } from '../augment/sample';

/** Numbers of 0 to 65535, and how much of each is seen, 0 to 1. */
interface DeepPicture {
  readonly height: number;
  readonly width: number;
  readonly numbers: Uint16Array;
  readonly opacity: Float32Array;
}

/** @throws where the file is damaged or cut off, or not gray of 16 bits */
export async function decodeDeepPng(bytes: Uint8Array): Promise<DeepPicture> {
  const { decode } = await import('fast-png');
  const { height, width, channels, data, transparency } = decode(bytes, { checkCrc: true });
  if (!(data instanceof Uint16Array) || data.length !== height * width * channels || channels > 2) throw new Error('no gray of 16 bits');
  const numbers = channels === 1 ? data : data.filter((_, i) => i % 2 === 0), hidden = transparency?.[0];
  const opacity = Float32Array.from(numbers, (number, i) => (channels === 2 ? data[2 * i + 1] / 65535 : number === hidden ? 0 : 1));
  return { height, width, numbers, opacity };
}

/** Levels of 0 to 255 laid over a background of so many channels. */
export function levelsOf({ height, width, numbers, opacity }: DeepPicture, background: readonly number[]): Raster {
  const channels = background.length, data = new Uint8Array(numbers.length * channels);
  for (let i = 0; i < data.length; i++) {
    const pixel = Math.floor(i / channels), under = background[i % channels];
    data[i] = Math.round(under + opacity[pixel] * (numbers[pixel] / 257 - under));
  }
  return { data, height, width, channels };
}

/**
 * The gray levels of the pixels that are wholly transparent, by rows; of a PNG that names one colour as transparent, that colour alone.
 *
 * @throws if the file is no PNG, damaged or cut off
 */
export async function hiddenLevels(bytes: Uint8Array): Promise<Uint8Array> {
  const { convertIndexedToRgb, decode } = await import('fast-png');
  const picture = decode(bytes), { palette, transparency, depth } = picture;
  const full = palette ? 255 : 2 ** depth - 1;
  const gray = (colour: ArrayLike<number>) => (
    (255 / full) * (colour.length < 3 ? colour[0] : 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]) + 0.5);
  if (transparency && !palette) return Uint8Array.of(gray(transparency));
  const data = palette ? convertIndexedToRgb(picture) : picture.data, channels = palette ? palette[0].length : picture.channels;
  if (channels % 2 === 1) return new Uint8Array(0);
  const pixels = Array.from({ length: data.length / channels }, (_, i) => data.subarray(i * channels, (i + 1) * channels));
  return Uint8Array.from(pixels.filter((pixel) => pixel[channels - 1] === 0), gray);
}
