/**
 * Batches of an epoch, made ahead of time: while a model trains on one batch, the next ones are read, decoded and augmented,
 * on worker threads where there are some.
 *
 * A batch is a function of seed, epoch and step. How many workers make it, which one and when changes nothing.
 */
import type { Augment } from '../augment/compose';
import type { Sample } from '../augment/sample';
import { checkOneOf, checkPositiveIntegers, checkSeed, invalid } from '../shapes/check';
import { batches } from './batches';
import type { Dataset } from './dataset';
import { type Answer, serve, type Task } from './serve';
import type { SampleWorkers } from './workers';

/** Options of {@link sampleLoader}. */
export interface LoaderOptions {
  readonly dataset: Dataset;
  /** The samples to visit: a split's fold, say; default all. */
  readonly indices?: ArrayLike<number>;
  readonly batchSize: number;
  /**
   * `'shuffled'` (default): each sample once, in the random order of seed and epoch; `'sequential'`: as given. A function gives
   * the samples of an epoch itself, some of them several times: `balancedSample` of `tfjs-blocks/splits`, or `weightedSample`.
   */
  readonly order?: 'shuffled' | 'sequential' | ((epoch: number) => ArrayLike<number>);
  /** What becomes of a last batch that is not full; default `'keep'`. */
  readonly remainder?: 'keep' | 'drop';
  /** What changes each sample at random; default nothing. */
  readonly augment?: Augment;
  /** Of order and augmentation: integer in [0, 2³²); default 0. */
  readonly seed?: number;
  /** What a sample that cannot be read does: `'throw'` (default) ends the run, `'skip'` leaves it out and lists it. */
  readonly onError?: 'throw' | 'skip';
  /** Threads that make the samples; default: this one. */
  readonly workers?: SampleWorkers;
  /** Batches made ahead; default 2. */
  readonly prefetch?: number;
}

/** A sample that was left out, and why. */
export interface SkippedSample {
  readonly id: string;
  readonly reason: string;
}

/** Batches of samples. */
export interface SampleLoader {
  /** Batches an epoch. */
  readonly steps: number;
  /** The batch of a step, both from 0; those that follow it are begun. */
  batch(epoch: number, step: number): Promise<Sample[]>;
  /** The batches of an epoch, without empty ones. */
  epoch(epoch: number): AsyncGenerator<Sample[], void>;
  /** Samples left out so far, each once; only with `onError: 'skip'`. */
  readonly skipped: readonly SkippedSample[];
  /** Lets go of batches made ahead. Workers are closed by whoever started them. */
  close(): void;
}

/**
 * Batches of a data set.
 *
 * With `onError: 'skip'` a batch is smaller by what could not be read, and one of which nothing is left takes the samples of
 * the next that has some.
 *
 * @throws where an option is out of range or there is no sample; `batch` fails where a sample cannot be read, naming it, or
 * where none can
 * @example
 * const loader = sampleLoader({ dataset: fromSamples(samples), batchSize: 8, augment: compose([flip(), turn90()]), seed: 7 });
 * for await (const samples of loader.epoch(0)) {
 *   const { images, masks } = toTensors(samples);
 * }
 */
