/**
 * Everything that browsers can load, one namespace a floor: `losses.dice` is a loss, `metrics.dice` a score.
 * Each floor is also a subpath of its own, `tfjs-blocks/losses`; what needs Node is in `data/node` and `weights/node` only.
 */
export * as shapes from './shapes';
export * as random from './random';
export * as metrics from './metrics';
export * as splits from './splits';
export * as plots from './plots';
export * as backends from './backends';
export * as ops from './ops';
export * as layers from './layers';
export * as blocks from './blocks';
export * as models from './models';
export * as losses from './losses';
export * as augment from './augment';
export * as data from './data';
export * as weights from './weights';
export * as train from './train';
export * as inspect from './inspect';
