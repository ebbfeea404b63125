/** One run per folder: a lock file names the process that has it, and tells by its age that the process still runs. */
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

const lockName = 'run.lock';

/** Milliseconds between signs of life, and without one after which a run of another machine or container counts as dead. */
const beat = 5000;
const silence = 600_000;

/** Of the locks that this process has: another of its number is of a process that has ended. */
const held = new Set<string>();

/**
 * Claims the folder for this process, until `release` is called or the process ends, and removes what dead runs have left half written.
 * A lock of a process that has ended is taken over.
 *
 * @throws if another run has the folder
 */
export async function lockFolder(out: string): Promise<{ release(): Promise<void> }> {
  const path = join(out, lockName), id = randomUUID();
  const owner = JSON.stringify({ pid: process.pid, host: hostname(), id });
  held.add(id); // before the file is there for others in this process to see
  try {
    while (!await create(path, owner)) await removeDead(path, out);
  } catch (error) {
    held.delete(id);
    throw error;
  }
  const timer = setInterval(() => { utimes(path, new Date(), new Date()).catch(() => {}); }, beat).unref();
  const end = () => rmSync(path, { force: true });
  process.once('exit', end);
  for (const folder of [out, join(out, 'model')]) await removeParts(folder);
  return {
    async release() {
      clearInterval(timer);
      process.off('exit', end);
      held.delete(id);
      await rm(path, { force: true });
    },
  };
}

/** Whether the file could be made: false if there is one. */
async function create(path: string, content: string): Promise<boolean> {
  try {
    await writeFile(path, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** @throws if the process of the lock runs */
async function removeDead(path: string, out: string): Promise<void> {
  const content = await readFile(path, 'utf8').catch(ifMissing);
  const age = Date.now() - ((await stat(path).catch(ifMissing))?.mtimeMs ?? 0);
  if (content === undefined) return;
  const { pid, host, id } = ownerOf(content);
  const isDead = host === hostname() && !(pid === process.pid ? held.has(id) : isRunning(pid));
  if (!isDead && age < silence) {
    throw new Error(`Invalid --out: another run${host && ` (process ${pid} on ${host})`} is at work in '${out}'. `
      + `Wait for its end, or choose another --out. If there is no such run, delete ${path}.`);
  }
  const aside = `${path}.${randomUUID()}`;
  await rename(path, aside).catch(ifMissing);
  const taken = await readFile(aside, 'utf8').catch(ifMissing);
  if (taken !== undefined && taken !== content) await create(path, taken); // Another run was faster: it keeps what it has.
  await rm(aside, { force: true });
}

/** The process of a lock; one that is just being written, or was never whole, has none. */
function ownerOf(content: string): { pid: number; host: string; id: string } {
  try {
    const { pid, host, id } = JSON.parse(content) as Record<string, unknown>;
    if (Number.isSafeInteger(pid)) return { pid: Number(pid), host: String(host), id: String(id) };
  } catch {
    // No JSON: not whole.
  }
  return { pid: NaN, host: '', id: '' };
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

async function removeParts(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) if (name.endsWith('.part')) await rm(join(folder, name), { force: true });
}

function ifMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
