/**
 * The compiled kernels, bound to the memory of tfjs's backend, so that they read and write tensors in place.
 * Addresses and strides are in bytes; see `assembly/` for what each function does.
 */
import { memoryOf, type WasmBackend } from './backend';
import { plain, shared } from './kernels.generated';

type Kernel = (...numbers: number[]) => void;

export type Kernels = Record<
  | 'clear' | 'padImage' | 'padPanels' | 'packPanels' | 'packTap' | 'convolve' | 'accumulateFilter' | 'unpackFilter'
  | 'accumulateDepthwiseFilter' | 'accumulateDepthwiseInput' | 'maxPoolGradient'
  | 'averagePoolGradient' | 'resizeGradient' | 'segmentSumFloat' | 'segmentSumInt'
  | 'sumColumns' | 'sumRows' | 'tile' | 'copyBlocks' | 'normalize' | 'broadcastRows',
  Kernel
>;

const instances = new WeakMap<WasmBackend, Kernels>();

/** The kernels for `backend`, compiled at the first call. */
export function kernelsOf(backend: WasmBackend): Kernels {
  const known = instances.get(backend);
  if (known) return known;
  const kernels = instantiate(memoryOf(backend));
  instances.set(backend, kernels);
  return kernels;
}

function instantiate(memory: WebAssembly.Memory): Kernels {
  const isShared = typeof SharedArrayBuffer !== 'undefined' && memory.buffer instanceof SharedArrayBuffer;
  const module = new WebAssembly.Module(decodeBase64(isShared ? shared : plain));
  return new WebAssembly.Instance(module, { env: { memory } }).exports as Kernels;
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
