/** Training-mode gradients of whole nets, on a page: on shared memory and two threads where it is isolated. */
import { beforeAll } from 'vitest';
import { compareNets } from '../backends/goldenNets';
import { startWasm } from './startWasm';

beforeAll(async () => { await startWasm(); });

compareNets();
