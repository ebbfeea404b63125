/** Levels looked up in tables of floats, the last thing before a batch: a kernel, or a loop that does the same. */
import { moduleFor, SCRATCH } from './kernels';

/** Three tables of 256 floats, then levels, then floats. */
const TABLES = SCRATCH, LEVELS = TABLES + 3 * 256 * 4;

/** to[i] = table of i's channel [data[i]], for one table or one a channel; `to` may be longer. */
export function toFloats(data: Uint8Array, tables: readonly Float32Array[], to: Float32Array): void {
  if (tables.length === 1 || tables.length === 3) {
    const floats = LEVELS + 4 * Math.ceil(data.length / 4) + 16, module = moduleFor(floats + 4 * data.length + 16);
    if (module) {
      const { kernels, memory } = module, [red, green = red, blue = red] = tables;
      [red, green, blue].forEach((table, k) => new Float32Array(memory, TABLES + 1024 * k, 256).set(table));
      new Uint8Array(memory, LEVELS).set(data);
      kernels.toFloats(LEVELS, data.length, TABLES, floats);
      to.set(new Float32Array(memory, floats, data.length));
      return;
    }
  }
  for (let i = 0, k = 0; i < data.length; i++, k = k + 1 === tables.length ? 0 : k + 1) to[i] = tables[k][data[i]];
}
