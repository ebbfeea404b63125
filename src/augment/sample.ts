/** What is augmented: an image in host memory and all that lies on it. */

/** Height and width in pixels. */
export interface Size {
  readonly height: number;
  readonly width: number;
}

/** An image in host memory: rows, then columns, then channels (HWC), one number a channel. */
export interface Raster {
  /** height·width·channels numbers; grey levels 0–255 where they are a picture. */
  readonly data: Uint8Array;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/**
 * How four numbers say a box. Edges lie between pixels: an image of width W reaches from 0 to W.
 *
 * - `coco`: left, top, width, height in pixels
 * - `pascal_voc`: left, top, right, bottom in pixels
 * - `yolo`: centre x, centre y, width, height as fractions of the image
 * - `normalised`: left, top, right, bottom as fractions of the image
 */
export type BoxFormat = 'coco' | 'pascal_voc' | 'yolo' | 'normalised';

/** Boxes around things in an image, and what they hold. */
export interface Boxes {
  readonly format: BoxFormat;
  readonly values: readonly (readonly [number, number, number, number])[];
  /** One a box, kept beside it. */
  readonly labels?: readonly (string | number)[];
}

/** Places in an image. */
export interface Keypoints {
  /** x to the right and y down in pixels; the centre of the first pixel is [0, 0]. */
  readonly values: readonly (readonly [x: number, y: number])[];
  /** One a point, kept beside it. */
  readonly labels?: readonly (string | number)[];
}

/** One example on its way from file to batch. */
export interface Sample {
  /** Name that errors and reports use, such as `ISIC_0000000`. */
  readonly id: string;
  readonly image: Raster;
  /** One channel of 0 and 255, or of 0 and 1; the height and width of `image`. What the library makes is of 0 and 255. */
  readonly mask?: Raster;
  /** More masks of one channel by name; a level is a label, so levels are never blended. */
  readonly masks?: Readonly<Record<string, Raster>>;
  readonly boxes?: Boxes;
  readonly keypoints?: Keypoints;
  /** Class of the whole image. */
  readonly label?: string;
  /** Patient or lesion: samples of one group belong on one side of a split. */
  readonly group?: string;
  /** Share of each class, summing to 1, where images of several classes were mixed. */
  readonly labelWeights?: Readonly<Record<string, number>>;
}
