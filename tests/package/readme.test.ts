/** Every `ts` block of README.md and docs/*.md is a program of its own: it compiles, and it runs. */
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const folder = join(root, 'out/documented');
const pages = ['README.md', ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`)]
  .filter((page) => page.endsWith('.md') && existsSync(join(root, page)));

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const programs = pages.flatMap((page) => blocks(readFileSync(join(root, page), 'utf8')).map(({ line, code }) => {
  const file = join(folder, `${page.replace(/\W/g, '-')}-${line}.ts`);
  writeFileSync(file, code);
  return { place: `${page}:${line}`, file };
}));

/** The `ts` blocks of a page and the lines they begin on. */
function blocks(text: string): { line: number; code: string }[] {
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map((match) => ({
    line: text.slice(0, match.index).split('\n').length + 1,
    code: `${match[1]}\nexport {};\n`,
  }));
}

/** What the compiler says of the files, under the settings of this repository. */
function compile(files: string[]): string[] {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files }, ts.sys, root);
  const program = ts.createProgram(files, { ...options, noUnusedLocals: false });
  return files.flatMap((file) => ts.getPreEmitDiagnostics(program, program.getSourceFile(file)))
    .map((diagnostic) => ts.formatDiagnostic(diagnostic, {
      getCanonicalFileName: (name) => name, getCurrentDirectory: () => folder, getNewLine: () => '\n',
    }));
}

test('they compile', () => {
  expect(compile(programs.map(({ file }) => file))).toEqual([]);
});

test.each(programs)('$place runs', async ({ file }) => {
  await import(/* @vite-ignore */ file);
});
