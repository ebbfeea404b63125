/** Add, Sub, Multiply, Maximum and Minimum of shapes that stretch to each other's. */
import type { Stream } from 'tfjs-blocks/random';
import { kernelCheck, runKernel } from './check';
import { between, normal, type Numbers, pick, placesIn, sizeOf } from './values';

interface Case {
  a: number[];
  b: number[];
}

/** Half of the cases are a number for each channel, on either side. */
function draw(random: Stream): Case {
  const shape = Array.from({ length: between(random, 1, 4) }, () => between(random, 1, pick(random, [5, 9, 40])));
  if (sizeOf(shape) > 20000) return draw(random);
  const ones = (count: number): number[] => Array.from({ length: count }, () => 1);
  const byChannel = [...ones(between(random, 0, shape.length - 1)), shape[shape.length - 1]];
  const some = () => shape.map((size) => (random.bernoulli(0.3) ? 1 : size));
  const [a, b] = random.bernoulli() ? [shape, byChannel] : [some(), some().slice(between(random, 0, shape.length))];
  return random.bernoulli() ? { a, b } : { a: b, b: a };
}

function combine(a: Numbers, b: Numbers, f: (p: number, q: number) => number): Numbers {
  const rank = Math.max(a.shape.length, b.shape.length);
  const [ownA, ownB] = [a, b].map(({ shape }) => [...Array<number>(rank - shape.length).fill(1), ...shape]);
  const shape = ownA.map((size, axis) => Math.max(size, ownB[axis]));
  const [atA, atB] = [ownA, ownB].map((own) => placesIn(own, shape));
  return { shape, values: Float64Array.from(atA, (at, i) => f(a.values[at], b.values[atB[i]])) };
}

const operations = {
  Add: (p: number, q: number) => p + q,
  Sub: (p: number, q: number) => p - q,
  Multiply: (p: number, q: number) => p * q,
  Maximum: Math.max,
  Minimum: Math.min,
};

export const broadcastChecks = Object.entries(operations).map(([name, f]) => kernelCheck({
  name,
  draw,
  inputs: (c, random) => [normal(random, c.a), normal(random, c.b)],
  run: (_, [a, b]) => runKernel(name, { a, b }, {}),
  expected: (_, [a, b]) => combine(a, b, f),
}));
