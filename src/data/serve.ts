/**
 * Makes the samples of a batch: read, checked, augmented. The same function runs on the training thread and in workers, and
 * what it gives depends on the task alone; so it does not matter who does what, or when.
 */
import { checkSample } from '../augment/checkSample';
import type { Augment } from '../augment/compose';
import type { Sample } from '../augment/sample';
import { stream } from '../random/stream';
import type { Dataset } from './dataset';
import { mapConcurrently } from './mapConcurrently';

/** A sample to make. */
export interface Task {
  readonly index: number;
  /** Where the augmentation draws from: stream(seed, 'augment', epoch, draw). */
  readonly epoch: number;
  readonly draw: number;
}

/** The sample, or what is wrong with it. */
export type Answer = { readonly sample: Sample } | { readonly id: string; readonly reason: string };

/** Where samples come from, and how they are changed. */
export interface Source {
  readonly dataset: Dataset;
  readonly augment?: Augment;
  readonly seed: number;
}

/** Samples read at once: reading waits for the disk and for the decoder's own threads. */
const AT_ONCE = 4;

/** The answers, in the order of the tasks. */
export function serve(source: Source, tasks: readonly Task[]): Promise<Answer[]> {
  return mapConcurrently(tasks, AT_ONCE, async (task) => {
    try {
      return { sample: await make(source, task) };
    } catch (error) {
      return { id: idOf(source.dataset, task.index), reason: error instanceof Error ? error.message : String(error) };
    }
  });
}

async function make({ dataset, augment, seed }: Source, { index, epoch, draw }: Task): Promise<Sample> {
  const sample = await dataset.get(index);
  checkSample(sample);
  return augment ? augment(sample, stream(seed, 'augment', epoch, draw)) : sample;
}

const idOf = (dataset: Dataset, index: number) => dataset.id?.(index) ?? `sample ${index}`;
