/**
 * Output sizes of convolution, pooling and upsampling, once in types and once in numbers.
 *
 * With input size n, kernel size k, stride s and dilation rate d:
 *
 *     same   ⌈n / s⌉                          (padding at the bottom and right first, as TensorFlow)
 *     valid  ⌈(n − d·(k − 1)) / s⌉            (no padding: the dilated kernel spans d·(k − 1) + 1)
 *     torch  ⌈(n − (d·(k − 1) mod 2)) / s⌉    (⌊d·(k − 1) / 2⌋ on every side: `padding=d*(k-1)//2` of PyTorch)
 *     ceil   ⌈(n − max(k − s, 0)) / s⌉        (pooling only: padding at the bottom and right, as `ceil_mode` of PyTorch)
 *     upsampling by s  n · s
 *
 * A transposed convolution goes the other way: `same` and `torch` n · s, `valid` n · s + max(k − s, 0).
 *
 * Pooling is the same with the pool size for k and d = 1. A `null` size stays `null`; a `number` stays `number`.
 */
import type { Add, Divide, Max, Mod, Multiply, Subtract } from 'ts-arithmetic';
import type { Dim } from './sym';

/**
 * `same` pads so that only the strides shrink the image; `valid` does not pad; `torch` pads every side alike, which
 * differs from `same` where strides are above 1 or the kernel is even.
 */
export type Padding = 'same' | 'valid' | 'torch';

/** As {@link Padding}; `ceil` lets the last window reach over the edge. */
export type PoolPadding = Padding | 'ceil';

/** Height and width of a kernel or window, one number where they are equal. */
export type KernelSize = number | readonly [height: number, width: number];

/** The height of a kernel. */
export type HeightOf<K extends KernelSize> = K extends readonly [infer H extends number, number] ? H : K extends number ? K : number;

/** The width of a kernel. */
export type WidthOf<K extends KernelSize> = K extends readonly [number, infer W extends number] ? W : K extends number ? K : number;

/** ⌈N / S⌉. */
export type CeilDivide<N extends Dim, S extends number> =
  N extends number
    ? number extends N ? number
      : number extends S ? number
        : S extends 1 ? N
          : Mod<N, S> extends 0 ? Divide<N, S> : Add<Divide<Subtract<N, Mod<N, S>>, S>, 1>
    : null;

/** The size after a convolution or pooling; see {@link convOutputSize}. */
export type ConvOutput<
  N extends Dim, K extends number, S extends number = 1, P extends PoolPadding = 'same', D extends number = 1,
> = [P] extends ['same'] ? CeilDivide<N, S>
  : [P] extends ['valid'] ? CeilDivide<Covered<N, K, D>, S>
    : [P] extends ['torch'] ? CeilDivide<Symmetric<N, K, D>, S>
      : [P] extends ['ceil'] ? Reached<N, K, S> : Open<N>;

/** N − (D·(K − 1) mod 2). */
type Symmetric<N extends Dim, K extends number, D extends number> =
  N extends number
    ? number extends N | K | D ? number : number extends K ? number : number extends D ? number
      : Subtract<N, Mod<Multiply<D, Subtract<K, 1>>, 2>>
    : null;

/** ⌈(N − max(K − S, 0)) / S⌉: every window begins in the image. */
type Reached<N extends Dim, K extends number, S extends number> =
  N extends number
    ? number extends N | K | S ? number : number extends K ? number : number extends S ? number
      : CeilDivide<Subtract<N, Max<Subtract<K, S>, 0>>, S>
    : null;

/** The number of places of a kernel inside N: N − D·(K − 1). */
type Covered<N extends Dim, K extends number, D extends number> =
  N extends number
    ? number extends N | K | D ? number : number extends K ? number : number extends D ? number
      : Subtract<N, Multiply<D, Subtract<K, 1>>>
    : null;

/** A size that is not known at compile time: `number`, or `null` where it was. */
type Open<N extends Dim> = N extends number ? number : null;

/** N · S. */
export type Times<N extends Dim, S extends number> =
  N extends number ? (number extends N ? number : number extends S ? number : Multiply<N, S>) : null;

/** The size after a transposed convolution; see {@link transposedOutputSize}. */
export type TransposedOutput<N extends Dim, K extends number, S extends number = 1, P extends Padding = 'same'> =
  [P] extends ['same' | 'torch'] ? Times<N, S>
    : [P] extends ['valid'] ? (N extends number ? Plus<Times<N, S> & number, Overhang<K, S>> : null)
      : Open<N>;

/** max(K − S, 0). */
type Overhang<K extends number, S extends number> =
  number extends K ? number : number extends S ? number : Max<Subtract<K, S>, 0>;

/** The product of all sizes: the length of what is left when they are laid in a row. `number` where one is not known. */
export type Product<S extends readonly Dim[]> =
  S extends readonly [infer N, ...infer Rest extends readonly Dim[]]
    ? N extends number ? (number extends N ? number : Multiplied<N, Product<Rest>>) : number
    : S extends readonly [] ? 1 : number;

type Multiplied<A extends number, B extends number> = number extends B ? number : Multiply<A, B>;

/** A + B. */
export type Plus<A extends number, B extends number> =
  number extends A ? number : number extends B ? number : Add<A, B>;

/**
 * The size after a convolution or pooling.
 *
 * @param size input size; `null` gives `null`
 * @returns the output size; zero or less where the kernel does not fit
 * @example
 * convOutputSize(128, 3, 2, 'same');     // 64
 * convOutputSize(28, 5, 1, 'valid');     // 24
 */
export function convOutputSize<N extends Dim>(
  size: N, kernelSize: number, strides = 1, padding: PoolPadding = 'same', dilationRate = 1,
): N {
  if (size === null) return size;
  const span = dilationRate * (kernelSize - 1);
  const covered = {
    same: size, valid: size - span, torch: size - (span % 2), ceil: size - Math.max(kernelSize - strides, 0),
  }[padding];
  return Math.ceil(covered / strides) as N;
}

/** Pixels that pooling adds before and after one side of an image. */
export function poolPads(size: number, poolSize: number, strides: number, padding: PoolPadding): readonly [before: number, after: number] {
  if (padding === 'valid') return [0, 0];
  const around = Math.floor((poolSize - 1) / 2);
  if (padding === 'torch') return [around, around];
  const total = Math.max((convOutputSize(size, poolSize, strides, padding) - 1) * strides + poolSize - size, 0);
  const before = padding === 'same' ? Math.floor(total / 2) : 0;
  return [before, total - before];
}

/**
 * The size after a transposed convolution.
 *
 * @param size input size; `null` gives `null`
 * @example
 * transposedOutputSize(16, 4, 2, 'torch');     // 32
 * transposedOutputSize(1, 4, 1, 'valid');      // 4
 */
export function transposedOutputSize<N extends Dim>(size: N, kernelSize: number, strides = 1, padding: Padding = 'same'): N {
  if (size === null) return size;
  return size * strides + (padding === 'valid' ? Math.max(kernelSize - strides, 0) : 0) as N;
}

/** [height, width] of a kernel. */
export function heightAndWidth(kernelSize: KernelSize): readonly [number, number] {
  return typeof kernelSize === 'number' ? [kernelSize, kernelSize] : kernelSize;
}
