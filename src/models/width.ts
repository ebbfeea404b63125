/** How a family is made narrower or wider: once in types and once in numbers. */
import type { Times } from '../shapes/size';

/** The channels that a paper gives, times the width; `number` where that is no integer. */
export type ScaledFilters<F extends number, W extends number> =
  W extends 1 ? F : `${Times<F, W> & number}` extends `${bigint}` ? Times<F, W> & number : number;

/** filters · width, rounded to the nearest positive integer. */
export function scaledFilters(filters: number, width: number): number {
  return Math.max(1, Math.round(filters * width));
}
