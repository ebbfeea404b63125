/** Training-mode gradients of whole nets, on shared memory and with all work divided over two threads. */
import { beforeAll, expect } from 'vitest';
import { useBackend } from 'tfjs-blocks/backends';
import { describeNets } from './describeNets';
import { divideAll } from './handOvers';

beforeAll(async () => {
  expect(await useBackend('wasm', { threads: 2 })).toMatchObject({ threads: 2 });
  divideAll();
});

describeNets();
