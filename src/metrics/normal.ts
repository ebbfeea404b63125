/**
 * The standard normal distribution, to about 1e-14 relative, in the far tail too.
 *
 *     φ(x) = exp(−x²/2) / √(2π)        Q(x) = ∫ₓ^∞ φ        Φ(x) = 1 − Q(x)
 *
 * Near 0 by the series Q(x) = 1/2 − φ(x) Σ x^(2k+1) / (1·3·…·(2k+1)), beyond by Laplace's continued fraction
 * Q(x) = φ(x) / (x + 1/(x + 2/(x + 3/(x + …)))).
 */
const density = (x: number) => Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);

/** Q(x), the probability of a value above x. */
export function normalTail(x: number): number {
  if (x < 0) return 1 - normalTail(-x);
  if (x < 2.5) {
    let term = x, sum = 0;
    for (let k = 1; sum + term !== sum; k++) {
      sum += term;
      term *= x * x / (2 * k + 1);
    }
    return 0.5 - density(x) * sum;
  }
  let fraction = x;
  for (let k = 100; k > 0; k--) fraction = x + k / fraction;
  return density(x) / fraction;
}

/** The x with Φ(x) = p, for p in [0, 1]: Halley's steps on Q from a rational guess (C. Hastings 1955, formula 26.2.23). */
export function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p);
  if (p === 0) return -Infinity;
  const t = Math.sqrt(-2 * Math.log(p));
  let x = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  for (let step = 0; step < 3; step++) {
    const error = (normalTail(x) - p) / density(x);
    x += error / (1 - x * error / 2);
  }
  return -x;
}
