/** Training-mode gradients of whole nets, on two threads over shared memory. */
import { beforeAll, expect } from 'vitest';
import { useBackend } from 'tfjs-blocks/backends';
import { describeNets } from './describeNets';

beforeAll(async () => { expect(await useBackend('wasm', { threads: 2 })).toMatchObject({ threads: 2 }); });

describeNets();
