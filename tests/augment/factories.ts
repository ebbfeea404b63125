/** Every transform with every option that it takes. */
import * as everything from 'tfjs-blocks/augment';
import type { Transform } from 'tfjs-blocks/augment';

const size = { height: 20, width: 24 };

/** Name, and options each of which differs from its default. */
export const allOptions = {
  affine: { rotateRange: [-20, 20], scaleRange: [0.9, 1.1], shiftRange: [-0.1, 0.1], shearRange: [-5, 5] },
  autoContrast: {}, brightness: { factorRange: [0.5, 1.5] }, brightnessContrast: { brightnessRange: [-0.1, 0.3], contrastRange: [0.5, 1.5] },
  centerCrop: size, channelShuffle: {}, clahe: { clipLimitRange: [2, 3] },
  colorJitter: { brightnessRange: [0.5, 1.5], contrastRange: [0.5, 1.5], saturationRange: [0.5, 1.5], hueRange: [-90, 90] },
  contrast: { factorRange: [0.5, 1.5] }, cutout: { count: 3, sideRange: [0.2, 0.4], fill: 7, fillMask: 255 }, defocus: { radiusRange: [2, 4] },
  elastic: { nodes: 5, deviation: 0.02 }, equalize: {}, flip: { horizontal: 0.4, vertical: 0.7 }, gamma: { gammaRange: [0.5, 2] },
  gaussianBlur: { sigmaRange: [1, 3] }, gaussianNoise: { deviationRange: [5, 20] }, grayscale: {}, gridDistortion: { cells: 3, distortion: 0.5 },
  hair: { countRange: [2, 4], thicknessRange: [0.01, 0.1] }, hue: { degreesRange: [-180, 180] }, jpegArtifacts: { qualityRange: [20, 40] },
  motionBlur: { lengthRange: [5, 7], angleRange: [0, 90] }, pad: { height: 40, width: 44 }, perspective: { distortionRange: [0.1, 0.4] },
  posterize: { bits: 3 }, randomCrop: size, randomResizedCrop: { ...size, areaRange: [0.3, 0.9], aspectRange: [0.5, 2], antialias: false },
  resize: { ...size, antialias: false }, rotate: { rotateRange: [10, 60] }, ruler: { spacingRange: [0.1, 0.2] }, saltPepper: { fractionRange: [0.1, 0.2] },
  saturation: { factorRange: [0.5, 1.5] }, scale: { scaleRange: [0.5, 0.9] }, sharpen: { amountRange: [0.5, 1], lightnessRange: [0.5, 1] },
  shear: { shearRange: [5, 10] }, shift: { shiftRange: [0.1, 0.2] }, solarize: { thresholdRange: [30, 90] }, trivialAugment: {}, turn90: {},
  vignette: { radiusRange: [0.3, 0.5], strengthRange: [0.1, 0.3] },
} as const;

export type Name = keyof typeof allOptions;

export const names = Object.keys(allOptions) as Name[];

/** The transform, with options as they come. */
export function make(name: Name, options: unknown = 'height' in allOptions[name] ? size : {}): Transform {
  return (everything[name] as (options: unknown) => Transform)(options);
}

/** What is no transform by itself. */
export const others = [
  'compose', 'drawSteps', 'replay', 'inverse', 'preview', 'augmentFromJson', 'cutmix', 'mixup', 'mosaic', 'oneOf', 'someOf', 'sometimes',
];
