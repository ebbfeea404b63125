export { adam, type Adam, type AdamOptions } from './adam';
export {
  evaluateMasks, predictMasks, type ImageScores, type MaskEvaluation, type PredictOptions,
} from './evaluateMasks';
export { cosineDecay, type CosineDecayOptions, type Schedule } from './schedules';
export { metricsCallback, type MetricsCallbackOptions, type ValidationMetric } from './metricsCallback';
export type { EpochLog, Figures } from './state';
export { train, type Batch, type CheckpointStore, type StepLog, type TrainingData, type TrainOptions, type TrainResult } from './train';
