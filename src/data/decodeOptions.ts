import type { ResizeOptions } from './resize';

/** Options of `decodeImage` in Node and of `decodeBlob` in browsers. */
export interface DecodeOptions {
  /** 3 for colour, 1 for gray. */
  readonly channels: 1 | 3;
  /** [height, width] of the result, by `resizeImage`; default: as in the file. */
  readonly size?: readonly [number, number];
  /** Where the aspect differs; default: stretched. */
  readonly resize?: ResizeOptions;
  /** Red, green and blue that transparency is laid over, each from 0 to 255; default black. */
  readonly background?: readonly [number, number, number];
  /** Most pixels (height · width) that a picture may have; default 100 million; `Infinity` for any. */
  readonly maxPixels?: number;
}
