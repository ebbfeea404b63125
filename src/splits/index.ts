export { balancedSample, type BalancedSampleOptions } from './balancedSample';
export { classWeights, type ClassWeights, type ClassWeightsOptions } from './classWeights';
export { holdOut, type HoldOutOptions } from './holdOut';
export { kFold, type KFoldOptions } from './kFold';
export { checkOverlap, checkSplit } from './overlap';
export type { Split } from './samples';
