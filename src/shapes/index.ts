export type { Divisible } from './divisible';
export type { Dim, Sym } from './sym';
export { convOutputSize } from './size';
export type { CeilDivide, ConvOutput, HeightOf, KernelSize, Padding, Plus, PoolPadding, Times, WidthOf } from './size';
