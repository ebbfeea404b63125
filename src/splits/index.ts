export { holdOut, type HoldOutOptions, type Split } from './holdOut';
export { checkOverlap } from './overlap';
