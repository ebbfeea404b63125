export { adam, type Adam, type AdamOptions } from './adam';
export { cosineDecay, type CosineDecayOptions, type Schedule } from './schedules';
export type { EpochLog } from './state';
export { train, type Batch, type CheckpointStore, type StepLog, type TrainingData, type TrainOptions, type TrainResult } from './train';
