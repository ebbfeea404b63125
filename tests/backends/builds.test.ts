import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { plain, shared } from '../../src/backends/wasm/kernels.generated';

const pages = { initial: 1, maximum: 65536 };

/** Sum of three rows of five numbers that the build reads from and writes to `memory`. */
function sumOfRows(build: string, memory: WebAssembly.Memory): number[] {
  const module = new WebAssembly.Module(Buffer.from(build, 'base64'));
  const kernels = new WebAssembly.Instance(module, { env: { memory } }).exports;
  new Float32Array(memory.buffer, 64, 15).set(Array.from({ length: 15 }, (_, i) => i));
  (kernels.sumRows as (...numbers: number[]) => void)(64, 256, 3, 5, 1);
  return [...new Float32Array(memory.buffer, 256, 3)];
}

it.each([
  ['plain', plain, false], ['shared', shared, true],
])('the %s build works on that kind of memory', (_name, build, isShared) => {
  const memory = new WebAssembly.Memory({ ...pages, shared: isShared });
  expect(sumOfRows(build, memory)).toEqual([10, 35, 60]);
});

it.each([['plain', plain], ['shared', shared]])('the %s build owns no memory, table or data', (_name, build) => {
  const module = new WebAssembly.Module(Buffer.from(build, 'base64'));
  expect(WebAssembly.Module.imports(module)).toMatchObject([{ module: 'env', name: 'memory', kind: 'memory' }]);
  expect(WebAssembly.Module.exports(module).every(({ kind }) => kind === 'function')).toBe(true);
});

it('is up to date with its sources', () => {
  const script = fileURLToPath(new URL('../../scripts/kernels.mjs', import.meta.url));
  expect(execFileSync(process.execPath, [script]).toString()).toBe('');
});
