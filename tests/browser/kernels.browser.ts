/** Every kernel against plain loops in float64, on a page: on shared memory and two threads where it is isolated. */
import '@tensorflow/tfjs-layers';
import { beforeAll } from 'vitest';
import { describeKernels } from '../backends/describeKernels';
import { startWasm } from './startWasm';

beforeAll(async () => { await startWasm(); });

describeKernels();
