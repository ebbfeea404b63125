export { binaryCrossEntropy } from './binaryCrossEntropy';
export type { BinaryCrossEntropyOptions } from './binaryCrossEntropy';
export { dice } from './dice';
export type { DiceOptions } from './dice';
export type { Loss } from './loss';
export { sumLosses } from './sumLosses';
