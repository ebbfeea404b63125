/** Every examples/*.ts runs as its reader would run it, and has something to show. */
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const tsx = join(root, 'node_modules/tsx/dist/cli.mjs');
const examples = readdirSync(join(root, 'examples')).filter((name) => name.endsWith('.ts'));

test.each(examples)('examples/%s', async (name) => {
  const { stdout } = await promisify(execFile)(process.execPath, [tsx, join('examples', name)], { cwd: root });
  expect(stdout.trim()).not.toBe('');
});
