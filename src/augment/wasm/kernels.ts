/**
 * The compiled kernels, with a memory of their own that grows with the images. They give the bytes that the loops in
 * TypeScript give, three to six times as fast. Addresses are in bytes; see `assembly/` for what each function does.
 */
import { code } from './kernels.generated';

type Kernel = (...numbers: number[]) => void;

type Kernels = Record<'line' | 'quantize' | 'bilinear' | 'nearest' | 'histogram' | 'lookUp' | 'saturate' | 'turnHue' | 'toFloats', Kernel>;

/** Kernels and the memory that they work on. */
export interface Module {
  readonly kernels: Kernels;
  readonly memory: ArrayBuffer;
}

/** The kernels' own bytes, at the start of memory. */
export const SCRATCH = 48;

/** Larger images are left to the loops in TypeScript: a memory never shrinks. */
const LIMIT = 2 ** 27, PAGE = 2 ** 16;

let started: { readonly kernels: Kernels; readonly memory: WebAssembly.Memory } | undefined;
let isRefused = false;

/**
 * The kernels and at least so many bytes of memory, whose content is of no account; undefined where the image is too large,
 * or the place has no WebAssembly SIMD or forbids it (a page's `Content-Security-Policy` without `wasm-unsafe-eval`).
 */
export function moduleFor(bytes: number): Module | undefined {
  if (bytes > LIMIT || isRefused) return undefined;
  try {
    const { kernels, memory } = started ??= start();
    const missing = bytes - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
    return { kernels, memory: memory.buffer };
  } catch {
    isRefused = true;
    return undefined;
  }
}

/** 4.5 kB, which browsers compile at once, too; Chrome before version 115 only in workers, and the loops serve its pages. */
function start(): typeof started & object {
  const bytes = Uint8Array.from(atob(code), (character) => character.charCodeAt(0));
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536 });
  return { kernels: new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } }).exports as Kernels, memory };
}
