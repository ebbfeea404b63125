/** The files that are written beside those they will replace. */
import { randomUUID } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';

/**
 * A new name beside a file, of this process alone: `PATH.HOST.PID-RANDOM.part`. Those that ended processes of this host have left are
 * removed; of another host, or container, no one here can say whether its process has ended.
 */
export async function partOf(path: string): Promise<string> {
  const folder = dirname(path), prefix = `${basename(path)}.${hostname()}.`;
  for (const entry of await readdir(folder)) {
    const [, pid] = (entry.startsWith(prefix) && /^(\d+)-[0-9a-f]{8}\.part$/.exec(entry.slice(prefix.length))) || [];
    if (pid !== undefined && !isRunning(Number(pid))) await rm(join(folder, entry), { force: true });
  }
  return join(folder, `${prefix}${process.pid}-${randomUUID().slice(0, 8)}.part`);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'; // else it is another user's
  }
}
