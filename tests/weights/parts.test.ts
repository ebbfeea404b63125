/** Files that are written whole or not at all, by several writers at once and after one has died. */
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
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
  const [dead, alive] = [pid, process.ppid].map((owner) => `file.${hostname()}.${owner}-0123abcd.part`);
  const others = [alive, 'file.part', `file.${hostname()}.${pid}.part`, `other.${hostname()}.${pid}-0123abcd.part`, `file.elsewhere.${pid}-0123abcd.part`];
  for (const name of [dead, ...others]) await writeFile(join(directory, name), 'half');
  await writeFileAtomically(join(directory, 'file'), 'whole');
  expect((await readdir(directory)).sort()).toEqual(['file', ...others].sort());
});

it('leaves no part behind where it fails', async () => {
  await mkdir(join(folder, 'taken', 'inner'), { recursive: true });
  await expect(writeFileAtomically(join(folder, 'taken'), 'content')).rejects.toThrow('taken');
  expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
});

it('names the file and frees the part of it where the disk is full', async () => {
  const path = join(folder, 'full', 'model.safetensors');
  await writeFileAtomically(path, 'before');
  const script = "import { writeFileAtomically } from './src/weights/node/index.ts';"
    + `await writeFileAtomically(${JSON.stringify(path)}, new Uint8Array(1e6)).catch((error) => console.log(error.message));`;
  // A limit of 64 blocks for each file, which the system answers as it does a full disk: with an error of write.
  const { stdout, stderr } = spawnSync(
    'bash', ['-c', 'trap "" XFSZ; ulimit -f 64; exec "$0" --import tsx --input-type=module -e "$1"', process.execPath, script],
    { cwd: resolve(import.meta.dirname, '../..'), encoding: 'utf8', env: { ...process.env, TSX_DISABLE_CACHE: '1' } },
  );
  expect(stdout, stderr).toContain(`${path} could not be written: EFBIG`);
  expect(await readFile(path, 'utf8')).toBe('before');
  expect(await readdir(join(folder, 'full'))).toEqual(['model.safetensors']);
});
