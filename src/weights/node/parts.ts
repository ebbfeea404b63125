/** The files that are written beside those they will replace. */
import { randomUUID } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** A new name beside a file, of this process alone: `PATH.PID-RANDOM.part`. Those that ended processes have left are removed. */
export async function partOf(path: string): Promise<string> {
  const folder = dirname(path), name = basename(path);
  for (const entry of await readdir(folder)) {
    const [, pid] = (entry.startsWith(name) && /^\.(\d+)-[0-9a-f]{8}\.part$/.exec(entry.slice(name.length))) || [];
    if (pid !== undefined && !isRunning(Number(pid))) await rm(join(folder, entry), { force: true });
  }
  return `${path}.${process.pid}-${randomUUID().slice(0, 8)}.part`;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'; // else it is another user's
  }
}
