/** Every `ts` block of README.md and docs/*.md, and every program in examples/ itself, compiles and runs by itself. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import ts from 'typescript';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const folder = join(root, '.cache/documented');
const list = (path: string, ending: string) => (existsSync(join(root, path)) ? readdirSync(join(root, path)) : [])
  .filter((name) => name.endsWith(ending)).map((name) => join(path, name));

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const documented = ['README.md', ...list('docs', '.md')].flatMap((page) => blocks(page).map(({ line, code }) => {
  const file = join(folder, `${page.replace(/\W/g, '-')}-${line}.ts`);
  writeFileSync(file, code);
  return { place: `${page}:${line}`, file };
}));
const examples = list('examples', '.ts').map((file) => ({ place: file, file: join(root, file) }));

/** The `ts` blocks of a page and the lines they begin on. */
function blocks(page: string): { line: number; code: string }[] {
  const text = readFileSync(join(root, page), 'utf8');
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map((match) => ({
    line: text.slice(0, match.index).split('\n').length + 1,
    code: `${match[1]}\nexport {};\n`,
  }));
}

/** What the compiler says of the files, under the settings of this repository. */
function compile(files: string[]): string[] {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files }, ts.sys, root);
  const program = ts.createProgram(files, { ...options, noUnusedLocals: false, noUnusedParameters: false });
  const host = { getCanonicalFileName: (name: string) => name, getCurrentDirectory: () => folder, getNewLine: () => '\n' };
  return files.flatMap((file) => ts.getPreEmitDiagnostics(program, program.getSourceFile(file)))
    .map((diagnostic) => ts.formatDiagnostic(diagnostic, host));
}

test('what the documentation shows compiles', () => {
  expect(compile(documented.map(({ file }) => file))).toEqual([]);
});

test.each([...documented, ...examples])('$place runs', async ({ file }) => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', file], { cwd: root });
  expect(stdout.trim()).not.toBe('');
});
