/**
 * The devices of the test matrix: which there are where the tests run, and which are missing and why. `npm test` takes cpu and
 * wasm; vitest.devices.config.ts says what runs on the others.
 */
import { inject } from 'vitest';
import { starts } from './startDevice';

declare module 'vitest' {
  interface ProvidedContext {
    /** Names of the devices that the run asks for. */
    devices: string[];
    /** Whether all of them must be there. */
    required: boolean;
  }
}

export interface Device {
  name: string;
  start(): Promise<unknown>;
  /** Why it is not here. */
  missing?: string;
}

/** A machine may be without these; where others do not start, every test fails. */
const mayBeMissing = ['webgl', 'webgpu'];

export const devicesHere: Device[] = await Promise.all(inject('devices').map(async (name) => {
  const start = starts[name];
  if (inject('required') || !mayBeMissing.includes(name)) return { name, start };
  return start().then(() => ({ name, start }), (cause: Error) => ({ name, start, missing: cause.message }));
}));
