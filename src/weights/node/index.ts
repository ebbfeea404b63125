export { loadModel, loadSafetensors, saveModel, saveSafetensors, writeFileAtomically } from './files';
