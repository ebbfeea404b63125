/**
 * Apportionment by largest remainder (Hamilton's method): whole seats whose sum is exact.
 *
 *     quota_i = seats · size_i / Σ size;  every part gets ⌊quota_i⌋, and the seats left over go one each to the
 *     parts with the largest remainders, but for those of which nothing would be left: they come last.
 *
 * So each part's share is within one of its quota.
 *
 * @param sizes whole numbers ≥ 0
 * @param seats whole number, at most Σ size
 * @returns the seats of each part, never more than its size; of equal remainders the earlier part goes first
 * @example
 * allocate([6, 4, 1], 3);   // [2, 1, 0]
 */
export function allocate(sizes: readonly number[], seats: number): number[] {
  const total = sizes.reduce((a, b) => a + b, 0);
  if (seats === 0) return sizes.map(() => 0);
  const shares = sizes.map((size) => Math.floor((seats * size) / total));
  const remainders = sizes.map((size) => (seats * size) % total);
  const left = seats - shares.reduce((a, b) => a + b, 0);
  const rank = (part: number) => (remainders[part] === 0 ? 2 : Number(shares[part] + 1 === sizes[part]));
  const order = sizes.map((_, part) => part).sort((a, b) => rank(a) - rank(b) || remainders[b] - remainders[a] || a - b);
  for (const part of order.slice(0, left)) shares[part]++;
  return shares;
}
