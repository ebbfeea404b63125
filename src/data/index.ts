export { binaryMask } from './masks';
export { resizeImage, resizeMask } from './resize';
