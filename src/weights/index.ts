export { decodeSafetensors, encodeSafetensors, type NamedArray, type Safetensors } from './safetensors';
export { readWeights, writeWeights } from './modelWeights';
export { loadTorchWeights, type TorchOptions, type TorchReport } from './torchWeights';
