/** A reporter of Vitest: prints a Markdown table of what ran on each device, and which was missing and why. */
import type { Reporter, TestCase, TestModule } from 'vitest/node';

interface Row {
  place: string;
  device: string;
  passed: number;
  failed: number;
  /** Why, where none passed. */
  missing: string;
  milliseconds: number;
}

export default class CountDevices implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const rows = new Map<string, Row>();
    for (const module of modules) {
      const place = placeOf(module.project.name);
      for (const test of module.children.allTests()) count(test, place, rows);
    }
    if (rows.size === 0) return;
    const table = [
      '| place | device | passed | failed | minutes |', '| --- | --- | ---: | ---: | ---: |',
      ...Array.from(rows.values(), ({ place, device, passed, failed, missing, milliseconds }) =>
        `| ${place} | ${device} | ${passed || `missing: ${missing}`} | ${failed} | ${(milliseconds / 60_000).toFixed(1)} |`),
    ].join('\n');
    console.log(`\n${table}\n`);
  }
}

function placeOf(project: string): string {
  if (!project.includes('(chromium)')) return 'Node';
  return project.startsWith('workers') ? 'Chromium, Web Worker' : 'Chromium, page';
}

/** Suites of a device are called after it: see `onEveryDevice`. */
function count(test: TestCase, place: string, rows: Map<string, Row>): void {
  const device = deviceOf(test);
  if (!device) return;
  const row = rows.get(`${place} ${device}`) ?? { place, device, passed: 0, failed: 0, missing: '', milliseconds: 0 };
  rows.set(`${place} ${device}`, row);
  const { state } = test.result();
  if (state === 'passed') row.passed += test.meta().passed ?? 1;
  if (state === 'failed') row.failed++;
  if (state === 'skipped') row.missing = test.name;
  row.milliseconds += test.diagnostic()?.duration ?? 0;
}

function deviceOf(test: TestCase): string | undefined {
  for (let { parent } = test; parent.type === 'suite'; { parent } = parent) {
    const device = / on '(.*)'$/.exec(parent.name)?.[1];
    if (device) return device;
  }
  return undefined;
}
