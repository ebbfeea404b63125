/**
 * BatchMatMul and _FusedMatMul (a · b + bias, clamped). With a as it is, the rows of a are the pixels of a 1×1
 * convolution and b is its filter; with a transposed, a small product is that convolution's filter gradient. Other
 * transposed operands are turned around first.
 *
 * Shapes that broadcast are left to the stock kernel; it is slow with both operands transposed, and with one it adds the
 * bias to the wrong columns and clamps partial sums: it gets them turned around.
 */
import * as tf from '@tensorflow/tfjs-core';
import { addressOf, withScratch } from './backend';
import { TILE } from './convFilterGradient';
import { TABLE } from './convolution';
import { clamps, fused, type FusedArgs, noClamp } from './fused';
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

/** c [m, n] = Σ over k of a · b for each of `batch`. */
interface Sizes {
  batch: number;
  m: number;
  k: number;
  n: number;
}

export type MatMulKernel = (args: MatMulArgs) => tf.TensorInfo;

/** `stock` takes shapes that broadcast. */
export function matMul(stock: MatMulKernel): MatMulKernel {
  const clamped: MatMulKernel = (args) => {
    const { inputs: { a, b, bias }, attrs: { transposeA, transposeB, activation = 'linear' } } = args;
    const sizes = sizesOf(a, b, transposeA, transposeB);
    const isPlain = !bias && activation === 'linear';
    if (sizes && !transposeA) return product(args, sizes, clamps[activation] ?? noClamp);
    if (sizes && !transposeB && isPlain && sizes.m * sizes.n <= FEW) return transposedProduct(args, sizes);
    return (transposeA || transposeB) && (sizes || !isPlain) ? untransposed(args, clamped) : stock(args);
  };
  return (args) => {
    const { inputs: { a, b }, attrs } = args;
    const columns = b.shape[b.shape.length - (attrs.transposeB ? 2 : 1)];
    return fused(args, columns, (bias, activation) =>
      clamped({ ...args, inputs: bias ? { a, b, bias } : { a, b }, attrs: { ...attrs, activation } }));
  };
}

/** Turn transposed operands around first. */
function untransposed(args: MatMulArgs, kernel: MatMulKernel): tf.TensorInfo {
  const { inputs, backend, attrs } = args;
  const turned: tf.TensorInfo[] = [];
  const turn = (x: tf.TensorInfo): tf.TensorInfo => {
    const rank = x.shape.length;
    const perm = [...Array(rank - 2).keys(), rank - 1, rank - 2];
    const transpose = tf.getKernel('Transpose', 'wasm').kernelFunc;
    turned.push(transpose({ inputs: { x }, backend, attrs: { perm } }) as tf.TensorInfo);
    return turned[turned.length - 1];
  };
  try {
    const [a, b] = [attrs.transposeA ? turn(inputs.a) : inputs.a, attrs.transposeB ? turn(inputs.b) : inputs.b];
    return kernel({ ...args, inputs: { ...inputs, a, b }, attrs: { ...attrs, transposeA: false, transposeB: false } });
  } finally {
    for (const { dataId } of turned) backend.disposeData(dataId);
  }
}

function sizesOf(a: tf.TensorInfo, b: tf.TensorInfo, transposeA: boolean, transposeB: boolean): Sizes | undefined {
  const outer = a.shape.slice(0, -2);
  const isFloat = a.dtype === 'float32' && b.dtype === 'float32';
  if (!isFloat || !tf.util.arraysEqual(outer, b.shape.slice(0, -2))) return undefined;
  const [aRows, aColumns] = a.shape.slice(-2);
  const [bRows, bColumns] = b.shape.slice(-2);
  const sizes = {
    batch: tf.util.sizeFromShape(outer),
    m: transposeA ? aColumns : aRows,
    k: transposeA ? aRows : aColumns,
    n: transposeB ? bRows : bColumns,
  };
  return sizes.batch * sizes.m * sizes.n > 0 ? sizes : undefined;
}

function product(args: MatMulArgs, { batch, m, k, n }: Sizes, [low, high]: readonly [number, number]): tf.TensorInfo {
  const { inputs: { a, b, bias }, backend, attrs: { transposeB } } = args;
  const kernels = kernelsOf(backend);
  const panels = Math.ceil(n / 8);
  const [rowStride, columnStride] = transposeB ? [4, k * 4] : [n * 4, 4];
  const parts = partsOf(backend, m, m * k * n);
  const table = pieces(0, k);
  const passes = passesOf(table);
  const sizes = [panels * k * 32, panels * 32, panels * 32, TABLE * threadsOf(backend), table.length * 4];
  return withScratch(backend, sizes, ([weights, biasRoom, zeros, pixelTables, taps]) => {
    const c = backend.makeOutput([...a.shape.slice(0, -2), m, n], 'float32');
    const heap = backend.wasm.HEAPU8;
    kernels.clear(biasRoom, panels * 32);
    kernels.clear(zeros, panels * 32);
    if (bias) heap.copyWithin(biasRoom, addressOf(backend, bias), addressOf(backend, bias) + n * 4);
    new Int32Array(heap.buffer, taps, table.length).set(table);
    for (let i = 0; i < batch; i++) {
      kernels.packTap(addressOf(backend, b) + i * k * n * 4, k, n, rowStride, columnStride, weights, k * 32);
      const [from, to] = [addressOf(backend, a) + i * m * k * 4, addressOf(backend, c) + i * m * n * 4];
      parallelFor(backend, m, parts, (own, first, end, thread) => passes.forEach((pass, round, { length }) => own.convolve(
        from + first * k * 4, 0, k * 4, to + first * n * 4, 0, n * 4, 1, end - first, n,
        weights + pass.before * 32, k * 32, taps + pass.first * 8, pass.count, pixelTables + thread * TABLE,
        round === 0 ? biasRoom : zeros, ...(round === length - 1 ? [low, high] : noClamp), round,
      )));
    }
    return c;
  });
}

function transposedProduct({ inputs: { a, b }, backend }: MatMulArgs, { batch, m, k, n }: Sizes): tf.TensorInfo {
  const kernels = kernelsOf(backend);
  const [aPanels, bPanels] = [Math.ceil(m / 4), Math.ceil(n / 8)];
  const sumBytes = aPanels * bPanels * TILE;
  return withScratch(backend, [aPanels * k * 16, bPanels * k * 32, sumBytes, 4], ([aRoom, bRoom, sums, taps]) => {
    const c = backend.makeOutput([...a.shape.slice(0, -2), m, n], 'float32');
    kernels.clear(taps, 4);
    for (let i = 0; i < batch; i++) {
      kernels.clear(sums, sumBytes);
      kernels.packPanels(addressOf(backend, a) + i * k * m * 4, k, m, aRoom, 4);
      kernels.packPanels(addressOf(backend, b) + i * k * n * 4, k, n, bRoom, 8);
      parallelFor(backend, aPanels, partsOf(backend, aPanels, m * k * n), (own, first, end) => {
        for (let row = 0; row < k; row += ROWS) {
          own.accumulateFilter(
            aRoom + first * k * 16 + row * 16, k * 16, 0, 16, end - first, bRoom + row * 32, k * 32, 0, 32, bPanels,
            1, 1, Math.min(ROWS, k - row), taps, 1, sums + first * bPanels * TILE,
          );
        }
      });
      kernels.unpackFilter(sums, 0, 1, addressOf(backend, c) + i * m * n * 4, 1, m, n);
    }
    return c;
  });
}
