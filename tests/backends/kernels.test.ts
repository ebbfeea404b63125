/** Every kernel against plain loops in float64, on the plain build. */
import '@tensorflow/tfjs-layers';
import { beforeAll } from 'vitest';
import { useBackend } from 'tfjs-blocks/backends';
import { describeKernels } from './describeKernels';

beforeAll(async () => { await useBackend('wasm'); });

describeKernels();
