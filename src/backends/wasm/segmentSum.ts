/**
 * UnsortedSegmentSum, the gradient of gather: out[s] = Σ of the rows r with segmentIds[r] = s, added up in float64.
 * Rows with an id outside [0, numSegments) are left out.
 */
import * as tf from '@tensorflow/tfjs-core';
import { invalid } from '../../shapes/check';
import { addressOf, type WasmBackend, withScratch } from './backend';
import { kernelsOf } from './module';

export function segmentSum(args: {
  inputs: { x: tf.TensorInfo; segmentIds: tf.TensorInfo };
  backend: WasmBackend;
  attrs: { numSegments: number };
}): tf.TensorInfo {
  const { inputs: { x, segmentIds }, backend, attrs: { numSegments } } = args;
  const rank = segmentIds.shape.length;
  if (x.dtype !== 'float32' && x.dtype !== 'int32') {
    throw new Error(`Invalid \`x\` in unsortedSegmentSum: expected float32 or int32, received ${x.dtype}.`);
  }
  if (!tf.util.arraysEqual(segmentIds.shape, x.shape.slice(0, rank))) {
    throw new Error(
      'Invalid `segmentIds` in unsortedSegmentSum: expected the shape that x begins with, ' +
        `[${x.shape.slice(0, rank)}], received [${segmentIds.shape}].`,
    );
  }
  if (segmentIds.dtype !== 'int32') throw invalid('segmentIds', 'unsortedSegmentSum', 'int32', segmentIds.dtype);
  if (!Number.isInteger(numSegments) || numSegments < 0) {
    throw invalid('numSegments', 'unsortedSegmentSum', 'a whole number, zero or more', numSegments);
  }
  const kernels = kernelsOf(backend);
  const count = tf.util.sizeFromShape(segmentIds.shape);
  const rowShape = x.shape.slice(rank);
  const width = tf.util.sizeFromShape(rowShape);
  return withScratch(backend, [x.dtype === 'int32' ? 0 : numSegments * width * 8], ([totals]) => {
    const sums = backend.makeOutput([numSegments, ...rowShape], x.dtype);
    const [rows, ids, to] = [x, segmentIds, sums].map((tensor) => addressOf(backend, tensor));
    if (x.dtype === 'int32') {
      kernels.clear(to, numSegments * width * 4);
      kernels.segmentSumInt(rows, ids, count, width, to, numSegments);
    } else {
      kernels.segmentSumFloat(rows, ids, count, width, to, numSegments, totals);
    }
    return sums;
  });
}
