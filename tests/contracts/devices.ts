/** The backends every op, layer, block and loss is tested on. */
import '@tensorflow/tfjs-layers';     // registers the gradients of tfjs-core
import { beforeAll, describe } from 'vitest';
import { useBackend } from 'tfjs-blocks/backends';

export const devices = ['cpu', 'wasm'] as const;

/** Runs the same tests on every backend. */
export function onEveryDevice(title: string, tests: (device: (typeof devices)[number]) => void): void {
  describe.each(devices)(`${title} on %s`, (device) => {
    beforeAll(async () => {
      await useBackend(device);
    });
    tests(device);
  });
}