export function sampleLoader(options: LoaderOptions): SampleLoader {
  const {
    dataset, batchSize, order = 'shuffled', remainder = 'keep', augment, seed = 0, onError = 'throw', workers, prefetch = 2,
  } = options;
  const where = 'sampleLoader';
  checkPositiveIntegers(where, { batchSize });
  checkSeed(where, seed);
  checkOneOf(where, 'onError', onError, ['throw', 'skip']);
  checkOneOf(where, 'remainder', remainder, ['keep', 'drop']);
  if (typeof order !== 'function') checkOneOf(where, 'order', order, ['shuffled', 'sequential']);
  if (!(Number.isInteger(prefetch) && prefetch >= 0)) throw invalid('prefetch', where, 'an integer of at least 0', prefetch);
  const ask = workers ? workers.open({ dataset, augment, seed }) : (tasks: readonly Task[]) => serve({ dataset, augment, seed }, tasks);
  const visited = options.indices ?? Array.from({ length: dataset.length }, (_, i) => i);
  const skipped = new Map<string, SkippedSample>();
  const begun = new Map<string, Promise<Answer[]>>();
  const plans = new Map<number, Task[][]>();

  /** The tasks of every batch of an epoch. */
  function plan(epoch: number): Task[][] {
    let found = plans.get(epoch);
    if (!found) {
      const indices = typeof order === 'function' ? order(epoch) : visited;
      const cut = { batchSize, seed, epoch, remainder, order: typeof order === 'function' ? 'sequential' : order } as const;
      found = [...batches({ ...cut, indices })].map((batch) => batch.map((index) => ({ index, epoch, draw: index })));
      if (found.length === 0) throw invalid('dataset', where, `at least ${remainder === 'drop' ? batchSize : 1} samples`, indices.length);
      numberRepeats(found, dataset.length, where);
      for (const old of plans.keys()) if (Math.abs(old - epoch) > 1) plans.delete(old);
      plans.set(epoch, found);
    }
    return found;
  }

  function begin(epoch: number, step: number): Promise<Answer[]> {
    const key = `${epoch}/${step}`;
    let answers = begun.get(key);
    if (!answers) {
      answers = ask(plan(epoch)[step]);
      answers.catch(() => {});     // heard by whoever awaits the batch
      begun.set(key, answers);
    }
    return answers;
  }

  async function made(epoch: number, step: number): Promise<Sample[]> {
    const answers = begin(epoch, step);
    const wanted = new Set([`${epoch}/${step}`]);
    for (let ahead = 1, at = following(epoch, step); ahead <= prefetch; ahead++, at = following(...at)) {
      void begin(...at);
      wanted.add(at.join('/'));
    }
    for (const key of begun.keys()) if (!wanted.has(key)) begun.delete(key);
    const samples: Sample[] = [];
    for (const answer of await answers) {
      if ('sample' in answer) samples.push(answer.sample);
      else if (onError === 'skip') skipped.set(answer.id, answer);
      else throw new Error(`Invalid sample \`${answer.id}\` in ${where}: ${answer.reason}`);
    }
    begun.delete(`${epoch}/${step}`);
    return samples;
  }

  const following = (epoch: number, step: number): [number, number] => (step + 1 < plan(epoch).length ? [epoch, step + 1] : [epoch + 1, 0]);

  return {
    get steps() { return plan(0).length; },
    get skipped() { return [...skipped.values()]; },
    async batch(epoch, step) {
      const { length } = plan(epoch);
      if (!(Number.isInteger(step) && step >= 0 && step < length)) throw invalid('step', where, `an integer from 0 to ${length - 1}`, step);
      for (let tried = 0; tried < length; tried++) {
        const samples = await made(epoch, (step + tried) % length);
        if (samples.length > 0) return samples;
      }
      throw invalid('dataset', where, 'at least one sample that can be read', skipped.size === 0 ? 'none' : `${skipped.size} left out`);
    },
    async* epoch(epoch) {
      for (let step = 0; step < plan(epoch).length; step++) {
        const samples = await made(epoch, step);
        if (samples.length > 0) yield samples;
      }
    },
    close() { begun.clear(); },
  };
}

/** A sample that an epoch visits again is changed differently: its n-th visit draws from index + n · length. */
function numberRepeats(plan: Task[][], length: number, where: string): void {
  const visits = new Map<number, number>();
  for (const batch of plan) {
    for (const [i, task] of batch.entries()) {
      const { index } = task;
      if (!(Number.isInteger(index) && index >= 0 && index < length)) throw invalid('indices', where, `integers from 0 to ${length - 1}`, index);
      const before = visits.get(index) ?? 0;
      visits.set(index, before + 1);
      if (before > 0) batch[i] = { ...task, draw: index + before * length };
    }
  }
}
