/// <reference types="vite/client" />
/** The device matrix in Web Workers: the tests of each folder are one here. */
import { describe, expect, inject, it } from 'vitest';
import type { TestFindings, TestRequest } from './runTests';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folders of tests that do not run. */
    leftOut: string[];
  }
  interface TaskMeta {
    /** How many tests this one ran. */
    passed?: number;
  }
}

const files = Object.keys(import.meta.glob([
  '../{ops,layers,blocks,models,losses}/**/*.test.ts', '../augment/tensors.test.ts', '../backends/{gpuKernels,stockKernels}.test.ts',
  '../train/{parity.test,nets.device}.ts', '!../layers/saved.test.ts', '!../layers/roundTrip.test.ts', '!../blocks/noBackend.test.ts',
  '!../models/fromModel.test.ts', '!../**/*options.test.ts',
]));
const folderOf = (path: string) => path.split('/')[1];
const folders = [...new Set(files.map(folderOf))].filter((folder) => !inject('leftOut').includes(folder));

describe.each(inject('devices'))('a worker on \'%s\'', (device) => {
  it.for(folders)('%s', { timeout: 1_800_000 }, async (folder, { task }) => {
    const paths = files.filter((path) => folderOf(path) === folder).map((path) => new URL(path, import.meta.url).pathname);
    const { ran, passed, failed } = await runInWorker(paths, device);
    task.meta.passed = passed;
    expect(failed).toEqual([]);
    expect(ran).toBeGreaterThan(0);
  });
});

/** With the settings of the page's Vitest, but for patterns of titles, which are those of the page. */
function runInWorker(files: string[], device: string): Promise<TestFindings> {
  const worker = new Worker(new URL('./runTests.ts', import.meta.url), { type: 'module' });
  const { config } = (globalThis as unknown as { __vitest_worker__: Pick<TestRequest, 'config'> }).__vitest_worker__;
  const provided = { devices: [device], required: inject('required') };
  return new Promise<TestFindings>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<TestFindings>) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(`The worker failed: ${message}`));
    worker.postMessage(JSON.parse(JSON.stringify({ files, provided, config: { ...config, testNamePattern: undefined } })));
  }).finally(() => worker.terminate());
}
