/**
 * The convolution that both the forward pass and the input gradient are. Output positions fall into phases (one in
 * the forward pass); each phase has its taps, its packed weights and its places in the output.
 */
import type * as tf from '@tensorflow/tfjs-core';
import { addressOf, type WasmBackend, withScratch } from './backend';
import { type Frame, frameBytes, frameImage } from './frame';
import { type Clamp, noClamp } from './fused';
import { kernelsOf } from './module';
import { type AxisPhase, passesOf, pieces, reach, runs } from './taps';
import { parallelFor, partsOf, threadsOf } from './threadPool';

/** Bytes of the table of pixel addresses that `convolve` fills. */
export const TABLE = 64 * 8;

/** [height, width, channels]. */
type ImageShape = readonly [number, number, number];

export interface Convolution {
  batch: number;
  input: tf.TensorInfo;
  inputShape: ImageShape;
  /** Positions in the input between neighbouring outputs of a phase. */
  inputSteps: readonly [number, number];
  outputShape: ImageShape;
  /** Positions in the output between neighbouring outputs of a phase. */
  outputSteps: readonly [number, number];
  rows: readonly AxisPhase[];
  columns: readonly AxisPhase[];
  filter: tf.TensorInfo;
  filterWidth: number;
  /** Whether the filter's last axis is the input's (the gradient) or the output's (the forward pass). */
  transposed: boolean;
  bias?: tf.TensorInfo;
  clamp?: Clamp;
}

interface Phase {
  rows: AxisPhase;
  columns: AxisPhase;
}

/** Allocate the output by `makeOutput` and fill it; one without pixels has no frame. */
export function convolution(backend: WasmBackend, spec: Convolution, makeOutput: () => tf.TensorInfo): tf.TensorInfo {
  if (spec.outputShape.includes(0)) return makeOutput();
  const kernels = kernelsOf(backend);
  const [inHeight, inWidth, inputs] = spec.inputShape;
  const [outHeight, outWidth, outputs] = spec.outputShape;
  const [low, high] = spec.clamp ?? noClamp;
  const phases = spec.rows.flatMap((rows) => spec.columns.map((columns) => ({ rows, columns })));
  const frame = inputFrame(spec);
  const panels = Math.ceil(outputs / 8);
  const panelBytes = phases.map(({ rows, columns }) => rows.taps.length * columns.taps.length * inputs * 32);
  const tables = phases.map((phase) => tapTable(phase, frame, inputs));
  const passes = tables.map(passesOf);
  const operations = spec.batch * inputs * outputs * phases.reduce((sum, phase) => sum + products(phase), 0);
  const threads = threadsOf(backend);
  const frameSize = frameBytes(frame, inputs);
  const sizes = [
    frameSize * threads, TABLE * threads, panels * 32, panels * 32, ...panelBytes.map((bytes) => bytes * panels),
    ...tables.map((table) => table.length * 4),
  ];

  return withScratch(backend, sizes, ([frameRoom, pixelTable, bias, zeros, ...rooms]) => {
    const output = makeOutput();
    const weights = rooms.slice(0, phases.length);
    const taps = rooms.slice(phases.length);
    const heap = backend.wasm.HEAPU8;
    kernels.clear(bias, panels * 32);
    kernels.clear(zeros, panels * 32);
    if (spec.bias) heap.copyWithin(bias, addressOf(backend, spec.bias), addressOf(backend, spec.bias) + outputs * 4);
    phases.forEach((phase, i) => {
      packWeights(phase, weights[i], panelBytes[i]);
      new Int32Array(heap.buffer, taps[i], tables[i].length).set(tables[i]);
    });
    const inputPixel = inputs * 4;
    const outputPixel = outputs * 4;
    parallelFor(backend, spec.batch, partsOf(backend, spec.batch, operations), (own, first, end, thread) => {
      for (let n = first; n < end; n++) {
        const image = addressOf(backend, spec.input) + n * inHeight * inWidth * inputPixel;
        const framed = frameImage(own, image, inHeight, inWidth, inputs, frame, frameRoom + thread * frameSize);
        const target = addressOf(backend, output) + n * outHeight * outWidth * outputPixel;
        phases.forEach(({ rows, columns }, i) => passes[i].forEach((pass, round, { length }) => own.convolve(
          framed, spec.inputSteps[0] * frame.width * inputPixel, spec.inputSteps[1] * inputPixel,
          target + (rows.start * outWidth + columns.start) * outputPixel,
          spec.outputSteps[0] * outWidth * outputPixel, spec.outputSteps[1] * outputPixel,
          rows.count, columns.count, outputs,
          weights[i] + pass.before * 32, panelBytes[i], taps[i] + pass.first * 8, pass.count, pixelTable + thread * TABLE,
          round === 0 ? bias : zeros, ...(round === length - 1 ? [low, high] : noClamp), round,
        )));
      }
    });
    return output;
  });

  function packWeights({ rows, columns }: Phase, room: number, bytes: number): void {
    const [rowStride, columnStride] = spec.transposed ? [4, inputs * 4] : [outputs * 4, 4];
    const order = rows.taps.flatMap((row) => columns.taps.map((column) => row.index * spec.filterWidth + column.index));
    order.forEach((tap, position) => kernels.packTap(
      addressOf(backend, spec.filter) + tap * inputs * outputs * 4, inputs, outputs, rowStride, columnStride,
      room + position * inputs * 32, bytes,
    ));
  }
}

/** Pixels times taps. */
function products({ rows, columns }: Phase): number {
  return rows.count * columns.count * rows.taps.length * columns.taps.length;
}

function inputFrame({ rows, columns, inputSteps }: Convolution): Frame {
  const vertical = reach(rows, inputSteps[0]);
  const horizontal = reach(columns, inputSteps[1]);
  return {
    height: vertical.last - vertical.first + 1,
    width: horizontal.last - horizontal.first + 1,
    top: -vertical.first,
    left: -horizontal.first,
  };
}

/** Pairs of (byte offset from a pixel of the frame, floats that follow): neighbours in a row are one run, or some pieces. */
function tapTable({ rows, columns }: Phase, frame: Frame, channels: number): number[] {
  if (channels === 0) return [];
  return rows.taps.flatMap((row) => runs(columns.taps).flatMap(({ offset, length }) => {
    const pixel = (row.offset + frame.top) * frame.width + offset + frame.left;
    return pieces(pixel * channels * 4, length * channels);
  }));
}
