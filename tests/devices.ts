/**
 * The devices of the test matrix: which there are where the tests run, and which are missing and why. `npm test` takes cpu and
 * wasm; vitest.devices.config.ts says what runs on the others.
 */
import { inject } from 'vitest';
import { useBackend } from 'tfjs-blocks/backends';

declare module 'vitest' {
  interface ProvidedContext {
    /** Names of the devices that the run asks for. */
    devices: string[];
  }
}

export interface Device {
  name: string;
  start(): Promise<unknown>;
  /** Why it is not here. */
  missing?: string;
}

const isBrowser = typeof window !== 'undefined';

/** Starts the WASM backend of a page, whose files Vite serves; in Node they need no path. */
export const startWasm = async (threads: number) => (isBrowser
  ? (await import('./browser/startWasm')).startWasm({ threads })
  : useBackend('wasm', { threads }));

const starts: Record<string, () => Promise<unknown>> = {
  cpu: () => useBackend('cpu'),
  wasm: () => startWasm(1),
  'wasm threads': () => startWasm(2),
  webgl: async () => { await import('@tensorflow/tfjs-backend-webgl'); return useBackend('webgl'); },
  webgpu: async () => {
    if (isBrowser) await import('@tensorflow/tfjs-backend-webgpu'); // In Node it finds WebGPU only after `useBackend` has made it.
    return useBackend('webgpu');
  },
};

/** A machine may be without these; the others are everywhere, and a failure to start is one of every test. */
const mayBeMissing = ['webgl', 'webgpu'];

export const devicesHere: Device[] = await Promise.all(inject('devices').map(async (name) => {
  const start = starts[name];
  if (!mayBeMissing.includes(name)) return { name, start };
  return start().then(() => ({ name, start }), (cause: Error) => ({ name, start, missing: cause.message }));
}));
