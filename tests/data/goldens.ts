/** What tests/reference/preprocess.py wrote, and the pictures that both sides compute. */
import { readFileSync } from 'node:fs';
import type { Raster } from 'tfjs-blocks/augment';
import type { ResizeOptions } from 'tfjs-blocks/data';
import { uniform } from '../contracts/formula';

interface Golden {
  resize: (Required<Pick<ResizeOptions, 'mode' | 'interpolation'>> & { size: [number, number]; image: number[]; mask: number[] })[];
  constancy: { name: string; power: number; image: number[] }[];
  regions: { name: string; level: number; areas: Record<4 | 8, number[]>; largest: number[]; filled: number[] }[];
  morphology: { size: number; dilated: number[]; blackHat: number[] }[];
}

export const golden: Golden = JSON.parse(readFileSync(new URL('../golden/preprocess.json', import.meta.url), 'utf8'));

/** Random levels. */
export function levels(name: string, height: number, width: number, channels: number): Raster {
  const data = Uint8Array.from(uniform(name, height * width * channels), (value) => Math.floor((value + 1) * 128));
  return { data, height, width, channels };
}

export function rasterOf(height: number, width: number, level: (row: number, column: number) => number): Raster {
  const data = Uint8Array.from({ length: height * width }, (_, i) => level(Math.floor(i / width), i % width));
  return { data, height, width, channels: 1 };
}

/** Largest difference of two lists of levels. */
export const farthest = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i])));
