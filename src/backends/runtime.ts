/** Where the library runs. */

/** Whether this is Node, or a runtime that passes for it. */
export const isNode = typeof process === 'object' && typeof process.versions?.node === 'string';

/** Logical processors, as far as the runtime says. */
export function processors(): number {
  return globalThis.navigator?.hardwareConcurrency ?? 1;
}

/** The processor's model in Node; browsers do not tell. */
export async function processorName(): Promise<string> {
  if (!isNode) return `processor (${processors()} threads)`;
  const name = 'node:os';
  const { cpus } = await import(/* @vite-ignore */ /* webpackIgnore: true */ name) as typeof import('node:os');
  return cpus()[0]?.model.trim() || 'processor';
}
