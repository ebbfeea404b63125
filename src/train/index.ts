export { adam, type Adam, type AdamOptions } from './adam';
export {
  evaluateMasks, type ClassScores, type EvaluateMasksOptions, type ImageScores, type MaskEvaluation,
} from './evaluateMasks';
export { cosineDecay, type CosineDecayOptions, type Schedule } from './schedules';
export { metricsCallback, type MetricsCallbackOptions, type ValidationMetric } from './metricsCallback';
export { predictMasks, predictProbabilities, type PredictMasksOptions, type PredictProbabilitiesOptions } from './predictMasks';
export type { PredictOptions } from './pixelLogits';
export type { EpochLog, Figures } from './state';
export type { Batch, CheckpointStore, StepLog, TrainingData, TrainOptions } from './options';
export { train, type TrainResult } from './train';
