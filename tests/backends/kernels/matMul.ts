/** Batch matMul with either operand transposed, and with bias and activation. */
import type { Stream } from 'tfjs-blocks/random';
import { activate, activations } from './activations';
import { kernelCheck, runKernel } from './check';
import { between, largest, normal, type Numbers, pick, sizeOf } from './values';

interface Case {
  /** Axes before the matrices; where one operand has 1, or none, its matrices serve all along it. */
  outerA: number[];
  outerB: number[];
  m: number;
  k: number;
  n: number;
  transposeA: boolean;
  transposeB: boolean;
}

function draw(random: Stream): Case {
  const length = () => between(random, 1, pick(random, [9, 40, 131]));
  const outer = pick(random, [[], [1], [between(random, 2, 4)], [2, 3]]);
  const shared = pick(random, [[[3], [1]], [[2], []], [[1], [4]], [[2, 1], [1, 3]], [[3], [2, 3]], [[2, 1], [3]], [[2, 1, 1], [3, 2]]]);
  const [outerA, outerB] = random.bernoulli(0.3) ? shared : [outer, outer];
  const k = random.bernoulli(0.1) ? between(random, 257, 800) : length();
  return { outerA, outerB, m: length(), k, n: length(), transposeA: random.bernoulli(), transposeB: random.bernoulli() };
}

const shapeA = (c: Case): number[] => [...c.outerA, ...(c.transposeA ? [c.k, c.m] : [c.m, c.k])];
const shapeB = (c: Case): number[] => [...c.outerB, ...(c.transposeB ? [c.n, c.k] : [c.k, c.n])];

/** The axes of both, aligned at the last. */
export function spread(a: number[], b: number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => Math.max(a[axis - rank + a.length] ?? 1, b[axis - rank + b.length] ?? 1));
}

/** Which matrix of an operand with the axes `own` serves the i-th of `outer`. */
function matrixAt(i: number, outer: number[], own: number[]): number {
  let place = 0;
  for (let axis = outer.length - 1, step = 1, rest = i; axis >= 0; axis--) {
    const size = own[axis - outer.length + own.length] ?? 1;
    if (size > 1) place += (rest % outer[axis]) * step;
    step *= size;
    rest = Math.floor(rest / outer[axis]);
  }
  return place;
}

/** Errors are relative to the size that sums of k products have, √k, where these cancel to less. */
function product(c: Case, a: Numbers, b: Numbers): Numbers {
  const { m, k, n } = c;
  const outer = spread(c.outerA, c.outerB);
  const batch = sizeOf(outer);
  const values = new Float64Array(batch * m * n);
  const [stepA, alongA] = c.transposeA ? [1, m] : [k, 1];
  const [stepB, alongB] = c.transposeB ? [k, 1] : [1, n];
  for (let i = 0; i < batch; i++) for (let row = 0; row < m; row++) for (let column = 0; column < n; column++) {
    let sum = 0;
    let atA = matrixAt(i, outer, c.outerA) * m * k + row * stepA;
    let atB = matrixAt(i, outer, c.outerB) * k * n + column * stepB;
    for (let s = 0; s < k; s++, atA += alongA, atB += alongB) sum += a.values[atA] * b.values[atB];
    values[(i * m + row) * n + column] = sum;
  }
  return { shape: [...outer, m, n], values, scale: Math.max(largest(values), Math.sqrt(k)) };
}

/** Deep sums, with a as it is and transposed. */
const deep = [false, true].map((transposeA): Case => (
  { outerA: [2], outerB: [2], m: 9, k: 20000, n: 11, transposeA, transposeB: false }
));

const plain = kernelCheck({
  name: 'BatchMatMul',
  cases: deep,
  draw,
  inputs: (c, random) => [normal(random, shapeA(c)), normal(random, shapeB(c))],
  run: (c, [a, b]) => runKernel('BatchMatMul', { a, b }, { transposeA: c.transposeA, transposeB: c.transposeB }),
  expected: (c, [a, b]) => product(c, a, b),
});

const fused = kernelCheck({
  name: '_FusedMatMul',
  cases: deep.map((c) => ({ ...c, activation: 'relu' as const, bias: true })),
  draw: (random) => ({ ...draw(random), activation: pick(random, activations), bias: random.bernoulli(0.8) }),
  inputs: (c, random) => {
    const bias = c.bias ? [normal(random, [c.n])] : [];
    return [normal(random, shapeA(c)), normal(random, shapeB(c)), ...bias];
  },
  run: (c, [a, b, bias]) => {
    const { transposeA, transposeB, activation } = c;
    return runKernel('_FusedMatMul', bias ? { a, b, bias } : { a, b }, { transposeA, transposeB, activation });
  },
  expected: (c, [a, b, bias]) => activate(product(c, a, b), c.activation, bias),
});

export const matMulChecks = [plain, fused];
