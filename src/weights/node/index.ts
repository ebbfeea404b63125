export { loadSafetensors, openSafetensorsFile, saveSafetensors, writeFileAtomically } from './files';
export { loadModel, saveModel } from './model';
