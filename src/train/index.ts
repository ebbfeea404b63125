export { adam, type Adam, type AdamOptions } from './adam';
export {
  evaluateMasks, predictMasks, type ImageScores, type MaskEvaluation, type PredictOptions,
} from './evaluateMasks';
export { cosineDecay, type CosineDecayOptions, type Schedule } from './schedules';
export { metricsCallback, type MetricsCallbackOptions, type ValidationMetric } from './metricsCallback';
export type { EpochLog, Figures } from './state';
export type { Batch, CheckpointStore, StepLog, TrainingData, TrainOptions } from './options';
export { train, type TrainResult } from './train';
