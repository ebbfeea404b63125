/** What every backend is on this machine, or why it is not there. */
import * as tf from '@tensorflow/tfjs-core';
import type { BackendName } from './device';
import type { BackendReport, Refusal } from './report';
import { backendNames, useBackend, type UseBackendOptions } from './useBackend';

/**
 * Start each backend in turn and describe it; the one before is current again afterwards. `npx tfjs-blocks doctor` prints
 * this.
 *
 * @returns a report, or cause and cure, for each backend
 * @example
 * for (const backend of await diagnose()) {
 *   console.log(backend.name, 'reason' in backend ? backend.reason : backend.device);
 * }
 */
export async function diagnose(options: UseBackendOptions = {}): Promise<(BackendReport | Refusal)[]> {
  const previous = tf.engine().backendName as BackendName | null;
  const found: (BackendReport | Refusal)[] = [];
  for (const name of backendNames) {
    found.push(await useBackend(name, options).catch((cause: unknown) => ({ name, reason: (cause as Error).message })));
  }
  if (previous) await useBackend(previous, options);
  return found;
}
