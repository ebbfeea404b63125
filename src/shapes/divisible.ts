/**
 * Sizes that must divide, as where an image is halved four times and doubled back: an error that names the side, at compile
 * time where sizes are literal, at run time elsewhere.
 */
import type { Mod } from 'ts-arithmetic';
import type { Dim } from './sym';

/** 2^E, for E up to 10. */
export type PowerOfTwo<E extends number> =
  number extends E ? number : [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024][E] extends infer P extends number ? P : number;

/**
 * What a function asks of an image [B, H, W, C] beside its type: nothing where M divides H and W, or a text that no tensor
 * is, for the compiler to show.
 *
 * @example
 * function halve<H extends Dim, W extends Dim>(x: Sym<readonly [null, H, W, 3]> & Divisible<H, W, 2>) {}
 */
export type Divisible<H extends Dim, W extends Dim, M extends number> =
  [Remainder<H, M>] extends [0]
    ? [Remainder<W, M>] extends [0] ? unknown : `width ${W & number} is not divisible by ${M}`
    : `height ${H & number} is not divisible by ${M}`;

/** N mod M; 0 where one of them is not known. */
type Remainder<N extends Dim, M extends number> =
  N extends number ? (number extends N ? 0 : number extends M ? 0 : Mod<N, M>) : 0;

/**
 * Throws unless height and width of [B, H, W, …] are multiples; `null` sizes pass.
 *
 * @throws as in `Invalid height of x in unet: expected a multiple of 16, received 100.`
 */
export function checkDivisible(where: string, [, height, width]: readonly Dim[], multiple: number): void {
  for (const [side, size] of [['height', height], ['width', width]] as const) {
    if (size === null || size % multiple === 0) continue;
    throw new Error(`Invalid ${side} of \`x\` in ${where}: expected a multiple of ${multiple}, received ${size}.`);
  }
}
