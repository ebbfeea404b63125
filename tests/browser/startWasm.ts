/** The WASM backend in a browser; Vite serves its binaries. */
import plain from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.wasm?url';
import simd from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-simd.wasm?url';
import threaded from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.wasm?url';
import { divideAll } from '../backends/handOvers';
import { type BackendReport, useBackend, type UseBackendOptions } from 'tfjs-blocks/backends';

const wasmPaths = {
  'tfjs-backend-wasm.wasm': plain,
  'tfjs-backend-wasm-simd.wasm': simd,
  'tfjs-backend-wasm-threaded-simd.wasm': threaded,
};

/** Start it on two threads that divide all work where that is possible, on one elsewhere. */
export function startWasm(options: UseBackendOptions = {}): Promise<BackendReport> {
  divideAll();
  return useBackend('wasm', { wasmPaths, threads: 2, ...options });
}
