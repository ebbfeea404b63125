import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { fma, mulAdd } from '../../src/backends/wasm/kernels.generated';

const relaxedSimd = Number(process.versions.node.split('.')[0]) >= 22;
const builds = [['mulAdd', mulAdd], ['fma', fma]] as const;
const runnable = builds.filter(([name]) => name === 'mulAdd' || relaxedSimd);

function compile({ code, sharedFlagAt }: typeof mulAdd, shared: boolean): WebAssembly.Module {
  const bytes = Buffer.from(code, 'base64');
  if (shared) bytes[sharedFlagAt] = 3;
  return new WebAssembly.Module(bytes);
}

/** Sum of three rows of five numbers that the build reads from and writes to its memory. */
function sumOfRows(module: WebAssembly.Module, shared: boolean): number[] {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared });
  const kernels = new WebAssembly.Instance(module, { env: { memory } }).exports;
  new Float32Array(memory.buffer, 64, 15).set(Array.from({ length: 15 }, (_, i) => i));
  (kernels.sumRows as (...numbers: number[]) => void)(64, 256, 3, 5, 1);
  return [...new Float32Array(memory.buffer, 256, 3)];
}

describe.each(runnable)('the %s build', (_name, build) => {
  it.each([['plain', false], ['shared', true]])('works on %s memory', (_kind, shared) => {
    expect(sumOfRows(compile(build, shared), shared)).toEqual([10, 35, 60]);
  });

  it('owns no memory, table or data', () => {
    const module = compile(build, false);
    expect(WebAssembly.Module.imports(module)).toMatchObject([{ module: 'env', name: 'memory', kind: 'memory' }]);
    expect(WebAssembly.Module.exports(module).every(({ kind }) => kind === 'function')).toBe(true);
  });
});

it('has a build with fused instructions and one without, which only engines with relaxed SIMD take', () => {
  const valid = builds.map(([, { code }]) => WebAssembly.validate(Buffer.from(code, 'base64')));
  expect(valid).toEqual([true, relaxedSimd]);
});

it('is up to date with its sources', () => {
  const script = fileURLToPath(new URL('../../scripts/kernels.mjs', import.meta.url));
  expect(execFileSync(process.execPath, [script]).toString()).toBe('');
});
