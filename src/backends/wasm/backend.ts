/**
 * What the kernels use of tfjs's WASM backend: its memory, its allocator and its table of tensors.
 */
import * as tf from '@tensorflow/tfjs-core';

/** The Emscripten module behind the backend. */
interface WasmModule {
  _malloc(bytes: number): number;
  _free(address: number): void;
  HEAPU8: Uint8Array;
  tfjs: { getThreadsCount(): number };
  /** Exports of the plain builds. */
  asm?: { memory?: WebAssembly.Memory };
  /** Memory of the threaded build. */
  wasmMemory?: WebAssembly.Memory;
}

export interface WasmBackend extends tf.KernelBackend {
  wasm: WasmModule;
  dataIdMap: { get(dataId: object): { memoryOffset: number } };
  makeOutput(shape: readonly number[], dtype: tf.DataType): tf.TensorInfo;
}

/** The registered WASM backend. */
export function wasmBackend(): WasmBackend {
  const backend = tf.findBackend('wasm') as WasmBackend | null;
  if (!backend?.wasm) {
    throw new Error("The WASM backend is not ready: expected `await useBackend('wasm')` first, received none.");
  }
  return backend;
}

/** The memory that tfjs's tensors live in. */
export function memoryOf(backend: WasmBackend): WebAssembly.Memory {
  const memory = backend.wasm.wasmMemory ?? backend.wasm.asm?.memory;
  if (!memory) throw new Error('The WASM backend shows no memory: expected @tensorflow/tfjs-backend-wasm 4.22.');
  return memory;
}

/** Address of a tensor's first element. */
export function addressOf(backend: WasmBackend, tensor: tf.TensorInfo): number {
  return backend.dataIdMap.get(tensor.dataId).memoryOffset;
}

/** Throws unless the tensors are float32, as the kernels read them. */
export function checkFloat(where: string, tensors: Record<string, tf.TensorInfo | undefined>): void {
  for (const [name, tensor] of Object.entries(tensors)) {
    if (tensor && tensor.dtype !== 'float32') {
      throw new Error(`Invalid \`${name}\` in ${where} on the WASM backend: expected float32, received ${tensor.dtype}.`);
    }
  }
}

/** Move here what another backend holds: it allocates, which makes views of the memory stale and may fail. */
export function fetchInputs(backend: WasmBackend, inputs: tf.NamedTensorInfoMap): void {
  for (const tensor of Object.values(inputs)) {
    if (tensor) addressOf(backend, tensor);
  }
}

/** Lend `use` room for pieces of the given sizes in bytes (each begins at a multiple of 16 from the first). */
export function withScratch<T>(backend: WasmBackend, sizes: readonly number[], use: (pieces: number[]) => T): T {
  if (!sizes.every((size) => size >= 0)) {
    throw new Error(`Invalid \`sizes\` in withScratch: expected zero or more bytes each, received [${sizes}].`);
  }
  const rounded = sizes.map((size) => Math.ceil(size / 16) * 16);
  const base = backend.wasm._malloc(rounded.reduce((sum, size) => sum + size, 16)) >>> 0;
  let next = base;
  const pieces = rounded.map((size) => (next += size) - size);
  try {
    return use(pieces);
  } finally {
    backend.wasm._free(base);
  }
}
