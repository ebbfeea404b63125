import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { useBackend } from 'tfjs-blocks/backends';
import { rocAuc } from 'tfjs-blocks/metrics';
import { stream } from 'tfjs-blocks/random';
import { standardize } from '../../examples/classify/features';
import { logisticRegression } from '../../examples/classify/logisticRegression';

describe('logistic regression', () => {
  it('finds the line between two clouds of standardized numbers', async () => {
    await useBackend('wasm');
    const random = stream(1, 'clouds');
    const labels = Array.from({ length: 60 }, (_, i) => i % 2);
    const rows = labels.map((label) => [100 + random.normal(), 5 * label + random.normal(), 7]);
    const standard = standardize(rows, rows);
    expect(standard.reduce((sum, row) => sum + row[0], 0)).toBeCloseTo(0, 9);
    expect(standard.reduce((sum, row) => sum + row[0] ** 2, 0)).toBeCloseTo(60, 9);
    expect(standard[0][2]).toBe(0);
    const score = await logisticRegression(standard.slice(0, 40), labels.slice(0, 40), { penalty: 0.01, steps: 100 });
    expect(rocAuc(labels.slice(40), await score(standard.slice(40)))).toBeGreaterThan(0.95);
  });
});

describe('examples/classify', () => {
  it('says what it needs', async () => {
    const run = promisify(execFile)(process.execPath, ['--import', 'tsx', 'examples/classify/main.ts'], { cwd: resolve(import.meta.dirname, '../..') });
    await expect(run).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('expected --model DIR and --data DIR') });
  });
});
