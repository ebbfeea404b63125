/** Every kernel against plain loops in float64, on the build for shared memory and with all work divided over threads. */
import '@tensorflow/tfjs-layers';
import { beforeAll, expect } from 'vitest';
import { useBackend } from 'tfjs-blocks/backends';
import { describeKernels } from './describeKernels';
import { divideAll } from './handOvers';

beforeAll(async () => {
  expect(await useBackend('wasm', { threads: 2 })).toMatchObject({ threads: 2 });
  divideAll();
});

describeKernels(2);
