import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { affine, brightnessContrast, compose, flip, type Sample } from 'tfjs-blocks/augment';
import { cached, collect, fromSamples, mapDataset, sampleLoader, syntheticDermoscopy, type SampleWorkers } from 'tfjs-blocks/data';
import { encodePng, isicDataset, startWorkers } from 'tfjs-blocks/data/node';
import { checkSample } from '../../src/augment/checkSample';
import { answerer, sampleWorkers } from '../../src/data/workers';

const samples = syntheticDermoscopy({ count: 7, size: 16, seed: 1 });
const dataset = fromSamples(samples);
const augment = compose([flip(), affine({ rotateRange: [-30, 30] }), brightnessContrast()]);

const all = async (batches: AsyncIterable<Sample[]>) => {
  const found: Sample[][] = [];
  for await (const batch of batches) found.push(batch);
  return found;
};
const ids = (batches: Sample[][]) => batches.map((batch) => batch.map(({ id }) => Number(id.slice(-1))));

/** Samples of one size, of which those in `bad` cannot be read. */
const brittle = (bad: readonly number[], count = 7) => ({
  length: count,
  id: (index: number) => `image_${index}`,
  get: (index: number) => (bad.includes(index) ? Promise.reject(new Error('received a cut-off file.')) : Promise.resolve(samples[index])),
});

