/** Every kernel against plain loops in float64, on a page: on shared memory and with all work divided over two threads where it is isolated. */
import '@tensorflow/tfjs-layers';
import { beforeAll, inject } from 'vitest';
import { describeKernels } from '../backends/describeKernels';
import { startWasm } from './startWasm';

beforeAll(async () => { await startWasm(); });

describeKernels(inject('isolated') ? 2 : 1);
