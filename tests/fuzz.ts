/**
 * Fuzzing: seeded cases, each of which must be answered rightly or refused by an error that a person understands.
 *
 *   FUZZ_CASES=20000 npx vitest run fuzz     # the full form; the gate draws 500 per target
 */
import { expect } from 'vitest';
import { stream, type Stream } from '../src/random/stream';

const cases = Number(process.env.FUZZ_CASES ?? 500);

/** Errors that engines throw where code went on with what it should have refused. */
const engineErrors: unknown[] = [TypeError, RangeError, ReferenceError, SyntaxError, WebAssembly.RuntimeError];

/** Milliseconds after which a case counts as hanging. */
const patience = 2000;

/**
 * Runs `answer` on seeded cases. A case passes where it returns, having checked what it got, or throws an error in words; it fails
 * where it throws an error of the engine, one without a message or longer than 600 characters, or takes longer than two seconds.
 *
 * @returns how many cases were answered and how many refused, so that a test can ask for some of both
 */
export async function fuzz(target: string, answer: (random: Stream, index: number) => unknown): Promise<{ answered: number; refused: number }> {
  const faults: string[] = [];
  let answered = 0, refused = 0;
  for (let index = 0; index < cases; index++) {
    const start = performance.now();
    try {
      await answer(stream(1, target, index), index);
      answered++;
    } catch (error) {
      const fault = faultOf(error);
      if (fault) faults.push(`case ${index}: ${fault}`);
      refused++;
    }
    const milliseconds = performance.now() - start;
    if (milliseconds > patience) faults.push(`case ${index}: took ${Math.round(milliseconds)} ms`);
  }
  expect(faults.slice(0, 10), `${faults.length} of ${cases} cases of ${target}`).toEqual([]);
  return { answered, refused };
}

/** What is wrong with an error as an answer to a user, if anything. */
function faultOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return `threw ${typeof error}`;
  const { name, message, stack } = error;
  if (name === 'AssertionError' || engineErrors.includes(error.constructor)) return stack;
  if (message.trim() === '' || message.length > 600) return `a message of ${message.length} characters: ${message.slice(0, 200)}`;
  return undefined;
}

/** One to four bytes of a copy exchanged, or a part cut out, put in twice, or left off at the end. */
export function mutateBytes(bytes: Uint8Array, random: Stream): Uint8Array {
  const copy = bytes.slice(), at = random.integer(bytes.length + 1), length = random.integer(64);
  switch (random.integer(5)) {
    case 0: return copy.subarray(0, at);
    case 1: return concatenate(copy.subarray(0, at), copy.subarray(at + length));
    case 2: return concatenate(copy.subarray(0, at + length), copy.subarray(at));
    default:
      for (let i = random.integer(4); i >= 0; i--) copy[random.integer(copy.length)] = random.integer(256);
      return copy;
  }
}

const concatenate = (a: Uint8Array, b: Uint8Array): Uint8Array => Uint8Array.from([...a, ...b]);

/** Values that JSON can hold where something else is expected. */
const oddValues = [
  null, true, false, 0, -1, 1, 0.5, 1e9, -1e308, 2 ** 31, '', 'NaN', 'x'.repeat(300), '__proto__', 'constructor', [], [[]], [-1], [1e9, 1e9],
  {}, { length: 3 }, [null], '../outside.bin',
] as const;

/** A copy of what JSON can hold, in which one place, drawn at random, is exchanged, left out, renamed or written twice. */
export function mutateJson<T>(value: T, random: Stream): unknown {
  const copy = structuredClone(value);
  const places: [holder: Record<string, unknown> | unknown[], key: string][] = [];
  collect(copy, places);
  if (places.length === 0) return oddValues[random.integer(oddValues.length)];
  const [holder, key] = places[random.integer(places.length)];
  const odd = structuredClone(oddValues[random.integer(oddValues.length)]);
  const kind = random.integer(6);
  if (Array.isArray(holder)) {
    if (kind === 0) holder.splice(Number(key), 1);
    else if (kind === 1) holder.splice(Number(key), 0, holder[Number(key)]);
    else holder[Number(key)] = odd;
  } else if (kind === 0) {
    delete holder[key];
  } else if (kind === 1) {
    holder[`${key}x`] = holder[key];
    delete holder[key];
  } else {
    holder[key] = odd;
  }
  return copy;
}

function collect(value: unknown, places: [Record<string, unknown> | unknown[], string][]): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    places.push([value as Record<string, unknown>, key]);
    collect(inner, places);
  }
}
