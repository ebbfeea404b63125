/**
 * What a transform drew for one sample: plain data, to be stored as JSON and replayed.
 *
 * `geometry` and `warp` move pixels: image, masks, boxes and keypoints alike. All others change the image alone (`cutout`
 * the masks too, if it is told to), and `name` says which transform drew them.
 */
import type { Matrix } from './matrix';
import type { Size } from './sample';

/** Moves pixels by a matrix. */
export interface GeometryStep {
  readonly kind: 'geometry';
  readonly name: string;
  /** Takes a pixel's place (x, y) to its new one. */
  readonly matrix: Matrix;
  /** Of the result; left out, the size stays. */
  readonly size?: Size;
  /**
   * Given by steps that change the resolution, whose edges are not mirrored: true averages the pixels that fall together
   * where the image shrinks, false takes the two closest.
   */
  readonly antialias?: boolean;
}

/** Moves pixels by a field: the result at p shows the source at p + d(p), where d is a spline through nodes on a grid. */
export interface WarpStep {
  readonly kind: 'warp';
  readonly name: string;
  /** `linear`: the outermost nodes lie on the outermost pixels; `cubic` (B-spline): one node beyond on each side. */
  readonly spline: 'linear' | 'cubic';
  readonly rows: number;
  readonly columns: number;
  /** x of d at each node in pixels, row by row. */
  readonly right: readonly number[];
  /** y of d at each node in pixels, row by row. */
  readonly down: readonly number[];
  /** Where true, the way back: the result at p + d(p) shows the source at p. */
  readonly inverted?: boolean;
}

/** Steps that give each level a new one by a table, which may depend on the histogram. */
export type TableStep =
  | { readonly kind: 'levels'; readonly name: string; readonly brightness: number; readonly contrast: number }
  | { readonly kind: 'brightness' | 'contrast' | 'gamma'; readonly name: string; readonly factor: number }
  | { readonly kind: 'posterize'; readonly name: string; readonly bits: number }
  | { readonly kind: 'solarize'; readonly name: string; readonly threshold: number }
  | { readonly kind: 'autoContrast' | 'equalize'; readonly name: string };

/** Steps that mix the channels of a pixel. */
export type MixStep =
  | { readonly kind: 'saturation'; readonly name: string; readonly factor: number }
  | { readonly kind: 'hue'; readonly name: string; readonly degrees: number }
  | { readonly kind: 'grayscale'; readonly name: string }
  | { readonly kind: 'channelShuffle'; readonly name: string; readonly order: readonly number[] };

/** Contrast-limited adaptive histogram equalization. */
export interface ClaheStep {
  readonly kind: 'clahe';
  readonly name: string;
  readonly clipLimit: number;
  /** Tiles along each side. */
  readonly tiles: number;
}

/** The losses of JPEG at a quality of 1–100. */
export interface JpegStep { readonly kind: 'jpeg'; readonly name: string; readonly quality: number }

/** Noise that is a function of the seed and the place. */
export type NoiseStep =
  | { readonly kind: 'gaussianNoise'; readonly name: string; readonly seed: number; readonly deviation: number }
  | { readonly kind: 'saltPepper'; readonly name: string; readonly seed: number; readonly fraction: number };

/** Correlates each channel with a kernel, the image mirrored about its outermost pixels. */
export interface FilterStep {
  readonly kind: 'filter';
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  /** rows·columns weights; both are odd. */
  readonly kernel: readonly number[];
}

/** Gaussian blur of a standard deviation in pixels. */
export interface GaussianBlurStep { readonly kind: 'gaussianBlur'; readonly name: string; readonly sigma: number }

/** Rectangles of one level. */
export interface CutoutStep {
  readonly kind: 'cutout';
  readonly name: string;
  /** [left, top, width, height] in whole pixels. */
  readonly rectangles: readonly (readonly [number, number, number, number])[];
  readonly fill: number;
  /** Level of the masks in the rectangles; left out, masks stay. */
  readonly fillMask?: number;
}

/** Curved lines. */
export interface HairStep {
  readonly kind: 'hair';
  readonly name: string;
  readonly hairs: readonly Hair[];
}

/** One hair: a quadratic Bézier curve of a colour. */
export interface Hair {
  /** Start, control and end point: x, y, x, y, x, y in pixels. */
  readonly points: readonly number[];
  /** In pixels, at the root; half of it at the tip. */
  readonly thickness: number;
  readonly color: readonly number[];
}

/** Graduated scale along one side. */
export interface RulerStep {
  readonly kind: 'ruler';
  readonly name: string;
  readonly side: 'left' | 'right' | 'top' | 'bottom';
  /** Pixels between marks; every tenth is longest, every fifth longer. */
  readonly spacing: number;
  /** Of the shortest marks, in pixels. */
  readonly length: number;
  readonly level: number;
}

/** Darkens all that is outside a circle. */
export interface VignetteStep {
  readonly kind: 'vignette';
  readonly name: string;
  /** Of the circle in half diagonals. */
  readonly radius: number;
  /** Width of the soft edge in half diagonals. */
  readonly softness: number;
  /** 0 leaves the image, 1 makes the outside black. */
  readonly strength: number;
}

/** Steps that change the image where it is. */
export type ImageStep =
  | TableStep | MixStep | ClaheStep | JpegStep | NoiseStep | FilterStep | GaussianBlurStep | CutoutStep | HairStep
  | RulerStep | VignetteStep;

/** What was drawn for one sample. */
export type Step = GeometryStep | WarpStep | ImageStep;

/** The size of what the steps return. */
export function sizeAfter(steps: readonly Step[], size: Size): Size {
  return steps.reduce((now, step) => (step.kind === 'geometry' ? step.size ?? now : now), size);
}
