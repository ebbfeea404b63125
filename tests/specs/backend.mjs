/** Gives the specs their backend: `cpu`, `stock` (WASM with tfjs's kernels) or `wasm` (with ours). */
import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { setTestEnvs } from '@tensorflow/tfjs-core/dist/jasmine_util';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { installWasmKernels } from '../../src/backends/wasm/install';

const [, , choice, wasmFolder] = process.argv;
setWasmPaths(wasmFolder);
setTestEnvs([{ name: choice, backendName: choice === 'cpu' ? 'cpu' : 'wasm', isDataSync: true }]);
Error.stackTraceLimit = 10; // jasmine_util takes the limit away, which makes errors slow.

/** Every suite starts a backend of its own. */
const engine = tf.engine();
const setBackend = engine.setBackend.bind(engine);
engine.setBackend = async (name) => {
  const isSet = await setBackend(name);
  if (choice === 'wasm' && name === 'wasm') installWasmKernels();
  return isSet;
};
