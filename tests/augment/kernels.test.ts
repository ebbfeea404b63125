/** The kernels of WebAssembly give the bytes that the loops of TypeScript give. */
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Border, Matrix, Sample, Step } from 'tfjs-blocks/augment';
import { stream } from 'tfjs-blocks/random';
import { code } from '../../src/augment/wasm/kernels.generated';

/** The library as it is where WebAssembly is not. */
async function withoutKernels() {
  vi.resetModules();
  vi.stubGlobal('WebAssembly', undefined);
  const [{ replay }, { moduleFor }, { toFloats }] = await Promise.all(
    [import('../../src/augment/replay'), import('../../src/augment/wasm/kernels'), import('../../src/augment/wasm/toFloats')]);
  expect(moduleFor(1)).toBeUndefined();
  return { replay, toFloats };
}

async function withKernels() {
  vi.resetModules();
  vi.unstubAllGlobals();
  const [{ replay }, { moduleFor }, { toFloats }] = await Promise.all(
    [import('../../src/augment/replay'), import('../../src/augment/wasm/kernels'), import('../../src/augment/wasm/toFloats')]);
  expect(moduleFor(1)).toBeDefined();
  return { replay, toFloats };
}

const [loops, kernels] = [await withoutKernels(), await withKernels()];
afterEach(() => vi.unstubAllGlobals());

/** Noise whose levels are 0 or 255 a quarter of the time. */
function noise(seed: number, count: number): Uint8Array {
  const random = stream(seed);
  return Uint8Array.from({ length: count }, (_, i) => (i % 4 === 0 ? 255 * random.integer(2) : random.integer(256)));
}

const sampleOf = (channels: number): fc.Arbitrary<Sample> => fc.tuple(fc.nat(), fc.integer({ min: 1, max: 23 }), fc.integer({ min: 1, max: 23 })).map(([seed, height, width]) => ({
  id: 'noise',
  image: { data: noise(seed, height * width * channels), height, width, channels },
  masks: { labels: { data: noise(seed + 1, height * width), height, width, channels: 1 } },
}));

/** Both ways, with the bytes as text. */
function expectSame(sample: Sample, steps: readonly Step[], border?: Border): void {
  const [quick, slow] = [kernels, loops].map(({ replay }) => replay(sample, steps, { border }));
  for (const part of [(sample: Sample) => sample.image, (sample: Sample) => sample.masks!.labels]) {
    const [one, other] = [part(quick), part(slow)].map(({ data, ...rest }) => ({ ...rest, data: Buffer.from(data).toString('hex') }));
    expect(one).toEqual(other);
  }
}

const number = (least: number, most: number) => fc.double({ min: least, max: most, noNaN: true });
const whole = (least: number, most: number) => fc.integer({ min: least, max: most });

const turned: fc.Arbitrary<Matrix> = fc.tuple(number(-3.2, 3.2), number(0.2, 3), number(-30, 30), number(-30, 30))
  .map(([angle, scale, right, down]) => [scale * Math.cos(angle), scale * Math.sin(angle), right, -scale * Math.sin(angle), scale * Math.cos(angle), down]);
const halves: fc.Arbitrary<Matrix> = fc.tuple(fc.constantFrom(0.5, 1, -1, 2), fc.constantFrom(0.5, 1, -1, 2), whole(-99, 99), whole(-99, 99))
  .map(([a, e, c, f]) => [a, 0, c / 4, 0, e, f / 4]);
const tilted: fc.Arbitrary<Matrix> = fc.tuple(turned, number(-0.2, 0.2), number(-0.2, 0.2)).map(([matrix, g, h]) => [...matrix.slice(0, 6), g, h] as unknown as Matrix);
const far: fc.Arbitrary<Matrix> = number(1e4, 1e12).map((shift) => [1.01, 0, shift, 0, 0.99, -shift]);
const border = fc.oneof(fc.constant('reflect' as const), fc.record({ kind: fc.constant('constant' as const), fill: number(0, 255), fillMask: whole(0, 255) }));
const size = fc.option(fc.record({ height: whole(1, 40), width: whole(1, 40) }), { nil: undefined });

describe('moves', () => {
  it.each<[string, fc.Arbitrary<Matrix>]>([
    ['turned and scaled', turned], ['by halves and quarters', halves], ['tilted', tilted], ['far out', far],
  ])('%s', (_, matrices) => {
    for (const channels of [3, 1, 4]) {
      fc.assert(fc.property(sampleOf(channels), matrices, border, size, (sample, matrix, outside, to) => {
        const steps: Step[] = [{ kind: 'geometry', name: '', matrix, ...(to && { size: to }) }];
        fc.pre(Math.abs(matrix[0] * matrix[4] - matrix[1] * matrix[3]) > 1e-3);
        expectSame(sample, steps, outside);
      }), { numRuns: 60 });
    }
  });

  it('by a field', () => {
    const nodes = fc.array(number(-6, 6), { minLength: 16, maxLength: 16 });
    fc.assert(fc.property(sampleOf(3), nodes, nodes, border, (sample, right, down, outside) => {
      const steps: Step[] = [{ kind: 'warp', name: '', spline: 'linear', rows: 4, columns: 4, right, down }];
      expectSame(sample, steps, outside);
    }), { numRuns: 60 });
  });
});

describe('colours', () => {
  const name = '';
  const step: fc.Arbitrary<Step> = fc.oneof(
    number(0, 4).map((factor): Step => ({ kind: 'saturation', name, factor })),
    number(-400, 400).map((degrees): Step => ({ kind: 'hue', name, degrees })),
    number(0, 3).map((factor): Step => ({ kind: 'brightness', name, factor })),
    number(0, 3).map((factor): Step => ({ kind: 'contrast', name, factor })),
    fc.constantFrom<Step>({ kind: 'equalize', name }, { kind: 'autoContrast', name }, { kind: 'grayscale', name }, { kind: 'channelShuffle', name, order: [2, 0, 1] }),
  );
  it.each([3, 1])('%d channels', (channels) => {
    fc.assert(fc.property(sampleOf(channels), fc.array(step, { maxLength: 5 }), (sample, steps) => {
      expectSame(sample, steps);
    }), { numRuns: 300 });
  });
});

it.each([1, 3, 4])('floats from %d tables', (count) => {
  const tables = Array.from({ length: count }, (_, k) => Float32Array.from({ length: 256 }, (_, level) => (level / 255 - 0.1 * k) / 0.3));
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (data) => {
    const [quick, slow] = [kernels, loops].map(({ toFloats }) => {
      const to = new Float32Array(data.length + 3).fill(7);
      toFloats(data, tables, to);
      return to;
    });
    expect(quick).toEqual(slow);
    expect([...quick.subarray(data.length)]).toEqual([7, 7, 7]);
  }), { numRuns: 50 });
});

it('own no memory, table or data', () => {
  const module = new WebAssembly.Module(Buffer.from(code, 'base64'));
  expect(WebAssembly.Module.imports(module)).toMatchObject([{ module: 'env', name: 'memory', kind: 'memory' }]);
  expect(WebAssembly.Module.exports(module).every(({ kind }) => kind === 'function')).toBe(true);
});
