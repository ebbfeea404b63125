export { loadModel, loadSafetensors, openSafetensorsFile, saveModel, saveSafetensors, writeFileAtomically } from './files';
