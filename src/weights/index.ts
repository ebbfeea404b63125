export { decodeSafetensors, encodeSafetensors, openSafetensors } from './safetensors';
export type { ByteSource, Safetensors, SafetensorsFile, Slice } from './safetensors';
export type { NamedArray } from './safetensorsHeader';
export { loadKerasWeights, type KerasOptions } from './kerasWeights';
export type { LoadReport } from './loadNamed';
export { readWeights, writeWeights } from './modelWeights';
export { loadTorchWeights, type TorchOptions } from './torchWeights';
