/** Runs files of tests in a Web Worker, where Vitest itself has none, and sends the page what came of it. */
import type { RunnerTask, RunnerTestFile } from 'vitest';

export interface TestRequest {
  files: string[];
  /** What `inject` gives the tests. */
  provided: object;
  /** Vitest's own, of the page. */
  config: object;
}

export interface TestFindings {
  /** Tests that passed, or were skipped because their device is missing. */
  ran: number;
  /** Those of the device that passed. */
  passed: number;
  /** Titles and errors. */
  failed: string[];
}

onmessage = ({ data }: MessageEvent<TestRequest>) => {
  run(data).then(
    (findings) => postMessage(findings),
    (error) => setTimeout(() => { throw error; }), // The page hears of what is thrown outside of promises.
  );
};

async function run({ files, provided, config }: TestRequest): Promise<TestFindings> {
  const state = { config, providedContext: provided, environment: { name: 'worker' }, durations: {} };
  Object.assign(globalThis, { __vitest_worker__: state }); // Vitest looks for it when it is imported.
  const { startTests } = await import('vitest/internal/browser');
  const ran = await startTests(files, { config: config as never, importFile: (path) => import(/* @vite-ignore */ path) });
  const findings: TestFindings = { ran: 0, passed: 0, failed: [] };
  for (const file of ran) gather(file, findings, false);
  return findings;
}

/** Suites of a device are called after it: see `onEveryDevice`. */
function gather(task: RunnerTask | RunnerTestFile, findings: TestFindings, ofDevice: boolean): void {
  const { state, errors = [] } = task.result ?? {};
  if (errors.length > 0) findings.failed.push(`${task.name}: ${errors.map(({ message }) => message).join('\n')}`);
  if (task.type === 'suite') return task.tasks.forEach((part) => gather(part, findings, ofDevice || / on '.*'$/.test(task.name)));
  if (state !== 'fail') findings.ran++;
  if (ofDevice && state === 'pass') findings.passed++;
}
