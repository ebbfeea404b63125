/** The folder of a run: made, checked, and never overwritten. */
import { access, constants, mkdir, rename, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { loadSafetensors } from 'tfjs-blocks/weights/node';
import type { Safetensors } from 'tfjs-blocks/weights';
import { withDefaults, type Flags, type Settings } from './options';

const results = ['checkpoint.safetensors', 'model', 'metrics.json', 'report.html'];
export const checkpointPath = (out: string) => join(out, results[0]);

/**
 * Makes the folder.
 *
 * @throws where it cannot be made or written
 */
export async function prepareFolder(out: string): Promise<void> {
  try {
    await makeFolder(resolve(out));
    await access(out, constants.W_OK);
  } catch (error) {
    throw new Error(`Invalid --out: expected a folder that can be written, received '${out}' (${(error as Error).message}).`);
  }
}

/**
 * Moves what an earlier run left in the folder to `previous-1`, `previous-2`…
 *
 * @returns where it went, if there was such a run
 */
export async function setAside(out: string): Promise<string | undefined> {
  const exists = (path: string) => stat(path).then(() => true, () => false);
  const present = [];
  for (const name of results) if (await exists(join(out, name))) present.push(name);
  if (present.length === 0) return undefined;
  let number = 1;
  while (await exists(join(out, `previous-${number}`))) number++;
  const previous = join(out, `previous-${number}`);
  await mkdir(previous);
  for (const name of present) await rename(join(out, name), join(previous, name));
  return previous;
}

/** One folder at a time: Node's recursive mkdir never ends where the system says that a parent it has just seen is missing (/proc). */
async function makeFolder(path: string): Promise<void> {
  if (await stat(path).then((entry) => entry.isDirectory(), () => false)) return;
  if (path !== dirname(path)) await makeFolder(dirname(path));
  await mkdir(path);
}

/** What the run in the folder was started with, and a fingerprint of its images. */
export type KeptSettings = Settings & { readonly fingerprint: string };

/** What runs were that were begun before there was such a setting. */
const addedLater = { threads: 1 };

/**
 * The settings of a run: the defaults and the flags, or on `--resume` those of the checkpoint.
 *
 * @throws where there is no checkpoint to resume, or a flag says otherwise than it
 */
export async function runSettings(flags: Flags): Promise<{ settings: Settings; fingerprint?: string }> {
  if (!flags.resume) return { settings: withDefaults(flags.settings) };
  const checkpoint: Safetensors | null = await loadSafetensors(checkpointPath(flags.out));
  if (!checkpoint) {
    throw new Error(`Invalid --resume: expected ${checkpointPath(flags.out)}, found none. Leave --resume out to begin a run.`);
  }
  if (!checkpoint.metadata.settings) {
    throw new Error(`Invalid --resume: expected the checkpoint of a run in ${checkpointPath(flags.out)}, received other safetensors.`);
  }
  const saved = JSON.parse(checkpoint.metadata.settings) as KeptSettings;
  const { fingerprint, ...kept } = { ...saved, ...addedLater, ...saved }; // in the order in which they were saved
  for (const [name, given] of Object.entries(flags.settings)) {
    const before = kept[name as keyof Settings];
    if (name === 'epochs' || given === before || (name === 'data' && before !== null && resolve(`${given}`) === resolve(`${before}`))) continue;
    const flag = name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);
    throw new Error(`Invalid --${flag}: the run in '${flags.out}' was started with ${before ?? 'synthetic images'}, received ${given}. `
      + 'Leave it out to resume, or begin a run in another --out.');
  }
  return { settings: { ...kept, ...flags.settings }, fingerprint };
}
