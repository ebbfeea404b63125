/** What the compiled module exports. */
export { bilinear, line, nearest, quantize } from './sample';
export { histogram, lookUp, saturate, toFloats, turnHue } from './colors';
