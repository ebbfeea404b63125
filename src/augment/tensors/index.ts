export { replayTensors, type TensorBatch } from './replayTensors';
export { replayTensorsAsync } from './replayTensorsAsync';
