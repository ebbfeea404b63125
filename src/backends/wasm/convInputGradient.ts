/**
 * Conv2DBackpropInput, which is also the forward pass of the transposed convolution:
 * dx[n, p, i] = Σ over taps and o of dy[n, (p + before − k·dilation) / stride, o] · filter[k, i, o].
 *
 * A convolution of dy, framed by zeros, with the filter turned around and transposed; with strides, one for each
 * phase (see `taps.ts`).
 */
import type * as tf from '@tensorflow/tfjs-core';
import { addressOf, type WasmBackend, withScratch } from './backend';
import { type Frame, frameBytes, frameImage } from './frame';
import { type ConvolutionAttributes, type Geometry, geometryOf } from './geometry';
import { kernelsOf } from './module';
import { type AxisPhase, gradientPhases, reach, runs } from './taps';

/** Bytes of the table of pixel addresses that `convolve` fills. */
const TABLE = 64 * 8;

interface Phase {
  rows: AxisPhase;
  columns: AxisPhase;
}

export function convInputGradient(args: {
  inputs: { dy: tf.TensorInfo; filter: tf.TensorInfo };
  backend: WasmBackend;
  attrs: ConvolutionAttributes & { inputShape: number[] };
}): tf.TensorInfo {
  const { inputs: { dy, filter }, backend, attrs } = args;
  const g = geometryOf(attrs.inputShape, filter.shape, attrs);
  const kernels = kernelsOf(backend);
  const phases = phasesOf(g);
  const frame = dyFrame(phases);
  const panels = Math.ceil(g.inChannels / 8);
  const weightBytes = phases.map(({ rows, columns }) => rows.taps.length * columns.taps.length * g.outChannels * 32);
  const tables = phases.map((phase) => tapTable(phase, frame, g.outChannels));
  const sizes = [
    frameBytes(frame, g.outChannels), TABLE, ...weightBytes.map((bytes) => bytes * panels),
    ...tables.map((table) => table.length * 4),
  ];

  return withScratch(backend, sizes, ([frameRoom, pixelTable, ...rooms]) => {
    const dx = backend.makeOutput(attrs.inputShape, 'float32');
    const weightRooms = rooms.slice(0, phases.length);
    const tapRooms = rooms.slice(phases.length);
    phases.forEach((phase, i) => {
      packPhase(phase, i);
      new Int32Array(backend.wasm.HEAPU8.buffer, tapRooms[i], tables[i].length).set(tables[i]);
    });
    const rowBytes = g.inWidth * g.inChannels * 4;
    for (let n = 0; n < g.batchSize; n++) {
      const image = addressOf(backend, dy) + n * g.outHeight * g.outWidth * g.outChannels * 4;
      const framed = frameImage(kernels, image, g.outHeight, g.outWidth, g.outChannels, frame, frameRoom);
      const output = addressOf(backend, dx) + n * g.inHeight * rowBytes;
      phases.forEach(({ rows, columns }, i) => kernels.convolve(
        framed, frame.width * g.outChannels * 4, g.outChannels * 4,
        output + rows.start * rowBytes + columns.start * g.inChannels * 4,
        rowBytes * g.strideHeight, g.inChannels * 4 * g.strideWidth, rows.count, columns.count, g.inChannels,
        weightRooms[i], weightBytes[i], tapRooms[i], tables[i].length / 2, pixelTable,
      ));
    }
    return dx;

    function packPhase({ rows, columns }: Phase, i: number): void {
      const tapBytes = g.inChannels * g.outChannels * 4;
      const order = rows.taps.flatMap((row) => columns.taps.map((column) => row.index * g.filterWidth + column.index));
      order.forEach((tap, position) => kernels.packTap(
        addressOf(backend, filter) + tap * tapBytes, g.outChannels, g.inChannels, 4, g.outChannels * 4,
        weightRooms[i] + position * g.outChannels * 32, weightBytes[i],
      ));
    }
  });
}

function phasesOf(g: Geometry): Phase[] {
  const rows = gradientPhases({
    size: g.inHeight, kernel: g.filterHeight, stride: g.strideHeight, dilation: g.dilationHeight, before: g.padInfo.top,
  });
  const columns = gradientPhases({
    size: g.inWidth, kernel: g.filterWidth, stride: g.strideWidth, dilation: g.dilationWidth, before: g.padInfo.left,
  });
  return rows.flatMap((row) => columns.map((column) => ({ rows: row, columns: column })));
}

function dyFrame(phases: readonly Phase[]): Frame {
  const vertical = reach(phases.map(({ rows }) => rows));
  const horizontal = reach(phases.map(({ columns }) => columns));
  return {
    height: vertical.last - vertical.first + 1,
    width: horizontal.last - horizontal.first + 1,
    top: -vertical.first,
    left: -horizontal.first,
  };
}

/** Pairs of (byte offset from a pixel of the frame, floats that follow): neighbours in a row are one run. */
function tapTable({ rows, columns }: Phase, frame: Frame, channels: number): number[] {
  return rows.taps.flatMap((row) => runs(columns.taps).flatMap(({ offset, length }) => {
    const pixel = (row.offset + frame.top) * frame.width + offset + frame.left;
    return [pixel * channels * 4, length * channels];
  }));
}
