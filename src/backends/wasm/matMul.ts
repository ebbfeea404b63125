/**
 * BatchMatMul and _FusedMatMul (a · b + bias, clamped). With a as it is, the rows of a are the pixels of a 1×1
 * convolution and b is its filter; with a transposed, a small product is that convolution's filter gradient. Other
 * transposed operands are turned around first. Batches spread over each other, along several axes too: stock takes the
 * matrices that are there in turn.
 */
import * as tf from '@tensorflow/tfjs-core';
import { invalid } from '../../shapes/check';
import { addressOf, withScratch } from './backend';
import { TILE } from './convFilterGradient';
import { TABLE } from './convolution';
import { type Clamp, clamps, fused, type FusedArgs, noClamp } from './fused';
import { kernelsOf } from './module';
import { passesOf, pieces } from './taps';
import { parallelFor, partsOf, threadsOf } from './threadPool';

/** Rows of both operands that one call works through: they stay in the first-level cache, and their sum is short. */
const ROWS = 192;

/** Elements of a product whose sums stay in the second-level cache. */
const FEW = 1 << 16;

export interface MatMulArgs extends FusedArgs {
  inputs: FusedArgs['inputs'] & { a: tf.TensorInfo; b: tf.TensorInfo };
  attrs: FusedArgs['attrs'] & { transposeA: boolean; transposeB: boolean };
}

/** c [m, n] = Σ over k of a · b for each of the batch. */
interface Sizes {
  outer: number[];
  /** For each of the batch, which matrix of a and which of b. */
  matrices: [ofA: number, ofB: number][];
  m: number;
  k: number;
  n: number;
}

export type MatMulKernel = (args: MatMulArgs) => tf.TensorInfo;

/** `others` takes what is not float32. */
export function matMul(others: MatMulKernel): MatMulKernel {
  return (args) => {
    const { inputs: { a, b }, backend, attrs } = args;
    const sizes = sizesOf(a, b, attrs);
    if (a.dtype !== 'float32' || b.dtype !== 'float32') return others(args);
    return fused(args, sizes.n, (bias, activation) => {
      if (sizes.matrices.length * sizes.m * sizes.n === 0) return backend.makeOutput([...sizes.outer, sizes.m, sizes.n], 'float32');
      const clamp = clamps[activation] ?? noClamp;
      if (!attrs.transposeA) return product(args, sizes, bias, clamp);
      const isSmall = !attrs.transposeB && !bias && activation === 'linear' && sizes.m * sizes.n <= FEW;
      return isSmall ? transposedProduct(args, sizes) : withTurned(args, (a) => product({ ...args, inputs: { a, b } }, sizes, bias, clamp));
    });
  };
}

/** @throws unless `a` has as many columns as `b` has rows, and their batches, if not the same, spread over each other */
function sizesOf(a: tf.TensorInfo, b: tf.TensorInfo, { transposeA, transposeB }: MatMulArgs['attrs']): Sizes {
  const where = 'a product of matrices on the WASM backend';
  for (const [name, { shape }] of Object.entries({ a, b })) {
    if (shape.length < 2) throw invalid(name, where, '[…, rows, columns]', shape);
  }
  const [m, k] = transposeA ? a.shape.slice(-2).reverse() : a.shape.slice(-2);
  const [rows, n] = transposeB ? b.shape.slice(-2).reverse() : b.shape.slice(-2);
  if (rows !== k) {
    const expected = `${k} ${transposeB ? 'columns' : 'rows'} for a of [${a.shape}]${transposeA ? ' transposed' : ''}`;
    throw invalid('b', where, expected, b.shape);
  }
  const [ofA, ofB] = [a, b].map(({ shape }) => shape.slice(0, -2));
  const outer = tf.backend_util.assertAndGetBroadcastShape(ofA, ofB);
  const places = placesIn(ofB, outer);
  return { outer, matrices: placesIn(ofA, outer).map((place, i) => [place, places[i]]), m, k, n };
}

/** For each index of `outer` in order, the place in an array of `shape` that is spread over it. */
function placesIn(shape: number[], outer: number[]): number[] {
  return outer.reduce((places, count, axis) => {
    const own = shape[axis - outer.length + shape.length] ?? 1;
    return places.flatMap((place) => Array.from({ length: count }, (_, i) => place * own + Math.min(i, own - 1)));
  }, [0]);
}

