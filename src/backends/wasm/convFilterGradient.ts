/**
 * Conv2DBackpropFilter: dW[kh, kw, i, o] = Σ over n, y, x of input[n, y·s + kh·d − top, …, i] · dy[n, y, x, o].
 *
 * One image at a time is framed and both operands are packed into panels (4 input, 8 output channels), so that the
 * inner loop reads straight ahead. Where channels do not fill panels of four (the first layer: RGB), kw and i are
 * taken as one axis of KW·Cin neighbours instead, which wastes less.
 */
import type * as tf from '@tensorflow/tfjs-core';
import { addressOf, checkFloat, type WasmBackend, withScratch } from './backend';
import { type Frame, frameBytes, frameImage, inputFrame } from './frame';
import { type ConvolutionAttributes, convGeometryOfGradient, type Geometry } from './geometry';
import { type Kernels, kernelsOf } from './module';
import { parallelFor, partsOf, threadsOf } from './threadPool';

/** Bytes of both operands that all tiles pass over before the next rows: they stay in the first-level cache. */
const CACHE = 24 * 1024;

/** Pixels whose products are added up in float32. */
const TERMS = 192;

/** Bytes that the sums of more parts than threads may take: adding them up costs time too. */
const SUMS = 16 * 1024 * 1024;

/** Bytes of the sums of a tile. */
export const TILE = 4 * 8 * 8;

interface Layout {
  /** Rows of the filter matrix in a tap, and taps as byte offsets into the packed input. */
  inputs: number;
  taps: number[];
  panels: number;
  panelBytes: number;
  rowBytes: number;
  columnBytes: number;
  packed: boolean;
}

export function convFilterGradient(args: {
  inputs: { x: tf.TensorInfo; dy: tf.TensorInfo };
  backend: WasmBackend;
  attrs: ConvolutionAttributes & { filterShape: number[] };
}): tf.TensorInfo {
  const { inputs: { x, dy }, backend, attrs } = args;
  checkFloat('the filter gradient of a convolution', { x, dy });
  const g = convGeometryOfGradient(dy, x.shape, attrs.filterShape, attrs);
  const kernels = kernelsOf(backend);
  const frame = inputFrame(g);
  const layout = layoutOf(g, frame);
  const pixels = g.outHeight * g.outWidth;
  const dyPanels = Math.ceil(g.outChannels / 8);
  const sumBytes = layout.panels * dyPanels * layout.taps.length * TILE;
  const inputBytes = layout.packed ? layout.panels * layout.panelBytes : frameBytes(frame, g.inChannels);
  const dyLayout = dyLayoutOf(g);
  const rows = Math.min(CACHE / (layout.rowBytes + dyLayout.rowBytes), TERMS / g.outWidth);
  const rowsAtOnce = Math.max(1, Math.floor(rows));
  const dyBytes = dyLayout.packed ? pixels * dyPanels * 32 : 0;
  const operations = g.batchSize * pixels * g.outChannels * layout.inputs * layout.taps.length;
  const threads = threadsOf(backend);
  const parts = Math.min(partsOf(backend, g.batchSize, operations), Math.max(threads, Math.floor(SUMS / sumBytes)));
  const sizes = [inputBytes * threads, dyBytes * threads, sumBytes * parts, layout.taps.length * 4];

  return withScratch(backend, sizes, ([inputRooms, dyRooms, sums, taps]) => {
    const filter = backend.makeOutput(attrs.filterShape, 'float32');
    new Uint32Array(backend.wasm.HEAPU8.buffer, taps, layout.taps.length).set(layout.taps);
    kernels.clear(sums, sumBytes * parts);
    parallelFor(backend, g.batchSize, parts, (own, first, end, thread, part) => {
      for (let n = first; n < end && pixels > 0; n++) {
        const input = arrangeInput(own, n, inputRooms + thread * inputBytes);
        const gradient = arrangeDy(own, n, dyRooms + thread * dyBytes);
        own.accumulateFilter(
          input, layout.panelBytes, layout.rowBytes, layout.columnBytes, layout.panels,
          gradient, dyLayout.panelBytes, dyLayout.rowBytes, dyLayout.columnBytes, dyPanels,
          g.outHeight, rowsAtOnce, g.outWidth, taps, layout.taps.length, sums + part * sumBytes,
        );
      }
    });
    kernels.unpackFilter(
      sums, sumBytes, parts, addressOf(backend, filter), layout.taps.length, layout.inputs, g.outChannels,
    );
    return filter;
  });

  function arrangeInput(own: Kernels, n: number, room: number): number {
    const image = addressOf(backend, x) + n * g.inHeight * g.inWidth * g.inChannels * 4;
    if (!layout.packed) return frameImage(own, image, g.inHeight, g.inWidth, g.inChannels, frame, room);
    own.padPanels(image, g.inHeight, g.inWidth, g.inChannels, room, frame.height, frame.width, frame.top, frame.left);
    return room;
  }

  function arrangeDy(own: Kernels, n: number, room: number): number {
    const image = addressOf(backend, dy) + n * pixels * g.outChannels * 4;
    if (dyLayout.packed) own.packPanels(image, pixels, g.outChannels, room, 8);
    return dyLayout.packed ? room : image;
  }
}

function layoutOf(g: Geometry, frame: Frame): Layout {
  const run = g.filterWidth * g.inChannels;
  const packedPanels = Math.ceil(g.inChannels / 4);
  const runPanels = Math.ceil(run / 4);
  const packed = g.dilationWidth > 1 || runPanels >= packedPanels * g.filterWidth;
  const columnBytes = packed ? 16 : g.inChannels * 4;
  const tapColumns = packed ? g.filterWidth : 1;
  const taps = Array.from({ length: g.filterHeight * tapColumns }, (_, tap) => {
    const row = Math.floor(tap / tapColumns) * g.dilationHeight;
    return (row * frame.width + (tap % tapColumns) * g.dilationWidth) * columnBytes;
  });
  return {
    inputs: packed ? g.inChannels : run,
    taps,
    panels: packed ? packedPanels : runPanels,
    panelBytes: packed ? frame.height * frame.width * 16 : 16,
    rowBytes: frame.width * columnBytes * g.strideHeight,
    columnBytes: columnBytes * g.strideWidth,
    packed,
  };
}

/** Few whole panels are read where they are: their pixels lie close enough together. */
function dyLayoutOf(g: Geometry) {
  const packed = g.outChannels % 8 !== 0 || g.outChannels > 32;
  const columnBytes = packed ? 32 : g.outChannels * 4;
  return {
    packed,
    panelBytes: packed ? g.outHeight * g.outWidth * 32 : 32,
    rowBytes: g.outWidth * columnBytes,
    columnBytes,
  };
}
