export { affine } from './affine';
export { brightnessContrast } from './brightnessContrast';
export { compose, drawSteps, replay, type Augment } from './compose';
export { flip } from './flip';
export type { Matrix } from './matrix';
export type { Raster, Sample } from './sample';
export type { GeometryStep, LevelsStep, Range, Size, Step, Transform } from './transform';
export { turn90 } from './turn90';
export type { Border } from './warp';
