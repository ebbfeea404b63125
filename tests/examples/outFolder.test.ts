/** The folder of `npm start`: one run at a time, and kept settings that flags can give. */
import { spawn, spawnSync } from 'node:child_process';
import { access, mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeSafetensors } from 'tfjs-blocks/weights';
import { lockFolder } from '../../examples/segment/lock';
import { parseFlags, withDefaults } from '../../examples/segment/options';
import { runSettings } from '../../examples/segment/outFolder';
import { fuzz, mutateJson } from '../fuzz';

const root = resolve(import.meta.dirname, '../..');
let folder: string;
beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), 'out-')); });
afterAll(() => rm(folder, { recursive: true }));

async function newFolder(name: string, lock?: object | string): Promise<string> {
  const out = join(folder, name);
  await mkdir(join(out, 'model'), { recursive: true });
  if (lock !== undefined) await writeFile(join(out, 'run.lock'), typeof lock === 'string' ? lock : JSON.stringify(lock));
  return out;
}

const ended = () => spawnSync(process.execPath, ['--version']).pid;
const longAgo = new Date(Date.now() - 3_600_000);

describe('the lock of a folder', () => {
  it('lets one of many in, and the next after it', async () => {
    const out = await newFolder('many');
    const claims = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(out)));
    const held = claims.filter((claim) => claim.status === 'fulfilled'), refused = claims.filter((claim) => claim.status === 'rejected');
    expect([held.length, refused.length]).toEqual([1, 7]);
    for (const { reason } of refused) expect(reason.message).toMatch(/^Invalid --out: another run.* is at work in '.*many'. .*delete .*run.lock\.$/);
    await held[0].value.release();
    await (await lockFolder(out)).release();
    expect(await readdir(out)).toEqual(['model']);
  });

  it('is refused while its process runs, here or elsewhere', async () => {
    await expect(lockFolder(await newFolder('running', { pid: process.ppid, host: hostname(), id: 'x' }))).rejects.toThrow(`process ${process.ppid} on ${hostname()}`);
    await expect(lockFolder(await newFolder('elsewhere', { pid: ended(), host: 'another', id: 'x' }))).rejects.toThrow('on another');
    await expect(lockFolder(await newFolder('half', ''))).rejects.toThrow("another run is at work in '");
  });

  it.each<[string, () => object | string, boolean]>([
    ['a process that has ended', () => ({ pid: ended(), host: hostname(), id: 'x' }), false],
    ['an ended process of the number of this one', () => ({ pid: process.pid, host: hostname(), id: 'x' }), false],
    ['a number that another process has since', () => ({ pid: process.ppid, host: hostname(), id: 'x' }), true],
    ['a container that is gone', () => ({ pid: 1, host: 'another', id: 'x' }), true],
    ['a process that died when it wrote the lock', () => '', true],
  ])('is taken over from %s', async (name, lock, isOld) => {
    const out = await newFolder(name, lock());
    if (isOld) await utimes(join(out, 'run.lock'), longAgo, longAgo);
    const { release } = await lockFolder(out);
    expect(JSON.parse(await readFile(join(out, 'run.lock'), 'utf8'))).toMatchObject({ pid: process.pid, host: hostname() });
    await release();
    expect(await readdir(out)).toEqual(['model']);
  });

  it('is taken over by one of many', async () => {
    for (let round = 0; round < 20; round++) {
      const out = await newFolder(`dead ${round}`, { pid: ended(), host: hostname(), id: 'x' });
      const claims = await Promise.allSettled(Array.from({ length: 6 }, () => lockFolder(out)));
      const held = claims.filter((claim) => claim.status === 'fulfilled');
      expect(held).toHaveLength(1);
      await held[0].value.release();
    }
  });

  it('removes what a dead run has left half written', async () => {
    const out = await newFolder('parts');
    for (const name of ['checkpoint.safetensors.part', 'metrics.json.12-ab.part', 'model/weights.bin.part', 'notes.txt']) await writeFile(join(out, name), '');
    await (await lockFolder(out)).release();
    expect((await readdir(out)).sort()).toEqual(['model', 'notes.txt']);
    expect(await readdir(join(out, 'model'))).toEqual([]);
  });
});

it('lets a second npm start say that the first is at work; a killed one blocks nobody', async () => {
  const out = join(folder, 'two');
  const start = () => spawn(process.execPath, ['--import', 'tsx', 'examples/segment/main.ts', '--size', '16', '--out', out], { cwd: root });
  const first = start();
  while (!await access(join(out, 'run.lock')).then(() => true, () => false)) await new Promise((soon) => { setTimeout(soon, 20); });
  const second = start();
  let text = '';
  second.stderr.on('data', (data: Buffer) => { text += data.toString(); });
  expect(await new Promise((closed) => { second.once('close', closed); })).toBe(1);
  expect(text).toContain(`Error: Invalid --out: another run (process ${first.pid} on ${hostname()}) is at work in '${out}'.`);
  first.kill('SIGKILL');
  await new Promise((closed) => { first.once('close', closed); });
  expect(await readdir(out)).toContain('run.lock');
  await (await lockFolder(out)).release();
});

describe('the settings of a run that is resumed', () => {
  const whole = { ...withDefaults({}), fingerprint: 'a'.repeat(64) };

  async function settingsOf(kept: unknown, name: string) {
    const out = join(folder, name), path = join(out, 'checkpoint.safetensors');
    await mkdir(out, { recursive: true });
    await writeFile(path, encodeSafetensors({ tensors: {}, metadata: { settings: typeof kept === 'string' ? kept : JSON.stringify(kept) } }));
    return runSettings(parseFlags(['--resume', '--out', out]));
  }

  it.each<[string, object | string, string]>([
    ['no JSON', '{"size": ', 'no JSON object'],
    ['an array', [], 'no JSON object'],
    ['a size that is no multiple of 16', { ...whole, size: 100 }, 'Invalid --size: expected a multiple of 16'],
    ['a number in words', { ...whole, batch: '8' }, 'batch: expected 8, received "8"'],
    ['a missing seed', { ...whole, seed: undefined }, 'seed: expected 0, received undefined'],
    ['a setting that there is not', { ...whole, sise: 16 }, "Unknown option '--sise'"],
    ['a flag that is no setting', { ...whole, resume: true }, 'resume: expected undefined, received true'],
    ['a backend that there is not', { ...whole, backend: 'abacus' }, 'Invalid --backend: expected one of'],
    ['a rate below 0', { ...whole, learningRate: -1 }, 'Invalid --learning-rate: expected a positive number'],
    ['a fingerprint of another kind', { ...whole, fingerprint: 7 }, 'fingerprint'],
  ])('are refused for %s, naming the file', async (name, kept, message) => {
    const error = await settingsOf(kept, name).catch((thrown: Error) => thrown.message);
    expect(error).toContain(`Invalid --resume: the settings in ${join(folder, name, 'checkpoint.safetensors')} are damaged (`);
    expect(error).toContain(message);
  });

  it('are as they were, or refused', async () => {
    const { answered, refused } = await fuzz('settings of npm start', async (random) => {
      const { settings, fingerprint } = await settingsOf(mutateJson(whole, random), 'mutated');
      const flags = Object.entries(settings).filter(([, value]) => value !== null && value !== false)
        .map(([name, value]) => `--${name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}${value === true ? '' : `=${value}`}`);
      expect(withDefaults(parseFlags(flags).settings)).toEqual(settings);
      expect(fingerprint).toMatch(/^([0-9a-f]{64})?$/);
    });
    expect(answered).toBeGreaterThan(20);
    expect(refused).toBeGreaterThan(300);
  });
});
