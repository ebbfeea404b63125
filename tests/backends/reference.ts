/**
 * Convolution gradients as direct loops in float64, for tests to compare with. Arrays are flat, NHWC; filters
 * [KH, KW, Cin, Cout], depthwise [KH, KW, C, multiplier].
 */
import * as tf from '@tensorflow/tfjs-core';

export interface Case {
  batch: number;
  size: [number, number];
  inputs: number;
  /** Output channels, or multiplier of a depthwise filter. */
  outputs: number;
  kernel: [number, number];
  strides: [number, number];
  dilations: [number, number];
  pad: 'same' | 'valid' | [[number, number], [number, number], [number, number], [number, number]];
  /** Default: floor. */
  rounding?: 'floor' | 'round' | 'ceil';
}

export type Values = Float64Array | Float32Array | Int32Array | Uint8Array;

export function geometry(c: Case, depthwise = false) {
  return tf.backend_util.computeConv2DInfo(
    [c.batch, ...c.size, c.inputs], [...c.kernel, c.inputs, c.outputs], c.strides, c.dilations, c.pad, c.rounding ?? 'floor', depthwise,
  );
}

/** Calls `use` with (input, filter, output) indices of every product that the convolution sums. */
function eachProduct(c: Case, depthwise: boolean, use: (x: number, w: number, y: number) => void): void {
  const g = geometry(c, depthwise);
  const [kernelHeight, kernelWidth] = c.kernel;
  for (let n = 0; n < c.batch; n++) {
    for (let oy = 0; oy < g.outHeight; oy++) {
      for (let ox = 0; ox < g.outWidth; ox++) {
        for (let ky = 0; ky < kernelHeight; ky++) {
          const iy = oy * c.strides[0] + ky * c.dilations[0] - g.padInfo.top;
          if (iy < 0 || iy >= c.size[0]) continue;
          for (let kx = 0; kx < kernelWidth; kx++) {
            const ix = ox * c.strides[1] + kx * c.dilations[1] - g.padInfo.left;
            if (ix < 0 || ix >= c.size[1]) continue;
            const pixel = ((n * c.size[0] + iy) * c.size[1] + ix) * c.inputs;
            const out = (n * g.outHeight + oy) * g.outWidth + ox;
            const tap = ky * kernelWidth + kx;
            for (let i = 0; i < c.inputs; i++) {
              for (let o = 0; o < c.outputs; o++) {
                const w = (tap * c.inputs + i) * c.outputs + o;
                const y = depthwise ? (out * c.inputs + i) * c.outputs + o : out * c.outputs + o;
                use(pixel + i, w, y);
              }
            }
          }
        }
      }
    }
  }
}

export function outputReference(c: Case, x: Values, w: Values, depthwise = false): Float64Array {
  const g = geometry(c, depthwise);
  const y = new Float64Array(c.batch * g.outHeight * g.outWidth * g.outChannels);
  eachProduct(c, depthwise, (ix, iw, iy) => { y[iy] += x[ix] * w[iw]; });
  return y;
}

export function filterGradientReference(c: Case, x: Values, dy: Values, depthwise = false): Float64Array {
  const dw = new Float64Array(c.kernel[0] * c.kernel[1] * c.inputs * c.outputs);
  eachProduct(c, depthwise, (ix, iw, iy) => { dw[iw] += x[ix] * dy[iy]; });
  return dw;
}

export function inputGradientReference(c: Case, w: Values, dy: Values, depthwise = false): Float64Array {
  const dx = new Float64Array(c.batch * c.size[0] * c.size[1] * c.inputs);
  eachProduct(c, depthwise, (ix, iw, iy) => { dx[ix] += w[iw] * dy[iy]; });
  return dx;
}
