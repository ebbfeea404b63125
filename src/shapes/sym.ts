/**
 * Tensors that know their shape at compile time.
 *
 * Shapes are NHWC: B images a batch, H rows, W columns, C channels. A size is a literal where it is known when the
 * program is written (`128`), `number` where it is known only at run time, and `null` where it may differ from call
 * to call (the batch).
 */
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';

declare const SHAPE: unique symbol;

/** The size of one dimension; `null` is left open until data arrives. */
export type Dim = number | null;

/**
 * A tfjs SymbolicTensor that knows its shape at compile time. At run time it is the SymbolicTensor itself, so
 * everything of tfjs takes it. An interface, because declaration files of other projects can name it, but not SHAPE.
 *
 * @example
 * const x: Sym<readonly [null, 128, 128, 3]> = input([128, 128, 3]);
 */
export interface Sym<S extends readonly Dim[] = readonly Dim[]> extends SymbolicTensor {
  readonly [SHAPE]?: S;
}
