/** Worker threads of Node that make samples. */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { parentPort, Worker } from 'node:worker_threads';
import { checkPositiveIntegers, invalid } from '../../shapes/check';
import { cached, type CachedRecipe } from '../cache';
import { type Dataset, type DatasetRecipe, fromSamples, type SamplesRecipe } from '../dataset';
import { answerer, type SampleWorkers, sampleWorkers, type WorkerChannel } from '../workers';
import { filesDataset, type FilesRecipe } from './files';

/**
 * Threads for `sampleLoader`. They end when the program does; `close` ends them before. They know the data sets of this library; for
 * one of your own give a module that calls {@link serveRecipes}.
 *
 * @param options.module URL of that module; default: the library's own
 * @throws where `count` is no positive integer; what a thread cannot do fails where a batch is asked for
 * @example
 * const workers = await startWorkers(1);
 * const loader = sampleLoader({ dataset: await isicDataset('lesions', { size: 128 }), batchSize: 8, workers });
 */
export function startWorkers(count: number, options: { readonly module?: URL | string } = {}): SampleWorkers {
  checkPositiveIntegers('startWorkers', { count });
  return sampleWorkers(Array.from({ length: count }, () => channel(options.module)));
}

/**
 * What a worker's own module calls, once: makes samples as the loader asks for them.
 *
 * @param makeDataset the data set of a recipe; default: those of this library
 * @example
 * // tiles.worker.js
 * serveRecipes((recipe) => (recipe.kind === 'tiles' ? tiles(recipe) : datasetOf(recipe)));
 */
export function serveRecipes(makeDataset: (recipe: DatasetRecipe) => Dataset | Promise<Dataset> = datasetOf): void {
  parentPort!.on('message', answerer(makeDataset, (message) => parentPort!.postMessage(message)));
}

/**
 * The data set of a recipe of this library.
 *
 * @throws if the kind is unknown, or more than 100 caches are one before the other
 * @example
 * const same = datasetOf(dataset.recipe);
 */
export function datasetOf(recipe: DatasetRecipe): Dataset {
  const caches: CachedRecipe[] = [];
  let source = recipe as SamplesRecipe | CachedRecipe | FilesRecipe | undefined;
  for (; source?.kind === 'cached'; source = source.of as typeof source) {
    caches.push(source);
    if (caches.length > 100) throw invalid('recipe', 'datasetOf', 'at most 100 caches, one before the other', 'more');
  }
  return caches.reduceRight<Dataset>((dataset, cache) => cached(dataset, cache), withoutCache(source));
}

function withoutCache(recipe: SamplesRecipe | FilesRecipe | undefined): Dataset {
  switch (recipe?.kind) {
    case 'samples': return fromSamples(recipe.samples);
    case 'files': return filesDataset(recipe.entries, recipe.options);
    default: throw invalid('recipe', 'datasetOf', 'kind "samples", "files" or "cached"', recipe);
  }
}

function channel(module: URL | string | undefined): WorkerChannel {
  const worker = module === undefined ? startOwn() : new Worker(module);
  let closing = false;
  worker.unref();
  return {
    post: (message) => worker.postMessage(message),
    listen: (onMessage, onFailure) => void worker.on('message', onMessage).on('error', onFailure).on('messageerror', onFailure)
      .on('exit', () => onFailure('it ended')),
    hold: (busy) => (busy || closing ? worker.ref() : worker.unref()),
    close: () => {
      closing = true;
      worker.ref();     // so that whoever awaits the end lives to see it
      return worker.terminate();
    },
  };
}

/** A thread that loads this very library, wherever it lies, and serves; from its TypeScript source by way of `tsx`. */
function startOwn(): Worker {
  const here = typeof __filename === 'string' ? pathToFileURL(__filename).href : import.meta.url;
  const serving = (library: string) => `import(${JSON.stringify(library)}).then((library) => library.serveRecipes())`;
  if (!here.endsWith('.ts')) {
    return new Worker(serving(pathToFileURL(createRequire(here).resolve('tfjs-blocks/data/node')).href), { eval: true });
  }
  const start = `import('tsx/esm/api').then(({ register }) => { register(); return ${serving(new URL('./index.ts', here).href)}; })`;
  return new Worker(start, { eval: true, execArgv: [] });
}
