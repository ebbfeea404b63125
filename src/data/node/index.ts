export { decodeImage, encodeJpeg, encodePng, type DecodeOptions } from './image';
export { checkIsicFolder, type IsicEntry, type IsicListing, type Skipped } from './isicCheck';
export type { CheckOptions } from './isicLayout';
export { readIsicFolder, type IsicFolder, type IsicFolderOptions } from './isicFolder';