/** `use` with a, which is transposed, turned around. */
function withTurned({ inputs: { a }, backend }: MatMulArgs, use: (turned: tf.TensorInfo) => tf.TensorInfo): tf.TensorInfo {
  const rank = a.shape.length;
  const perm = [...Array(rank - 2).keys(), rank - 1, rank - 2];
  const turned = tf.getKernel('Transpose', 'wasm').kernelFunc({ inputs: { x: a }, backend, attrs: { perm } }) as tf.TensorInfo;
  try {
    return use(turned);
  } finally {
    backend.disposeData(turned.dataId);
  }
}

function product(
  { inputs: { a, b }, backend, attrs: { transposeB } }: MatMulArgs, { outer, matrices, m, k, n }: Sizes, bias: tf.TensorInfo | undefined,
  [low, high]: Clamp,
): tf.TensorInfo {
  const kernels = kernelsOf(backend);
  const panels = Math.ceil(n / 8);
  const [rowStride, columnStride] = transposeB ? [4, k * 4] : [n * 4, 4];
  const parts = partsOf(backend, m, m * k * n);
  const table = pieces(0, k);
  const passes = passesOf(table);
  const sizes = [panels * k * 32, panels * 32, panels * 32, TABLE * threadsOf(backend), table.length * 4];
  return withScratch(backend, sizes, ([weights, biasRoom, zeros, pixelTables, taps]) => {
    const c = backend.makeOutput([...outer, m, n], 'float32');
    const heap = backend.wasm.HEAPU8;
    kernels.clear(biasRoom, panels * 32);
    kernels.clear(zeros, panels * 32);
    if (bias) heap.copyWithin(biasRoom, addressOf(backend, bias), addressOf(backend, bias) + n * 4);
    new Int32Array(heap.buffer, taps, table.length).set(table);
    matrices.forEach(([ofA, ofB], i) => {
      if (ofB !== matrices[i - 1]?.[1]) {
        kernels.packTap(addressOf(backend, b) + ofB * k * n * 4, k, n, rowStride, columnStride, weights, k * 32);
      }
      const [from, to] = [addressOf(backend, a) + ofA * m * k * 4, addressOf(backend, c) + i * m * n * 4];
      parallelFor(backend, m, parts, (own, first, end, thread) => passes.forEach((pass, round, { length }) => own.convolve(
        from + first * k * 4, 0, k * 4, to + first * n * 4, 0, n * 4, 1, end - first, n,
        weights + pass.before * 32, k * 32, taps + pass.first * 8, pass.count, pixelTables + thread * TABLE,
        round === 0 ? biasRoom : zeros, ...(round === length - 1 ? [low, high] : noClamp), round,
      )));
    });
    return c;
  });
}

function transposedProduct({ inputs: { a, b }, backend }: MatMulArgs, { outer, matrices, m, k, n }: Sizes): tf.TensorInfo {
  const kernels = kernelsOf(backend);
  const [aPanels, bPanels] = [Math.ceil(m / 4), Math.ceil(n / 8)];
  const sumBytes = aPanels * bPanels * TILE;
  return withScratch(backend, [aPanels * k * 16, bPanels * k * 32, sumBytes, 4], ([aRoom, bRoom, sums, taps]) => {
    const c = backend.makeOutput([...outer, m, n], 'float32');
    kernels.clear(taps, 4);
    matrices.forEach(([ofA, ofB], i) => {
      kernels.clear(sums, sumBytes);
      kernels.packPanels(addressOf(backend, a) + ofA * k * m * 4, k, m, aRoom, 4);
      kernels.packPanels(addressOf(backend, b) + ofB * k * n * 4, k, n, bRoom, 8);
      parallelFor(backend, aPanels, partsOf(backend, aPanels, m * k * n), (own, first, end) => {
        for (let row = 0; row < k; row += ROWS) {
          own.accumulateFilter(
            aRoom + first * k * 16 + row * 16, k * 16, 0, 16, end - first, bRoom + row * 32, k * 32, 0, 32, bPanels,
            1, 1, Math.min(ROWS, k - row), taps, 1, sums + first * bPanels * TILE,
          );
        }
      });
      kernels.unpackFilter(sums, 0, 1, addressOf(backend, c) + i * m * n * 4, 1, m, n);
    });
    return c;
  });
}
