/** The backends every op, layer, block, model and loss is tested on. */
import '@tensorflow/tfjs-layers';     // registers the gradients of tfjs-core
import { afterEach, beforeAll, describe, it } from 'vitest';
import { devicesHere } from '../devices';
import { settle } from './numeric';

/** Runs the same tests on every device of the run; one that is not here is named as skipped, with the reason. */
export function onEveryDevice(title: string, tests: (device: string) => void): void {
  describe.each(devicesHere)(`${title} on $name`, ({ name, start, missing }) => {
    if (missing) return it.skip(missing);
    beforeAll(start);
    afterEach(settle);
    tests(name);
  });
}
