/** Maps that must have the same height and width, as a skip and what it joins: an error that shows both sizes in words. */
import type { Dim } from './sym';

/**
 * What a function asks of a map beside its type: nothing where its size H2 × W2 is H × W, or a text that no tensor is, for the
 * compiler to show. Sizes that are open or not known fit; they are compared at run time.
 *
 * @example
 * function join<H extends Dim, W extends Dim, H2 extends Dim, W2 extends Dim>(
 *   a: Sym<readonly [null, H, W, 3]>, b: Sym<readonly [null, H2, W2, 3]> & Fits<H2, W2, H, W>,
 * ) {}
 */
export type Fits<H2 extends Dim, W2 extends Dim, H extends Dim, W extends Dim> =
  [Agree<H2, H>, Agree<W2, W>] extends [true, true] ? unknown
    : `a size of ${Shown<H>} × ${Shown<W>} is expected, this is ${Shown<H2>} × ${Shown<W2>}`;

type Agree<A extends Dim, B extends Dim> =
  A extends number ? (B extends number ? (number extends A | B ? true : [A] extends [B] ? true : false) : true) : true;

/** Whether two sizes can be the same: both equal, or one open. */
export function canAgree(a: Dim, b: Dim): boolean {
  return a === null || b === null || a === b;
}

type Shown<N extends Dim> = N extends number ? (number extends N ? 'any' : N) : 'any';
