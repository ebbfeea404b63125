/** Files that are written whole or not at all, by several writers at once and after one has died. */
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeFileAtomically } from 'tfjs-blocks/weights/node';

let folder: string;
beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), 'parts-')); });
afterAll(() => rm(folder, { recursive: true }));

it('leaves the whole content of one of many writers', async () => {
  const contents = Array.from({ length: 20 }, (_, i) => `${i} `.repeat(10_000));
  await Promise.all(contents.map((content) => writeFileAtomically(join(folder, 'many', 'file'), content)));
  expect(contents).toContain(await readFile(join(folder, 'many', 'file'), 'utf8'));
  expect(await readdir(join(folder, 'many'))).toEqual(['file']);
});

it('removes the part of a process that has ended, and no other file', async () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  const directory = join(folder, 'dead');
  await mkdir(directory);
  const [dead, alive] = [`file.${pid}-0123abcd.part`, `file.${process.ppid}-0123abcd.part`];
  const others = [alive, 'file.part', `file.${pid}.part`, `other.${pid}-0123abcd.part`];
  for (const name of [dead, ...others]) await writeFile(join(directory, name), 'half');
  await writeFileAtomically(join(directory, 'file'), 'whole');
  expect((await readdir(directory)).sort()).toEqual(['file', ...others].sort());
});

it('leaves no part behind where it fails', async () => {
  await mkdir(join(folder, 'taken', 'inner'), { recursive: true });
  await expect(writeFileAtomically(join(folder, 'taken'), 'content')).rejects.toThrow('taken');
  expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
});
