export { binaryCrossEntropy } from './binaryCrossEntropy';
export type { BinaryCrossEntropyOptions } from './binaryCrossEntropy';
export { dice } from './dice';
export type { DiceOptions } from './dice';
export { hinge, squaredHinge } from './hinge';
export type { HingeOptions } from './hinge';
export type { Loss } from './loss';
export { sumLosses } from './sumLosses';
