/**
 * Everything that browsers can load, one namespace a floor: `losses.dice` is a loss, `metrics.dice` a score.
 * Each floor is also a subpath of its own, `tfjs-blocks/losses`; what needs Node is in `data/node` and `weights/node`
 * only, and what augments tensors in `augment/tensors`. `metrics/spatial` is `spatialMetrics`.
 */
export * as shapes from 'tfjs-blocks/shapes';
export * as random from 'tfjs-blocks/random';
export * as metrics from 'tfjs-blocks/metrics';
export * as spatialMetrics from 'tfjs-blocks/metrics/spatial';
export * as splits from 'tfjs-blocks/splits';
export * as plots from 'tfjs-blocks/plots';
export * as backends from 'tfjs-blocks/backends';
export * as ops from 'tfjs-blocks/ops';
export * as layers from 'tfjs-blocks/layers';
export * as blocks from 'tfjs-blocks/blocks';
export * as models from 'tfjs-blocks/models';
export * as losses from 'tfjs-blocks/losses';
export * as augment from 'tfjs-blocks/augment';
export * as data from 'tfjs-blocks/data';
export * as weights from 'tfjs-blocks/weights';
export * as train from 'tfjs-blocks/train';
export * as inspect from 'tfjs-blocks/inspect';
