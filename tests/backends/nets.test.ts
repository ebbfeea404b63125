/** Training-mode gradients of whole nets, on one thread. */
import { beforeAll } from 'vitest';
import { useBackend } from 'tfjs-blocks/backends';
import { compareNets } from './goldenNets';

beforeAll(async () => { await useBackend('wasm'); });

compareNets();
