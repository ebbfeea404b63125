/** Where the library runs. */
import { importByName } from './importByName';

/** Whether this is Node, or a runtime that passes for it. */
export const isNode = typeof process === 'object' && typeof process.versions?.node === 'string';

/** Logical processors that the program may use; Node has had `navigator` since version 21 only. */
export async function processors(): Promise<number> {
  return isNode ? (await nodeOs()).availableParallelism() : globalThis.navigator?.hardwareConcurrency ?? 1;
}

/** The processor's model in Node; browsers do not tell. */
export async function processorName(): Promise<string> {
  if (!isNode) return `processor (${await processors()} threads)`;
  return (await nodeOs()).cpus()[0]?.model.trim() || 'processor';
}

function nodeOs(): Promise<typeof import('node:os')> {
  return importByName('node:os') as Promise<typeof import('node:os')>;
}
