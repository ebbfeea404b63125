/**
 * The run that this tab keeps in the browser, with its images, so that it goes on after the page was closed. Tabs share no run: each
 * holds the lock of a slot, numbered from 0.
 */
import { get, keys, set, setMany } from 'idb-keyval';
import type { CheckpointStore } from 'tfjs-blocks/train';

type Checkpoint = Parameters<CheckpointStore['write']>[0];

export interface KeptRun {
  checkpoint: Checkpoint;
  /** Images and masks of the visitor; empty: the synthetic ones. */
  files: readonly File[];
}

export interface RunStore {
  /** Of this tab; absent where the page is not served securely and so has no locks: its runs end with it. */
  slot?: number;
  run?: KeptRun;
  /** Why the run ends with the page, if it does. */
  reason?: string;
  write(run: KeptRun): Promise<void>;
}

/** Milliseconds until the page that was here before a reload has let go of its slot. */
const PATIENCE = 5000;

const nameOf = (slot: number) => `tfjs-blocks playground ${slot}`;
const checkpointKey = (slot: number) => `${nameOf(slot)}, checkpoint`;
const filesKey = (slot: number) => `${nameOf(slot)}, files`;

/** @param before the slot that this tab had before a reload */
export async function openStore(before: number | undefined): Promise<RunStore> {
  const slot = await takeSlot(before);
  if (slot === undefined) return memory('the page is not served securely');
  try {
    const [checkpoint, files] = await Promise.all([get<Checkpoint>(checkpointKey(slot)), get<File[]>(filesKey(slot))]);
    return database(slot, checkpoint && files && { checkpoint, files });
  } catch (error) {
    return memory((error as Error).message);
  }
}

function memory(reason: string): RunStore {
  return { reason, async write(run) { this.run = run; } };
}

/** Checkpoint and images change together, so that a checkpoint never meets the images of another run. */
function database(slot: number, run: KeptRun | undefined): RunStore {
  return {
    slot, run,
    async write(next) {
      const isSame = this.run?.files === next.files && !this.reason;
      this.run = next;
      const entry: [string, unknown] = [checkpointKey(slot), next.checkpoint];
      await (isSame ? set(...entry) : setMany([entry, [filesKey(slot), next.files]])).then(
        () => { this.reason = undefined; },
        (error: Error) => { this.reason = error.message; });
    },
  };
}

/** The slot from before; else a free one that keeps a run; else the first that is free. */
async function takeSlot(before: number | undefined): Promise<number | undefined> {
  if (!('locks' in navigator)) return undefined;
  if (before !== undefined && await hold(before, { signal: AbortSignal.timeout(PATIENCE) })) return before;
  const names = await keys<string>().catch(() => [] as string[]);
  for (let slot = 0; names.length > 0 && slot < 100; slot++) {
    if (names.includes(checkpointKey(slot)) && await hold(slot, { ifAvailable: true })) return slot;
  }
  for (let slot = 0; ; slot++) if (await hold(slot, { ifAvailable: true })) return slot;
}

/** Whether the lock of a slot was had; it is kept until the worker ends. */
function hold(slot: number, options: LockOptions): Promise<boolean> {
  return new Promise((resolve) => {
    navigator.locks.request(nameOf(slot), options, (lock) => {
      resolve(lock !== null);
      return lock ? new Promise(() => { /* never */ }) : undefined;
    }).catch(() => resolve(false));
  });
}
