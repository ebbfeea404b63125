/** Random numbers from a Beta(α, α) distribution: x / (x + y) of two gamma numbers of shape α. */
import type { Stream } from '../random/stream';
import { invalid } from '../shapes/check';

/** In [0, 1]; α = 1 is uniform, a small α close to 0 or 1. */
export function beta(random: Stream, where: string, alpha: number): number {
  if (!(typeof alpha === 'number' && alpha >= 1e-6 && alpha <= 1e6)) throw invalid('alpha', where, 'a number from 1e-6 to 1e6', alpha);
  const x = logGamma(random, alpha), y = logGamma(random, alpha);
  return 1 / (1 + Math.exp(y - x));
}

/**
 * Logarithm of a gamma number, which stays finite where the number itself is too small to be one: of shape α + 1 by
 * rejection (G. Marsaglia, W. Tsang, 2000), times u^(1/α).
 */
function logGamma(random: Stream, alpha: number): number {
  const d = alpha + 1 - 1 / 3, c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = random.normal(), v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random.uniform()) < (x * x) / 2 + d - d * v + d * Math.log(v)) {
      return Math.log(d * v) + Math.log(1 - random.uniform()) / alpha;
    }
  }
}
