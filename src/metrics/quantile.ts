/**
 * The value below which a share of the sorted values lies, between two of them in proportion: NumPy's default, R's type 7.
 *
 * @param sorted ascending, at least one
 * @param share in [0, 1]
 */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const place = share * (sorted.length - 1);
  const low = Math.floor(place), part = place - low;
  if (part === 0 || sorted[low] === sorted[low + 1]) return sorted[low];
  const apart = sorted[low + 1] - sorted[low];
  // from the nearer end, as NumPy does, so that a share of nearly 1 gives the upper value itself
  return part < 0.5 ? sorted[low] + apart * part : sorted[low + 1] - apart * (1 - part);
}
