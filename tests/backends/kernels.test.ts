/** Every kernel against plain loops in float64, on the plain build. */
import '@tensorflow/tfjs-layers';
import { beforeAll, expect, it } from 'vitest';
import { backendReport, useBackend } from 'tfjs-blocks/backends';
import { describeKernels } from './describeKernels';
import { kernelChecks } from './kernels';
import { sweptKernels } from './sweep/kernels';

beforeAll(async () => { await useBackend('wasm'); });

describeKernels(1);

it('is checked: every kernel that is installed', () => {
  const checked = kernelChecks.map(({ name }) => name);
  expect([...checked, ...sweptKernels]).toEqual(expect.arrayContaining(backendReport().kernels));
});
