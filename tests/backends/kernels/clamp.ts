/** ClipByValue and Relu6, whose NaN stays NaN. */
import type { Stream } from 'tfjs-blocks/random';
import { kernelCheck, runKernel } from './check';
import { between, normal, pick } from './values';

interface Case {
  shape: number[];
  low: number;
  high: number;
}

function draw(random: Stream): Case {
  const shape = Array.from({ length: between(random, 1, 4) }, () => between(random, 1, pick(random, [3, 9, 20])));
  const [low, high] = pick(random, [[-1, 1], [0, 6], [-Infinity, 0.5], [0.25, Infinity], [-0.1, -0.1]]);
  return { shape, low, high };
}

const clampCheck = (name: string, limits: (c: Case) => [number, number]) => kernelCheck({
  name,
  draw,
  inputs: (c, random) => [normal(random, c.shape)],
  run: (c, [x]) => runKernel(name, { x }, { clipValueMin: c.low, clipValueMax: c.high }),
  expected: (c, [{ shape, values }]) => {
    const [low, high] = limits(c).map(Math.fround);
    return { shape, values: Float64Array.from(values, (x) => (x < low ? low : x > high ? high : x)) };
  },
});

export const clampChecks = [clampCheck('ClipByValue', (c) => [c.low, c.high]), clampCheck('Relu6', () => [0, 6])];