describe('sampleLoader', () => {
  it('visits every sample once, in an order of seed and epoch, and takes the given one', async () => {
    const loader = sampleLoader({ dataset, batchSize: 3, seed: 5 });
    expect(loader.steps).toBe(3);
    const [first, second] = [ids(await all(loader.epoch(0))), ids(await all(loader.epoch(1)))];
    expect(first.map(({ length }) => length)).toEqual([3, 3, 1]);
    for (const epoch of [first, second]) expect(epoch.flat().sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(first).not.toEqual(second);
    expect(ids(await all(sampleLoader({ dataset, batchSize: 3, indices: [4, 2, 6, 1], order: 'sequential', remainder: 'drop' }).epoch(3)))).toEqual([[4, 2, 6]]);
  });

  it('gives the same batches whatever was asked before, and however many are made ahead', () => {
    const whole = sampleLoader({ dataset, batchSize: 2, seed: 5, augment });
    const property = fc.asyncProperty(fc.integer({ min: 0, max: 3 }), fc.array(fc.tuple(fc.nat(2), fc.nat(3)), { minLength: 1, maxLength: 4 }),
      async (prefetch, visits) => {
        const loader = sampleLoader({ dataset, batchSize: 2, seed: 5, augment, prefetch });
        for (const [epoch, step] of visits) expect(await loader.batch(epoch, step)).toEqual(await whole.batch(epoch, step));
      });
    return fc.assert(property, { numRuns: 20 });
  });

  it('changes a sample differently at each visit of an epoch', async () => {
    const loader = sampleLoader({ dataset, batchSize: 4, order: () => [2, 2, 2, 2], augment });
    const [batch] = await all(loader.epoch(0));
    expect(new Set(batch.map(({ image }) => image.data.join())).size).toBe(4);
    const [once] = await sampleLoader({ dataset, batchSize: 1, order: () => [2], augment }).batch(0, 0);
    expect(batch[0]).toEqual(once);
  });

  it('makes batches ahead, and no more than it was told', async () => {
    const asked: number[] = [];
    const counting = { length: 7, get: (index: number) => { asked.push(index); return dataset.get(index); } };
    const loader = sampleLoader({ dataset: counting, batchSize: 1, order: 'sequential', prefetch: 2 });
    await loader.batch(0, 0);
    expect(asked).toEqual([0, 1, 2]);
    await loader.batch(0, 1);
    expect(asked).toEqual([0, 1, 2, 3]);
    await loader.batch(0, 6);
    expect(asked).toEqual([0, 1, 2, 3, 6, 0, 1]);
  });

  it('ends at a sample that cannot be read, naming it, or leaves it out and lists it', async () => {
    const options = { dataset: brittle([1, 4]), batchSize: 3, order: 'sequential' as const };
    const stopped = sampleLoader(options);
    await expect(stopped.batch(0, 0)).rejects.toThrow('Invalid sample `image_1` in sampleLoader: received a cut-off file.');
    const loader = sampleLoader({ ...options, onError: 'skip' });
    for (const epoch of [0, 1]) expect(ids(await all(loader.epoch(epoch)))).toEqual([[0, 2], [3, 5], [6]]);
    expect(loader.skipped).toEqual([1, 4].map((i) => ({ id: `image_${i}`, reason: 'received a cut-off file.' })));
  });

  it('fills a batch of which nothing is left from the next, and fails where no sample can be read', async () => {
    const loader = sampleLoader({ dataset: brittle([2, 3, 6]), batchSize: 2, order: 'sequential', onError: 'skip' });
    expect(ids([await loader.batch(0, 1), await loader.batch(0, 3)])).toEqual([[4, 5], [0, 1]]);
    expect(ids(await all(loader.epoch(0)))).toEqual([[0, 1], [4, 5]]);
    const hopeless = sampleLoader({ dataset: brittle([0, 1, 2], 3), batchSize: 2, onError: 'skip' });
    await expect(hopeless.batch(0, 0)).rejects.toThrow('expected at least one sample that can be read, received "3 left out".');
  });

  it('names a sample whose mask has another size', async () => {
    const wrong = { ...samples[0], mask: samples[0].image };
    expect(() => checkSample(wrong)).toThrow('mask');
    await expect(sampleLoader({ dataset: fromSamples([wrong]), batchSize: 1 }).batch(0, 0)).rejects.toThrow('`mask` of synthetic_0000');
  });

  it('names a sample with NaN and its first place, or leaves it out', async () => {
    const data = Float32Array.from(samples[1].image.data, (level, i) => (i === 11 || i === 30 ? NaN : level / 255));
    const floats = { ...samples[1], image: { ...samples[1].image, data } } as unknown as Sample;
    const options = { dataset: fromSamples([samples[0], floats]), batchSize: 2, order: 'sequential' as const };
    await expect(sampleLoader(options).batch(0, 0)).rejects.toThrow('Invalid sample `synthetic_0001` in sampleLoader: '
      + 'Invalid `image` of synthetic_0001 in augment: expected a Uint8Array of levels from 0 to 255, received a Float32Array with NaN at index 11.');
    const loader = sampleLoader({ ...options, onError: 'skip' });
    expect(ids([await loader.batch(0, 0)])).toEqual([[0]]);
    expect(loader.skipped.map(({ id }) => id)).toEqual(['synthetic_0001']);
  });

  it.each([
    [{ batchSize: 0 }, '`batchSize` in sampleLoader: expected a positive integer'],
    [{ prefetch: -1 }, '`prefetch` in sampleLoader: expected an integer of at least 0'],
    [{ onError: 'skp' as 'skip' }, '`onError` in sampleLoader: expected one of "throw", "skip" (perhaps "skip")'],
    [{ indices: [] }, '`dataset` in sampleLoader: expected at least 1 samples, received 0'],
    [{ indices: [3, 7] }, '`indices` in sampleLoader: expected integers from 0 to 6, received 7'],
    [{ remainder: 'drop' as const, batchSize: 8 }, '`dataset` in sampleLoader: expected at least 8 samples, received 7'],
  ])('names what is wrong: %o', (options, message) => {
    expect(() => sampleLoader({ dataset, batchSize: 2, ...options }).steps).toThrow(`Invalid ${message}`);
  });
});

describe('cached', () => {
  it('reads once what fits, and does not keep failures', async () => {
    const asked: number[] = [];
    let broken = true;
    const source = {
      length: 7,
      get: (index: number) => {
        asked.push(index);
        return broken ? Promise.reject(new Error('not yet')) : dataset.get(index);
      },
    };
    const kept = cached(source, { maxBytes: 2 * 16 * 16 * 4 });
    await expect(kept.get(0)).rejects.toThrow('not yet');
    broken = false;
    for (const index of [0, 1, 2, 0, 1, 2]) expect(await kept.get(index)).toBe(samples[index]);
    expect(asked).toEqual([0, 0, 1, 2, 2]);
    expect(kept.bytes).toBe(2 * 16 * 16 * 4);
    const mask = { data: new Uint8Array(16 * 16), height: 16, width: 16, channels: 1 }, named = cached(fromSamples([{ ...samples[0], masks: { a: mask, b: mask } }]));
    await named.get(0);
    expect(named.bytes).toBe(16 * 16 * 6);
    expect(() => cached(source, { maxBytes: NaN })).toThrow('Invalid `maxBytes` in cached');
  });
});

describe('data sets', () => {
  it('come from generators and through functions', async () => {
    function* made() { yield* samples; }
    expect((await collect(made())).length).toBe(7);
    const two = await collect((async function* () { yield* samples; })(), { limit: 2 });
    expect(two.length).toBe(2);
    const named = mapDataset(two, (sample) => ({ ...sample, label: 'x' }));
    expect([named.length, named.id?.(1), (await named.get(1)).label]).toEqual([2, 'synthetic_0001', 'x']);
    await expect(collect([samples[0], samples[0]])).rejects.toThrow('Invalid `samples` in fromSamples: expected every id once, received "synthetic_0000".');
  });
});

describe('workers', () => {
  let folder: string;
  let workers: SampleWorkers[];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tfjs-blocks-loader-'));
    for (const part of ['images', 'masks']) await mkdir(join(folder, part));
    for (const { id, image, mask } of samples) {
      await writeFile(join(folder, 'images', `${id}.png`), await encodePng(image));
      await writeFile(join(folder, 'masks', `${id}.png`), await encodePng(mask!));
    }
    workers = [startWorkers(1), startWorkers(2)];
  });
  afterAll(async () => {
    await Promise.all(workers.map((one) => one.close()));
    await rm(folder, { recursive: true });
  });

  it.each(['memory', 'files', 'cached'])('make the batches of one thread, from %s', async (kind) => {
    const files = await isicDataset(folder);
    const source = { memory: dataset, files, cached: cached(files, { maxBytes: 3000 }) }[kind]!;
    const options = { dataset: source, batchSize: 3, seed: 9, augment };
    const alone = sampleLoader(options);
    const loaders = workers.map((one) => sampleLoader({ ...options, workers: one }));
    for (const epoch of [0, 1]) {
      const expected = await all(alone.epoch(epoch));
      for (const loader of loaders) expect(await all(loader.epoch(epoch))).toEqual(expected);
    }
  });

  it('name what cannot be read, and leave it out', async () => {
    await writeFile(join(folder, 'images', 'synthetic_0003.png'), 'no picture');
    const options = { dataset: await isicDataset(folder), batchSize: 4, order: 'sequential' as const, workers: workers[1] };
    await expect(sampleLoader(options).batch(0, 0)).rejects.toThrow(
      /Invalid sample `synthetic_0003` in sampleLoader: .*synthetic_0003.png \(a file that is no picture of a known format\)/);
    const loader = sampleLoader({ ...options, onError: 'skip' });
    expect(ids(await all(loader.epoch(0)))).toEqual([[0, 1, 2], [4, 5, 6]]);
    expect(loader.skipped.map(({ id }) => id)).toEqual(['synthetic_0003']);
  });

  it('may answer in any order', async () => {
    const delayed = (delays: number[]) => sampleWorkers([0, 1, 2].map((worker) => {
      let hear: (message: unknown) => void = () => {};
      const answer = answerer(() => dataset, (message) => void setTimeout(() => hear(message), delays[worker]));
      return { post: answer, listen: (onMessage) => { hear = onMessage; }, hold() {}, close() {} };
    }));
    const options = { dataset, batchSize: 4, seed: 2, augment };
    const expected = await all(sampleLoader(options).epoch(0));
    for (const delays of [[0, 9, 18], [18, 0, 9]]) expect(await all(sampleLoader({ ...options, workers: delayed(delays) }).epoch(0))).toEqual(expected);
  });

  it('ask for what can cross', () => {
    const options = { batchSize: 2, workers: workers[0] };
    expect(() => sampleLoader({ ...options, dataset: brittle([]) })).toThrow('Invalid `dataset` in sampleLoader: expected one with a recipe');
    expect(() => sampleLoader({ ...options, dataset, augment: ((sample: Sample) => sample) as unknown as typeof augment })).toThrow(
      'Invalid `augment` in sampleLoader: expected one made by `compose`');
    expect(() => startWorkers(0)).toThrow('Invalid `count` in startWorkers: expected a positive integer, received 0.');
  });

  it('say what a recipe lacks, and that they ended', async () => {
    const own = startWorkers(1);
    const unknown = { ...dataset, recipe: { kind: 'tapes' } };
    await expect(sampleLoader({ dataset: unknown, batchSize: 1, workers: own }).batch(0, 0)).rejects.toThrow(
      'expected kind "samples", "files" or "cached", received {"kind":"tapes"}');
    const loader = sampleLoader({ dataset, batchSize: 1, workers: own });
    const pending = loader.batch(0, 0);
    await Promise.all([expect(pending).rejects.toThrow('The workers of the data loader were closed.'), own.close()]);
    const broken = startWorkers(1, { module: new URL(`data:text/javascript,throw new Error('no such module')`) });
    await expect(sampleLoader({ dataset, batchSize: 1, workers: broken }).batch(0, 0)).rejects.toThrow(
      'A worker of the data loader stopped: no such module');
    await broken.close();
  });
});
