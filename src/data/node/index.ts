export { filesDataset, folderDataset, isicDataset, type FilesDataset, type FilesRecipe } from './files';
export type { DecodeOptions } from '../decodeOptions';
export { decodeImage, decodeMask, encodeJpeg, encodePng } from './image';
export { checkIsicFolder, type IsicEntry, type IsicListing, type Skipped } from './isicCheck';
export { readIsicFolder, type IsicFolder, type IsicFolderOptions } from './isicFolder';
export type { CheckOptions } from './isicLayout';
export type { Orientation } from './orientation';
export type { ReadOptions } from './readSample';
export { datasetOf, serveRecipes, startWorkers } from './startWorkers';
