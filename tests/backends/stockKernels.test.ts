/** Kernels where tfjs's may run: right wherever no deviation is known, and wrong where one is. On WASM they are ours, and right. */
import { expect, it } from 'vitest';
import { onEveryDevice } from '../contracts/devices';
import { type Deviation, deviations } from './deviations';
import { kernelChecks } from './kernels';

const DRAWS = 16;
/** GPUs add and interpolate in float32 alone; our own kernels keep to 2e-6. */
const TOLERANCE = 2e-5;

onEveryDevice('the kernels', (device) => {
  const known = deviations.filter(({ on }) => on.includes(device));
  const seen = new Set<Deviation>();
  // What is expected of the nearest pixel is read at once, which WebGPU cannot.
  const checks = kernelChecks.filter(({ name }) => device !== 'webgpu' || name !== 'ResizeNearestNeighborGrad');

  it.each(checks)('$name', async (check) => {
    const failures: string[] = [];
    for (let i = 0; i < DRAWS; i++) {
      const measured = await check.measure(i);
      if (measured.error <= TOLERANCE) continue;
      const deviation = known.find(({ kernels, applies }) => kernels.includes(check.name) && applies(measured));
      if (deviation) seen.add(deviation);
      else failures.push(`${measured.title}: relative error ${measured.error}`);
    }
    expect(failures).toEqual([]);
  });

  it('deviates where it is known to', () => {
    expect(known.filter((deviation) => !seen.has(deviation)).map(({ what }) => what)).toEqual([]);
  });
});
