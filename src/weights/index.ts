export { decodeSafetensors, encodeSafetensors, openSafetensors } from './safetensors';
export type { ByteSource, Safetensors, SafetensorsFile, Slice } from './safetensors';
export type { NamedArray } from './safetensorsHeader';
export { readWeights, writeWeights } from './modelWeights';
export { loadTorchWeights, type TorchOptions, type TorchReport } from './torchWeights';
