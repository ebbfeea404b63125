/**
 * The device that a backend computes on, found before the backend is started. A GPU may be one in name only: browsers
 * and drivers play one in software, which is slower than our kernels on the processor.
 */
import { isNode, processorName } from './runtime';
import { requestAdapter } from './webgpu';
import { probeWebgl } from './webgl';

/** Names that tfjs gives to its backends. `tensorflow` is the native one of `@tensorflow/tfjs-node`. */
export type BackendName = 'wasm' | 'cpu' | 'webgl' | 'webgpu' | 'tensorflow';

/** What a backend computes on. */
export interface Device {
  /** As its driver or the operating system calls it. */
  name: string;
  /** `software` is a GPU that the processor plays. */
  kind: 'gpu' | 'software' | 'processor';
}

/**
 * The device that `backend` would compute on here.
 *
 * @throws where there is none, with what could be done
 */
export async function findDevice(backend: BackendName, adapter?: string): Promise<Device> {
  if (backend === 'webgpu') return gpu((await requestAdapter(adapter)).name);
  if (backend === 'webgl') return gpu(probeWebgl().renderer);
  if (backend === 'tensorflow' && !isNode) throw new Error('The backend tensorflow runs in Node only.');
  if (backend === 'wasm' && typeof WebAssembly === 'undefined') throw new Error('The backend wasm does not run here: no WebAssembly.');
  return { name: await processorName(), kind: 'processor' };
}

/** A GPU by its name; software drivers say what they are. */
function gpu(name: string): Device {
  return { name, kind: /swiftshader|llvmpipe|lavapipe|softpipe|software|basic render|warp\b/i.test(name) ? 'software' : 'gpu' };
}
