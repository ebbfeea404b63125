/** Integers that tests/reference/drawn.py computes too, so that no golden file holds the cases drawn from them. */
import { bits } from './formula';

/** `count` integers in [0, below): the random bits of the name, modulo `below`. */
export function integers(name: string, count: number, below: number): number[] {
  return Array.from(bits(name, count), (word) => word % below);
}

/** One integer in [low, high]. */
export function integer(name: string, low: number, high: number): number {
  return low + integers(name, 1, high - low + 1)[0];
}
