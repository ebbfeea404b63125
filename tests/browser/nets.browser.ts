/** Training-mode gradients of whole nets, on a page: on shared memory and two threads where it is isolated. */
import { beforeAll } from 'vitest';
import { describeNets } from '../backends/describeNets';
import { startWasm } from './startWasm';

beforeAll(async () => { await startWasm(); });

describeNets();
