/** The loops of `../tables.ts` and `../mix.ts` as kernels, on an image that lies in their memory. */
import type { SaturationWeights } from '../mix';
import type { Raster } from '../sample';
import type { Histograms, Tables } from '../tables';
import { moduleFor, SCRATCH } from './kernels';

/** A copy of an image, changed in place: by loops of TypeScript, or by kernels that do the same. */
export interface Pixels {
  readonly data: Uint8Array;
  histograms(): Histograms;
  lookUp(tables: Tables): void;
  saturate(weights: SaturationWeights): void;
  turnHue(turn: number): void;
  /** The copy as it is now, for good. */
  result(): Uint8Array;
}

/** Three tables of 256 levels, or as many counts of four bytes; then the image. */
const TABLES = SCRATCH, IMAGE = TABLES + 3 * 256 * 4;

/** @returns undefined where there is no kernel for this image */
export function pixelsInWasm({ data, channels }: Raster): Pixels | undefined {
  if (channels !== 3) return undefined;
  const { length } = data, module = moduleFor(IMAGE + length + 16);
  if (!module) return undefined;
  const { kernels, memory } = module, levels = new Uint8Array(memory, IMAGE, length);
  levels.set(data);
  return {
    data: levels,
    result: () => levels.slice(),
    histograms() {
      kernels.histogram(IMAGE, length, TABLES);
      return [0, 1, 2].map((k) => new Uint32Array(memory, TABLES + 1024 * k, 256).slice());
    },
    lookUp(tables) {
      tables.forEach((table, k) => new Uint8Array(memory, TABLES + 256 * k, 256).set(table));
      kernels.lookUp(IMAGE, length, TABLES);
    },
    saturate: ({ own, red, green, blue }) => kernels.saturate(IMAGE, length, own, red, green, blue),
    turnHue: (turn) => kernels.turnHue(IMAGE, length, turn),
  };
}
