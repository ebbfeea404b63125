/** What the fused kernels do after the sum; NaN stays NaN. */
import { largest, type Numbers } from './values';

const functions = {
  linear: (x: number): number => x,
  relu: (x: number): number => (x < 0 ? 0 : x),
  relu6: (x: number): number => (x < 0 ? 0 : x > 6 ? 6 : x),
  elu: (x: number): number => (x < 0 ? Math.expm1(x) : x),
  sigmoid: (x: number): number => 1 / (1 + Math.exp(-x)),
  leakyrelu: (x: number): number => (x < 0 ? 0.2 * x : x),
};

type Activation = keyof typeof functions;

export const activations = Object.keys(functions) as Activation[];

/** `bias` is a number for each index of the last axis. Rounding goes by the size of the sums. */
export function activate({ shape, values, scale = 0 }: Numbers, activation: Activation, bias?: Numbers): Numbers {
  const size = shape[shape.length - 1];
  const sums = bias ? values.map((x, i) => x + bias.values[i % size]) : values;
  return { shape, values: sums.map(functions[activation]), scale: Math.max(scale, largest(sums)) };
}
