export { decodeImage, encodeJpeg, encodePng, type DecodeOptions } from './image';
export { checkIsicFolder, type CheckOptions, type IsicEntry, type IsicListing, type Skipped } from './isicCheck';
export { readIsicFolder, type IsicFolder, type IsicFolderOptions } from './isicFolder';
