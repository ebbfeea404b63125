/**
 * Memory that shows what a kernel does with it: a block begins as NaN, is NaN again when it is freed, and lies between
 * margins that nobody may write to. Its address is `shift` bytes past a multiple of 16.
 */
import { wasmBackend } from '../../../src/backends/wasm/backend';

/** As a float32 these bytes are NaN, as an int32 −1. */
const POISON = 0xff;
const MARGIN = 64;

/**
 * Run `f` with such memory.
 *
 * @throws where a margin was written to, and where `f` did not free what it allocated
 */
export function withPoisonedMemory<T>(shift: number, f: () => T): T {
  const module = wasmBackend().wasm;
  module._free(module._malloc(1)); // The first calls replace both by the functions themselves.
  const stock = { malloc: module._malloc, free: module._free };
  const blocks = new Map<number, { base: number; bytes: number }>();
  const damage: string[] = [];
  const isPoison = (from: number, to: number) => module.HEAPU8.subarray(from, to).every((byte) => byte === POISON);

  module._malloc = (bytes) => {
    const room = bytes + 2 * MARGIN + 16;
    const base = stock.malloc(room) >>> 0;
    const address = Math.ceil(base / 16) * 16 + MARGIN + shift;
    module.HEAPU8.fill(POISON, base, base + room);
    blocks.set(address, { base, bytes });
    return address;
  };
  module._free = (address) => {
    const block = blocks.get(address);
    if (!block) return stock.free(address);
    const { base, bytes } = block;
    const end = base + bytes + 2 * MARGIN + 16;
    if (!isPoison(base, address)) damage.push(`wrote before a block of ${bytes} bytes`);
    if (!isPoison(address + bytes, end)) damage.push(`wrote after a block of ${bytes} bytes`);
    module.HEAPU8.fill(POISON, base, end);
    blocks.delete(address);
    stock.free(base);
  };
  try {
    const result = f();
    damage.push(...[...blocks.values()].map(({ bytes }) => `kept ${bytes} bytes`));
    if (damage.length > 0) throw new Error(`A kernel ${damage.join(', ')}.`);
    return result;
  } finally {
    for (const address of [...blocks.keys()]) module._free(address);
    module._malloc = stock.malloc;
    module._free = stock.free;
  }
}
