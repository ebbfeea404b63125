/** Integers that tests/reference/drawn.py computes too, so that no golden file holds the cases drawn from them. */

/** `count` integers in [0, below): the FNV-1a hash of the name, then Wellons' lowbias32 hash of hash + index, modulo `below`. */
export function integers(name: string, count: number, below: number): number[] {
  let start = 0x811c9dc5;
  for (const character of name) start = Math.imul(start ^ character.charCodeAt(0), 0x01000193);
  return Array.from({ length: count }, (_, index) => {
    let x = Math.imul(index, 0x9e3779b9) + start | 0;
    x = Math.imul(x ^ x >>> 16, 0x7feb352d);
    x = Math.imul(x ^ x >>> 15, 0x846ca68b);
    return ((x ^ x >>> 16) >>> 0) % below;
  });
}

/** One integer in [low, high]. */
export function integer(name: string, low: number, high: number): number {
  return low + integers(name, 1, high - low + 1)[0];
}
