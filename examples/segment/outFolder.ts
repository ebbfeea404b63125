/** The folder of a run: made, checked, and never overwritten. */
import { access, constants, mkdir, rename, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { loadSafetensors } from 'tfjs-blocks/weights/node';
import { flagOf, settingsFault, withDefaults, type Flags, type Settings } from './options';

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

const exists = (path: string) => stat(path).then(() => true, () => false);

/**
 * Moves what an earlier run left in the folder to `previous-1`, `previous-2`…
 *
 * @returns where it went, if there was such a run
 */
export async function setAside(out: string): Promise<string | undefined> {
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
type KeptSettings = Settings & { readonly fingerprint: string };

/** What runs were that were begun before there was such a setting. */
const addedLater = { threads: 1 };

/** @throws if there is no checkpoint to resume */
export async function requireCheckpoint(out: string): Promise<void> {
  const path = checkpointPath(out);
  if (!await exists(path)) throw new Error(`Invalid --resume: expected ${path}, found none. Leave --resume out to begin a run.`);
}

/**
 * The settings of a run: the defaults and the flags, or on `--resume` those of the checkpoint.
 *
 * @throws if there is no checkpoint to resume, its settings are none that flags can give, or a flag says otherwise than it
 */
export async function runSettings(flags: Flags): Promise<{ settings: Settings; fingerprint?: string }> {
  if (!flags.resume) return { settings: withDefaults(flags.settings) };
  await requireCheckpoint(flags.out);
  const { fingerprint, ...kept } = await keptSettings(checkpointPath(flags.out));
  for (const [name, given] of Object.entries(flags.settings)) {
    const before = kept[name as keyof Settings];
    if (name === 'epochs' || given === before || (name === 'data' && before !== null && resolve(`${given}`) === resolve(`${before}`))) continue;
    throw new Error(`Invalid --${flagOf(name)}: the run in '${flags.out}' was started with ${before ?? 'synthetic images'}, received ${given}. `
      + 'Leave it out to resume, or begin a run in another --out.');
  }
  return { settings: { ...kept, ...flags.settings }, fingerprint };
}

/** @throws naming the file, if they are none that could have been given as flags */
async function keptSettings(path: string): Promise<KeptSettings> {
  const refuse = (why: string): never => { throw new Error(`Invalid --resume: the settings in ${path} are damaged (${why.slice(0, 200)}).`); };
  const checkpoint = (await loadSafetensors(path))!;
  const { settings } = checkpoint.metadata;
  if (!settings) throw new Error(`Invalid --resume: expected the checkpoint of a run in ${path}, received other safetensors.`);
  const saved = parse(settings) ?? refuse('no JSON object');
  // In the order in which they were saved.
  const { fingerprint = '', ...kept }: Record<string, unknown> = { ...saved, ...addedLater, ...saved };
  if (typeof fingerprint !== 'string' || !/^([0-9a-f]{64})?$/.test(fingerprint)) refuse('fingerprint');
  const fault = settingsFault(kept);
  if (fault) refuse(fault);
  return { ...kept, fingerprint } as KeptSettings;
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Record<string, unknown> : undefined;
  } catch {
    return undefined;
  }
}
