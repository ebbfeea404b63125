/** Checks of options. An error names the argument and its function, what was expected and what came. */

/** The error ``Invalid `filters` in convBlock: expected a positive integer, received 0.`` */
export function invalid(argument: string, where: string, expected: string, received: unknown): Error {
  const shown = typeof received === 'number' || received === undefined ? String(received) : JSON.stringify(received);
  return new Error(`Invalid \`${argument}\` in ${where}: expected ${expected}, received ${shown}.`);
}

/** Throws unless each named value is a positive integer. */
export function checkPositiveIntegers(where: string, values: Record<string, unknown>): void {
  for (const [argument, value] of Object.entries(values)) {
    if (!(Number.isInteger(value) && (value as number) > 0)) throw invalid(argument, where, 'a positive integer', value);
  }
}

/** Throws unless the value is one of the names. */
export function checkOneOf(where: string, argument: string, value: unknown, names: readonly string[]): void {
  if (typeof value === 'string' && names.includes(value)) return;
  throw invalid(argument, where, `one of ${names.map((name) => JSON.stringify(name)).join(', ')}`, value);
}

/** Throws unless low ≤ value < high. */
export function checkRange(where: string, argument: string, value: unknown, low: number, high: number): void {
  if (typeof value === 'number' && value >= low && value < high) return;
  throw invalid(argument, where, `a number in [${low}, ${high})`, value);
}

/** Throws unless the seed is an integer in [0, 2^32). */
export function checkSeed(where: string, seed: unknown): void {
  if (Number.isInteger(seed) && (seed as number) >= 0 && (seed as number) < 2 ** 32) return;
  throw invalid('seed', where, 'an integer in [0, 2^32)', seed);
}
