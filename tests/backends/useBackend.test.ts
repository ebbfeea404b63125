import { cpus } from 'node:os';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backendReport, installWasmKernels, uninstallWasmKernels, useBackend } from 'tfjs-blocks/backends';

/** Node has fused multiply-add in WASM since version 22. */
const widest = Number(process.versions.node.split('.')[0]) >= 22 ? 'relaxed-simd' : 'simd128';

const negative = () => tf.tensor4d([-1, -2, -3, -4], [1, 2, 2, 1]);

/** Forget the running backend, so that the next use starts a new one. */
function restart(): void {
  const factory = tf.findBackendFactory('wasm');
  tf.removeBackend('wasm');
  tf.registerBackend('wasm', factory, 2);
}

describe('useBackend', () => {
  it('prepares wasm and says what it is', async () => {
    const report = await useBackend('wasm');
    expect(report).toMatchObject({
      name: 'wasm', simd: widest, threads: 1, device: cpus()[0].model.trim(), kind: 'processor', precision: 'float32', refused: [],
    });
    expect(report.kernels).toContain('Conv2DBackpropFilter');
    expect(report.memoryBytes).toBeGreaterThan(0);
    expect(report).toEqual(backendReport());
  });

  it('rounds twice when asked to, until asked again', async () => {
    expect((await useBackend('wasm', { fma: false })).simd).toBe('simd128');
    expect((await useBackend('wasm')).simd).toBe('simd128');
    expect((await useBackend('wasm', { fma: true })).simd).toBe(widest);
  });

  it('keeps to one thread on memory that is not shared', async () => {
    expect((await useBackend('wasm', { threads: 2 })).threads).toBe(1);
  });

  it('changes to cpu', async () => {
    const x = tf.zeros([5, 5]);
    const report = await useBackend('cpu');
    const repaired = ['ResizeBilinearGrad', 'ResizeNearestNeighborGrad'];
    expect(report).toMatchObject({ name: 'cpu', kernels: repaired, repaired });
    expect(report.tensorBytes).toBeGreaterThanOrEqual(100);
    x.dispose();
  });

  it('refuses an unknown name', async () => {
    await expect(useBackend('gpu' as 'cpu')).rejects.toThrow(
      'Invalid `name` in useBackend: expected one of "auto", "node-gpu", "wasm", "cpu", "webgl", "webgpu", "tensorflow" (perhaps "cpu"), received "gpu".',
    );
  });

  it('says what WebGPU needs in Node: a package, then a GPU', async () => {
    await expect(useBackend('webgpu')).rejects.toThrow(/run `npm install webgpu`|finds no GPU/);
  });

  it('says what to install, and what to use instead', async () => {
    await expect(useBackend('tensorflow')).rejects.toThrow(/npm install @tensorflow\/tfjs-node@4\.22/);
    await expect(useBackend('webgl')).rejects.toThrow(/webgl does not run here: it needs a browser\. In Node use webgpu or wasm/);
  });

  it('keeps the backend before where the new one does not start', async () => {
    await useBackend('cpu');
    tf.registerBackend('tensorflow', () => { throw new Error('no library'); }, 0);
    await expect(useBackend('tensorflow')).rejects.toThrow(/tensorflow does not start here/);
    tf.removeBackend('tensorflow');
    expect(tf.getBackend()).toBe('cpu');
  });

  it('leaves the handling of uncaught errors as it was', async () => {
    const listeners = () => [process.listeners('uncaughtException'), process.listeners('unhandledRejection')];
    restart();
    const before = listeners();
    await useBackend('wasm');
    expect(listeners()).toEqual(before);
  });
});

describe('installWasmKernels', () => {
  beforeEach(async () => { await useBackend('wasm'); });
  afterEach(() => { installWasmKernels(); });

  it('installs once and restores the stock kernels', () => {
    uninstallWasmKernels();
    const kernels = () => new Map(tf.getKernelsForBackend('wasm').map((kernel) => [kernel.kernelName, kernel]));
    const stock = kernels();
    const stockGradient = tf.getGradient('FusedBatchNorm');
    expect(backendReport().kernels).toEqual([]);
    expect(tf.getKernel('Conv2DBackpropFilter', 'wasm')).toBeUndefined();
    const uninstall = installWasmKernels();
    const ours = tf.getKernel('MaxPoolGrad', 'wasm');
    installWasmKernels();
    expect(tf.getKernel('MaxPoolGrad', 'wasm')).toBe(ours);
    uninstall();
    uninstall();
    expect(kernels()).toEqual(stock);
    expect(kernels().get('MaxPoolGrad')).toBe(stock.get('MaxPoolGrad'));
    expect(tf.getGradient('FusedBatchNorm')).toBe(stockGradient);
  });

  it('repairs the gradient of max pooling and the strided convolution', () => {
    const poolGradient = () => tf.tidy(() => {
      const x = negative();
      const output = tf.maxPool(x, 2, 2, 'valid');
      const attributes = { filterSize: 2, strides: 2, pad: 'valid' } as unknown as tf.NamedAttrMap;
      const inputs = { dy: tf.ones([1, 1, 1, 1]), input: x, output };
      return [...(tf.engine().runKernel('MaxPoolGrad', inputs, attributes) as tf.Tensor).dataSync()];
    });
    const convolution = () => tf.tidy(() => {
      const [x, filter] = [tf.ones<tf.Rank.R4>([1, 8, 8, 1]), tf.ones<tf.Rank.R4>([1, 3, 1, 1])];
      return tf.conv2d(x, filter, 2, 'same').dataSync()[0];
    });
    expect([poolGradient(), convolution()]).toEqual([[1, 0, 0, 0], 3]);
    uninstallWasmKernels();
    expect([poolGradient(), convolution()]).not.toEqual([[1, 0, 0, 0], 3]);
  });

  it('works on a backend that was removed and made again', async () => {
    restart();
    await useBackend('wasm');
    expect(() => tf.fill([2 ** 30], 1)).toThrow(/Out of memory/);
  });
});

describe('allocation guard', () => {
  beforeEach(async () => { await useBackend('wasm'); });

  it('refuses what does not fit, and goes on', () => {
    const kept = tf.tensor1d([1, 2, 3]);
    const before = [tf.memory().numTensors, tf.memory().numBytes, tf.backend().numDataIds()];
    // More than there is, and what wraps around 32 bits to nothing.
    for (const size of [2 ** 30 - 2 ** 14, 2 ** 30, 2 ** 31]) {
      expect(() => tf.fill([size], 1)).toThrow(
        /^Out of memory on the WASM backend: asked for [\d.]+ GB while .* are held in \d+ tensors; use a smaller batch/,
      );
    }
    expect([tf.memory().numTensors, tf.memory().numBytes, tf.backend().numDataIds()]).toEqual(before);
    const { wasm } = tf.backend() as unknown as { wasm: { HEAPU8: Uint8Array } };
    expect([...wasm.HEAPU8.subarray(0, 16)]).toEqual(Array(16).fill(0));
    const sum = tf.add(kept, 1);
    expect([...sum.dataSync()]).toEqual([2, 3, 4]);
    tf.dispose([kept, sum]);
  });
});

describe('calls at once', () => {
  it('run one after the other', async () => {
    restart();
    const reports = await Promise.all([useBackend('wasm'), useBackend('cpu'), useBackend('wasm')]);
    expect(reports.map(({ name }) => name)).toEqual(['wasm', 'cpu', 'wasm']);
    expect(tf.getBackend()).toBe('wasm');
  });
});
