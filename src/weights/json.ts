/** JSON that others wrote. */

/** Whether it is an object that is no list. */
export const isObject = (value: unknown): value is Record<string, unknown> => (
  typeof value === 'object' && value !== null && !Array.isArray(value));

/** Levels of lists and objects within each other that a file may have; nets within nets have about five for each. */
const DEEPEST = 200;

/**
 * The object that a text holds.
 *
 * @throws where it is no JSON, no object, or nested deeper than the functions that go through it can follow
 */
export function parseObject(text: string): Record<string, unknown> {
  const value = parse(text);
  if (!isObject(value)) throw new Error('expected a JSON object');
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) throw new Error(`expected JSON nested at most ${DEEPEST} levels deep`);
    level = level.flatMap((inner) => (typeof inner === 'object' && inner !== null ? Object.values(inner) as unknown[] : []));
  }
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`expected JSON; ${(cause as Error).message}`, { cause });
  }
}
