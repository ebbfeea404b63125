export type { Divisible, PowerOfTwo } from './divisible';
export type { Dim, Sym } from './sym';
export type { Fits } from './fits';
export { convOutputSize, transposedOutputSize } from './size';
export type {
  CeilDivide, ConvOutput, HeightOf, KernelSize, Padding, Plus, PoolPadding, Product, Times, TransposedOutput, WidthOf,
} from './size';
