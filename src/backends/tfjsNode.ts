/**
 * The native backend of `@tensorflow/tfjs-node` or `@tensorflow/tfjs-node-gpu`, if the user has one: both register the name
 * `tensorflow` when they are imported, and make it current.
 */
import * as tf from '@tensorflow/tfjs-core';
import { importByName } from './importByName';

const packages = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'];

/**
 * Load the package for CUDA, or the one for processors.
 *
 * @throws where neither is installed, or what is installed does not load
 */
export async function loadTfjsNode(): Promise<void> {
  await restoreUtil();
  const current = tf.engine().backendName;
  let reason = '';
  for (const name of packages) {
    try {
      await importByName(name);
      if (current) await tf.setBackend(current);
      return;
    } catch (cause) {
      reason += ` ${(cause as Error).message.split('\n')[0]}.`;
    }
  }
  throw new Error('The backend tensorflow needs a package that could not be loaded: run `npm install @tensorflow/tfjs-node@4.22`, '
    + `or \`…-gpu\` for CUDA.${reason}`);
}

/** Whether the current backend `tensorflow` computes on a GPU. */
export function usesCuda(): boolean {
  return (tf.backend() as tf.KernelBackend & { isUsingGpuDevice?: boolean }).isUsingGpuDevice === true;
}

/** tfjs-node calls functions of `node:util` that Node 23 has dropped. */
async function restoreUtil(): Promise<void> {
  const { createRequire } = await importByName('node:module') as typeof import('node:module');
  const util = createRequire(`file://${process.cwd()}/`)('node:util') as Record<string, unknown>;
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
}
