/** Sums of rows by segment, some rows belonging to none. */
import { kernelCheck, runKernel } from './check';
import { between, channels, constant, normal, type Numbers, pick, sizeOf } from './values';

interface Case {
  outer: number[];
  inner: number[];
  numSegments: number;
  dtype: 'float32' | 'int32';
}

const segmentSum = kernelCheck<Case>({
  name: 'UnsortedSegmentSum',
  cases: [{ outer: [20000], inner: [5], numSegments: 2, dtype: 'float32' }],
  draw: (random): Case => ({
    outer: pick(random, [[between(random, 1, 60)], [between(random, 1, 8), between(random, 1, 8)]]),
    inner: pick(random, [[], [channels(random)], [between(random, 1, 5), between(random, 1, 9)]]),
    numSegments: between(random, 1, 20),
    dtype: pick(random, ['float32', 'float32', 'int32'] as const),
  }),
  inputs: (c, random): Numbers[] => {
    const x = c.outer[0] === 20000 ? constant(0.1, [...c.outer, ...c.inner]) : normal(random, [...c.outer, ...c.inner]);
    const whole = { ...x, values: Int32Array.from(x.values, (value) => value * 100), dtype: c.dtype };
    const ids = Int32Array.from({ length: sizeOf(c.outer) }, () => between(random, -2, c.numSegments + 1));
    return [c.dtype === 'int32' ? whole : x, { shape: c.outer, values: ids, dtype: 'int32' }];
  },
  run: (c, [x, segmentIds]) => runKernel('UnsortedSegmentSum', { x, segmentIds }, { numSegments: c.numSegments }),
  expected: (c, [x, ids]) => {
    const width = sizeOf(c.inner);
    const values = new Float64Array(c.numSegments * width);
    ids.values.forEach((id, row) => {
      if (id < 0 || id >= c.numSegments) return;
      for (let i = 0; i < width; i++) values[id * width + i] += x.values[row * width + i];
    });
    return { shape: [c.numSegments, ...c.inner], values };
  },
});

export const segmentSumChecks = [segmentSum];
