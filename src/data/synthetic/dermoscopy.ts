/**
 * Dermoscopy-like pictures with exact masks, for examples and tests that must run without any data: skin of all tones,
 * one lesion, hairs, rulers, dark corners, glints. They teach a network to segment; they teach nothing about medicine.
 */
import type { Raster, Sample } from '../../augment/sample';
import { type Stream, stream } from '../../random/stream';
import { drawGlints, drawHairs, drawRuler, drawVignette } from './artefacts';
import { type Canvas, coordinate } from './canvas';
import { drawLesion, type Lesion } from './lesion';
import { addGrain, drawSkin } from './skin';

/** Options of {@link syntheticDermoscopy}. */
export interface SyntheticOptions {
  /** How many samples. */
  readonly count: number;
  /** Height and width in pixels, at least 16; default 128. */
  readonly size?: number;
  /** Integer in [0, 2³²). */
  readonly seed: number;
}

/**
 * Samples `synthetic_0000`, `synthetic_0001`, …: RGB image, mask of 255 where a pixel's centre lies within the outline,
 * label `irregular` (ragged outline, several colours) or `regular`. Sample i depends on the seed, the size and i alone; another
 * size shows the same scenes.
 *
 * @throws where `count` is no non-negative integer or `size` no integer of at least 16
 * @example
 * const [sample] = syntheticDermoscopy({ count: 1, seed: 7 });
 * sample.image;   // 128 × 128 × 3
 */
export function syntheticDermoscopy({ count, size = 128, seed }: SyntheticOptions): Sample[] {
  requireInteger('count', count, 0);
  requireInteger('size', size, 16);
  return Array.from({ length: count }, (_, i) => drawSample(i, size, stream(seed, 'synthetic', i)));
}

function drawSample(i: number, size: number, random: Stream): Sample {
  const canvas = drawSkin(size, random);
  const lesion = drawLesion(random);
  addLesion(canvas, lesion);
  drawGlints(canvas, random);
  drawHairs(canvas, random);
  drawRuler(canvas, random);
  drawVignette(canvas, random);
  addGrain(canvas, random);
  const data = new Uint8Array(new Uint8ClampedArray(canvas.pixels.map((value) => 255 * value)).buffer);
  const label = lesion.irregular ? 'irregular' : 'regular';
  const id = `synthetic_${String(i).padStart(4, '0')}`;
  return { id, image: { data, height: size, width: size, channels: 3 }, mask: maskOf(lesion, size), label };
}

function addLesion({ size, pixels }: Canvas, lesion: Lesion): void {
  for (let row = 0, i = 0; row < size; row++) {
    for (let column = 0; column < size; column++, i += 3) {
      const absorbed = lesion.absorption(coordinate(column, size), coordinate(row, size));
      for (let band = 0; band < 3; band++) pixels[i + band] *= Math.exp(-absorbed[band]);
    }
  }
}

function maskOf({ distance }: Lesion, size: number): Raster {
  const inside = (i: number) => distance(coordinate(i % size, size), coordinate(Math.floor(i / size), size)) < 0;
  const data = new Uint8Array(size * size).map((_, i) => (inside(i) ? 255 : 0));
  return { data, height: size, width: size, channels: 1 };
}

function requireInteger(name: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return;
  throw new Error(`Invalid \`${name}\` in syntheticDermoscopy: expected an integer of at least ${least}, received ${value}.`);
}
