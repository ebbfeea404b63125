/** The rules that keep the floors apart must refuse what they forbid, and only that. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const directory = mkdtempSync(join(tmpdir(), 'floors-'));

interface Violation { from: string; to: string; rule: { name: string } }

/** Files that break a rule, each with the rules it must break; the empty list: none. */
const files: [path: string, code: string, rules: string[]][] = [
  ['shapes/index.ts', 'export const shape = 1;', []],
  ['random/index.ts', 'import { shape } from \'../shapes\'; export const random = shape;', []],
  ['shapes/typed.ts', 'import type { Tensor } from \'@tensorflow/tfjs-core\'; export type T = Tensor;', []],
  ['shapes/all.ts', 'export type { T } from \'./typed\'; export * from \'../ops/high\';', ['floor-shapes']],
  ['metrics/runs.ts', 'import * as tf from \'@tensorflow/tfjs-core\'; export const x = tf;',
    ['no-tfjs-at-run-time', 'no-tfjs-types']],
  ['metrics/typed.ts', 'import type { Tensor } from \'@tensorflow/tfjs-core\'; export type T = Tensor;', ['no-tfjs-types']],
  ['ops/deep.ts', 'export * from \'@tensorflow/tfjs-core/dist/tensor\';', ['no-deep-tfjs']],
  ['ops/low.ts', 'import { random } from \'../random\'; export const low = random;', []],
  ['ops/high.ts', 'import type { Layer } from \'../layers/index\'; export type High = Layer;', ['floor-ops']],
  ['layers/index.ts', 'export type Layer = number;', []],
  ['weights/index.ts', 'import { fit } from \'../train\'; export const weights = fit;', ['floor-weights', 'train-is-on-top']],
  ['inspect/steps.ts', 'import { fit } from \'../train\'; export const steps = fit;', ['train-is-on-top']],
  ['train/index.ts', 'export const fit = 1;', []],
  ['data/node/index.ts', 'import fs from \'node:fs\'; import sharp from \'sharp\'; export const files = [fs, sharp];', []],
  ['data/index.ts', 'import { files } from \'./node\'; export const data = files;', ['node-stays-in-node']],
  ['plots/save.ts', 'import fs from \'node:fs\'; export const save = fs;', ['no-node-builtins']],
  ['losses/tool.ts', 'import * as check from \'fast-check\'; export const x = check;', ['only-declared-packages']],
  ['blocks/all.ts', 'export * from \'../index\';', ['floor-blocks']],
  ['models/a.ts', 'import { b } from \'./b\'; export const a = (): unknown => b;', ['no-cycles']],
  ['models/b.ts', 'import { a } from \'./a\'; export const b = (): unknown => a;', []], // the same cycle
  ['augment/alone.ts', 'export const alone = 1;', ['reached-by-an-index']],
  ['index.ts', 'export * from \'./shapes\';', []],
  ['inspect/index.ts', ['shapes/all', 'metrics/runs', 'metrics/typed', 'ops/deep', 'ops/low', 'ops/high',
    'plots/save', 'losses/tool', 'inspect/steps', 'blocks/all', 'models/a'].map((path) => `export * from '../${path}';`).join('\n'), []],
];

let violations: Violation[];

beforeAll(() => {
  for (const name of ['package.json', 'tsconfig.json']) cpSync(join(root, name), join(directory, name));
  symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'), 'junction');
  for (const [path, code] of files) {
    mkdirSync(dirname(join(directory, 'src', path)), { recursive: true });
    writeFileSync(join(directory, 'src', path), code);
  }
  violations = cruise();
});

afterAll(() => rmSync(directory, { recursive: true }));

/** What dependency-cruiser finds in the directory under this repository's rules. */
function cruise(): Violation[] {
  const command = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const rules = join(root, '.dependency-cruiser.cjs');
  const output = execFileSync(process.execPath, [command, 'src', '--config', rules, '--output-type', 'json'],
    { cwd: directory, encoding: 'utf8', maxBuffer: 1 << 26 });
  return (JSON.parse(output) as { summary: { violations: Violation[] } }).summary.violations;
}

test.each(files)('src/%s', (path, _code, rules) => {
  const broken = violations.filter((violation) => violation.from === `src/${path}`).map(({ rule }) => rule.name);
  expect([...new Set(broken)].sort()).toEqual(rules);
});
