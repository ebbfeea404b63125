export { decodeImage, encodeJpeg, encodePng, type DecodeOptions } from './image';
