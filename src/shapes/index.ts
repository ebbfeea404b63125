export type { Dim, Sym } from './sym';
export { convOutputSize } from './size';
export type { CeilDivide, ConvOutput, Padding, Plus, Times } from './size';
