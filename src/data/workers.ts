/**
 * Threads that make samples. The message protocol is the same for Node's worker threads and for Web Workers:
 *
 *     to the worker      { kind: 'open', source, recipe, augment, seed }        once a loader
 *                        { kind: 'make', source, call, tasks }
 *     from the worker    { call, answers }  or  { call, failure }
 *
 * A sample always goes to the same worker (index modulo their number), so that caches do not overlap.
 */
import type { Augment } from '../augment/compose';
import { augmentFromJson } from '../augment/fromJson';
import { checkPositiveIntegers } from '../shapes/check';
import type { Dataset, DatasetRecipe } from './dataset';
import { type Answer, serve, type Source, type Task } from './serve';

/** A thread, whatever it runs on. */
export interface WorkerChannel {
  post(message: unknown): void;
  /** Calls back for each message and, once, where the thread fails. */
  listen(onMessage: (message: unknown) => void, onFailure: (cause: unknown) => void): void;
  /** Whether the program may end while this thread runs. */
  hold(busy: boolean): void;
  close(): void | Promise<unknown>;
}

/** Started threads, for any number of loaders one after another or side by side. */
export interface SampleWorkers {
  readonly count: number;
  /** Tells the threads what to serve; gives what asks them. */
  open(source: Source): (tasks: readonly Task[]) => Promise<Answer[]>;
  /** Ends the threads; what they were still asked for fails. */
  close(): Promise<void>;
}

/** Made by `webWorkers` and `startWorkers`. */
export function sampleWorkers(channels: readonly WorkerChannel[]): SampleWorkers {
  const calls = channels.map((): Map<number, Call> => new Map());
  let [lastCall, lastSource] = [0, 0];
  let ended: Error | undefined;
  const end = (error: Error) => {
    ended ??= error;
    for (const waiting of calls) {
      for (const { reject } of waiting.values()) reject(ended);
      waiting.clear();
    }
  };
  channels.forEach((channel, worker) => {
    const waiting = calls[worker];
    channel.listen((message) => {
      const { call, answers, failure } = message as Reply;
      const asked = waiting.get(call);
      waiting.delete(call);
      if (waiting.size === 0) channel.hold(false);
      if (failure === undefined) asked?.resolve(answers!);
      else asked?.reject(new Error(failure));
    }, (cause) => end(new Error(`A worker of the data loader stopped: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })));
  });
  const ask = (worker: number, source: number, tasks: readonly Task[]) => new Promise<Answer[]>((resolve, reject) => {
    if (ended) return reject(ended);
    const call = ++lastCall;
    calls[worker].set(call, { resolve, reject });
    channels[worker].hold(true);
    channels[worker].post({ kind: 'make', source, call, tasks } satisfies Order);
  });
  return {
    count: channels.length,
    open({ dataset, augment, seed }) {
      const source = ++lastSource;
      const order: Order = { kind: 'open', source, recipe: recipeOf(dataset), augment: jsonOf(augment), seed };
      for (const channel of channels) channel.post(order);
      return async (tasks) => {
        const shares = channels.map((_, worker) => tasks.filter(({ index }) => index % channels.length === worker));
        const answers = await Promise.all(shares.map(async (share, worker) => (share.length > 0 ? ask(worker, source, share) : [])));
        return tasks.map(({ index }) => answers[index % channels.length].shift()!);
      };
    },
    async close() {
      end(new Error('The workers of the data loader were closed.'));
      await Promise.all(channels.map(async (channel) => channel.close()));
    },
  };
}

interface Call {
  resolve(answers: Answer[]): void;
  reject(cause: Error): void;
}

interface Reply {
  readonly call: number;
  readonly answers?: Answer[];
  readonly failure?: string;
}

type Order =
  | { readonly kind: 'open'; readonly source: number; readonly recipe: DatasetRecipe; readonly augment?: string; readonly seed: number }
  | { readonly kind: 'make'; readonly source: number; readonly call: number; readonly tasks: readonly Task[] };

function recipeOf({ recipe }: Dataset): DatasetRecipe {
  if (recipe) return recipe;
  throw new Error('Invalid `dataset` in sampleLoader: expected one with a recipe, as workers make their own from it '
    + '(samples in memory and files have one), received one without.');
}

function jsonOf(augment: Augment | undefined): string | undefined {
  if (augment === undefined) return undefined;
  if (typeof augment.toJSON === 'function') return JSON.stringify(augment);
  throw new Error('Invalid `augment` in sampleLoader: expected one made by `compose`, as it crosses to the workers as JSON, '
    + 'received a plain function.');
}

/** What a worker's end of a channel does with the messages that come; `makeDataset` turns a recipe into a data set. */
export function answerer(
  makeDataset: (recipe: DatasetRecipe) => Dataset | Promise<Dataset>, post: (message: unknown) => void,
): (message: unknown) => void {
  const sources = new Map<number, Promise<Source>>();
  const open = async ({ recipe, augment, seed }: Order & { kind: 'open' }): Promise<Source> => (
    { dataset: await makeDataset(recipe), augment: augment === undefined ? undefined : augmentFromJson(augment), seed });
  return (message) => {
    const order = message as Order;
    if (order.kind === 'open') {
      const source = open(order);
      source.catch(() => {});     // told with the first call
      sources.set(order.source, source);
      return;
    }
    sources.get(order.source)!.then((source) => serve(source, order.tasks)).then(
      (answers) => post({ call: order.call, answers }),
      (error: Error) => post({ call: order.call, failure: error.message }));
  };
}

/**
 * Web Workers that make samples; in Node see `startWorkers` of `tfjs-blocks/data/node`. Each runs a module of yours that calls
 * {@link serveSamples}. Bundlers find it by the `new URL`.
 *
 * @param start starts one
 * @throws where `count` is no positive integer
 * @example
 * const workers = webWorkers(2, () => new Worker(new URL('./samples.worker.ts', import.meta.url), { type: 'module' }));
 * const loader = sampleLoader({ dataset, batchSize: 8, workers });
 */
export function webWorkers(count: number, start: () => Worker): SampleWorkers {
  checkPositiveIntegers('webWorkers', { count });
  return sampleWorkers(Array.from({ length: count }, (): WorkerChannel => {
    const worker = start();
    return {
      post: (message) => worker.postMessage(message),
      listen(onMessage, onFailure) {
        worker.onmessage = ({ data }) => onMessage(data);
        worker.onerror = ({ message }) => onFailure(message);
      },
      hold: () => {},
      close: () => worker.terminate(),
    };
  }));
}

/**
 * What the module of a Web Worker calls, once: makes samples as the loader asks for them.
 *
 * @param makeDataset the data set of a recipe; one that makes it from files by `fetch`, say
 * @example
 * // samples.worker.ts
 * serveSamples((recipe) => urlDataset(recipe));
 */
export function serveSamples(makeDataset: (recipe: DatasetRecipe) => Dataset | Promise<Dataset>): void {
  const scope = globalThis as unknown as { onmessage: (event: MessageEvent) => void; postMessage(message: unknown): void };
  const answer = answerer(makeDataset, (message) => scope.postMessage(message));
  scope.onmessage = ({ data }) => answer(data);
}
