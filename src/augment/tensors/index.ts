export { replayTensors, type TensorBatch } from './replayTensors';
