/** Checks of options. An error names the argument and its function, what was expected and what came. */

/** The error ``Invalid `filters` in convBlock: expected a positive integer, received 0.`` */
export function invalid(argument: string, where: string, expected: string, received: unknown): Error {
  return new Error(`Invalid \`${argument}\` in ${where}: expected ${expected}, received ${shown(received)}.`);
}

/** As JSON, cut off if it is long; numbers as they are, and by its type what JSON cannot hold. */
function shown(value: unknown): string {
  if (typeof value === 'number' || value === undefined) return String(value);
  try {
    return brief(JSON.stringify(value) as string | undefined ?? `a ${typeof value}`);
  } catch {
    return `a ${typeof value} that is no JSON`;
  }
}

/** At most so many letters of a text, so that errors can be read whatever they quote. */
export function brief(text: string, most = 200): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

/** Throws unless each named value is a positive integer. */
export function checkPositiveIntegers(where: string, values: Record<string, unknown>): void {
  for (const [argument, value] of Object.entries(values)) {
    if (!(Number.isInteger(value) && (value as number) > 0)) throw invalid(argument, where, 'a positive integer', value);
  }
}

/** Throws unless it is a positive integer or a pair of them, [height, width]. */
export function checkKernelSize(where: string, argument: string, value: unknown): void {
  const sizes = Array.isArray(value) && value.length === 2 ? value as unknown[] : [value];
  if (sizes.every((size) => Number.isInteger(size) && (size as number) > 0)) return;
  throw invalid(argument, where, 'a positive integer or [height, width] of them', value);
}

/** Throws unless the value is one of the names; where one is near, the error asks whether it was meant. */
export function checkOneOf(where: string, argument: string, value: unknown, names: readonly string[]): void {
  if (typeof value === 'string' && names.includes(value)) return;
  const near = typeof value === 'string' ? nearest(value, names) : undefined;
  const listed = names.slice(0, 24).map((name) => JSON.stringify(name)).join(', ') + (names.length > 24 ? ` and ${names.length - 24} more` : '');
  const expected = `one of ${listed}${near ? ` (perhaps ${JSON.stringify(near)})` : ''}`;
  throw invalid(argument, where, expected, value);
}

/** The name that needs the fewest letters changed, if those are less than half of it. */
function nearest(value: string, names: readonly string[]): string | undefined {
  const distances = names.map((name) => editDistance(value.toLowerCase(), name.toLowerCase()));
  const least = Math.min(...distances);
  const near = names[distances.indexOf(least)];
  return least < near.length / 2 ? near : undefined;
}

/** Levenshtein's: letters put in, left out or replaced. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length];
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

/** Throws unless it is a finite number above 0. */
export function checkPositive(where: string, argument: string, value: unknown): void {
  if (Number.isFinite(value) && (value as number) > 0) return;
  throw invalid(argument, where, 'a positive number', value);
}
