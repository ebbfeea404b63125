/** Batch matMul with either operand transposed, and with bias and activation. */
import type { Stream } from 'tfjs-blocks/random';
import { activate, activations } from './activations';
import { kernelCheck, runKernel } from './check';
import { between, largest, normal, type Numbers, pick, sizeOf } from './values';

interface Case {
  /** Axes before the matrices; where one operand has 1, its matrix serves all. */
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
  const isShared = outer.length === 1 && random.bernoulli(0.3);
  const [outerA, outerB] = isShared ? (random.bernoulli() ? [outer, [1]] : [[1], outer]) : [outer, outer];
  const k = random.bernoulli(0.1) ? between(random, 257, 800) : length();
  return { outerA, outerB, m: length(), k, n: length(), transposeA: random.bernoulli(), transposeB: random.bernoulli() };
}

const shapeA = (c: Case): number[] => [...c.outerA, ...(c.transposeA ? [c.k, c.m] : [c.m, c.k])];
const shapeB = (c: Case): number[] => [...c.outerB, ...(c.transposeB ? [c.n, c.k] : [c.k, c.n])];

/** Errors are relative to the size that sums of k products have, √k, where these cancel to less. */
function product(c: Case, a: Numbers, b: Numbers): Numbers {
  const { m, k, n } = c;
  const [batchA, batchB] = [sizeOf(c.outerA), sizeOf(c.outerB)];
  const batch = Math.max(batchA, batchB);
  const values = new Float64Array(batch * m * n);
  const [stepA, alongA] = c.transposeA ? [1, m] : [k, 1];
  const [stepB, alongB] = c.transposeB ? [k, 1] : [1, n];
  for (let i = 0; i < batch; i++) for (let row = 0; row < m; row++) for (let column = 0; column < n; column++) {
    let sum = 0;
    let atA = (batchA === 1 ? 0 : i * m * k) + row * stepA;
    let atB = (batchB === 1 ? 0 : i * k * n) + column * stepB;
    for (let s = 0; s < k; s++, atA += alongA, atB += alongB) sum += a.values[atA] * b.values[atB];
    values[(i * m + row) * n + column] = sum;
  }
  const shape = [...(batchA === 1 ? c.outerB : c.outerA), m, n];
  return { shape, values, scale: Math.max(largest(values), Math.sqrt(k)) };
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

/** tfjs takes matrices of three axes here. With a transposed stock is asked, which is wrong: see `matMul.test.ts`. */
const fused = kernelCheck({
  name: '_FusedMatMul',
  cases: deep.map((c) => ({ ...c, activation: 'relu' as const, bias: true })),
  draw: (random) => {
    const outer = [between(random, 1, 3)];
    const c: Case = { ...draw(random), outerA: outer, outerB: outer };
    return { ...c, activation: pick(random, activations), bias: random.bernoulli(0.8) };
  },
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
