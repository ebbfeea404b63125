/** Training-mode gradients of whole nets, on one thread. */
import { beforeAll } from 'vitest';
import { useBackend } from 'tfjs-blocks/backends';
import { describeNets } from './describeNets';

beforeAll(async () => { await useBackend('wasm'); });

describeNets();
