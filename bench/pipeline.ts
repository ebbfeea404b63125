/**
 * What augmentation costs a training run: the U-Net of `npm start` for whole epochs, in wall time, once on images as they are and
 * once augmented in full on a worker thread. Epochs of both kinds alternate. Needs a second core with nothing else to do.
 *
 *   npx tsx bench/pipeline.ts [workers, default 1; 0 augments on the training thread] [rounds, default 7]
 */
import { model as layersModel } from '@tensorflow/tfjs-layers';
import {
  affine, brightnessContrast, colorJitter, compose, cutout, elastic, flip, gaussianBlur, gaussianNoise, hair, sometimes, turn90,
} from '../src/augment';
import { useBackend } from '../src/backends';
import { input } from '../src/blocks';
import { fromSamples, sampleLoader, syntheticDermoscopy, trainingData, type SampleWorkers } from '../src/data';
import { startWorkers } from '../src/data/node';
import { binaryCrossEntropy, dice, sumLosses } from '../src/losses';
import { unet } from '../src/models';
import { adam, train } from '../src/train';
import { table, times } from './markdown';
import { interleave, median, ratio, type Task, wallTime } from './measure';

const [SIZE, FILTERS, BATCH, IMAGES] = [128, 8, 8, 96];

const full = compose([
  flip(),
  turn90(),
  affine({ rotateRange: [-45, 45], scaleRange: [0.8, 1.2], shiftRange: [-0.1, 0.1] }),
  sometimes(0.5, [elastic()]),
  brightnessContrast({ brightnessRange: [-0.1, 0.1], contrastRange: [0.8, 1.2] }),
  colorJitter(),
  sometimes(0.3, [gaussianBlur()]),
  sometimes(0.3, [gaussianNoise()]),
  sometimes(0.3, [hair()]),
  sometimes(0.3, [cutout()]),
]);

const [count = 1, rounds = 7] = process.argv.slice(2).map(Number);
await useBackend('wasm');
const dataset = fromSamples(syntheticDermoscopy({ count: IMAGES, size: SIZE, seed: 0 }));
const workers = count > 0 ? startWorkers(count) : undefined;

/** An epoch of training, on a net of its own. */
function epochs(augment: typeof full | undefined, helpers: SampleWorkers | undefined): Task {
  const image = input([SIZE, SIZE, 3]);
  const model = layersModel({ inputs: image, outputs: unet({ depth: 4, filters: FILTERS, seed: 0 })(image) });
  const data = trainingData(sampleLoader({ dataset, batchSize: BATCH, augment, workers: helpers, prefetch: 1 }));
  const loss = sumLosses([binaryCrossEntropy(), dice()]);
  return { run: () => train(model, { data, loss, optimizer: adam({ learningRate: 1e-3 }), epochs: 1 }) };
}

/** Milliseconds to make a batch, on this thread and with nothing beside it. */
async function augmenting(): Promise<number> {
  const loader = sampleLoader({ dataset, batchSize: BATCH, augment: full, prefetch: 0 });
  const [spent] = await interleave([{ run: () => loader.batch(0, 0) }], { rounds: 15, clock: wallTime, repeats: [2] });
  return median(spent);
}

const steps = IMAGES / BATCH;
const tasks = [epochs(undefined, undefined), epochs(full, workers)];
for (const { run } of tasks) await run();     // warm: code is compiled, threads have started
const [plain, augmented] = await interleave(tasks, { rounds, clock: wallTime, repeats: [1, 1] });
console.log(table([`U-Net ${FILTERS}, ${SIZE}², batch ${BATCH}`, 'milliseconds a step'], [
  ['no augmentation', (median(plain) / steps).toFixed(0)],
  [`augmented in full, ${count === 0 ? 'on the training thread' : `${count} worker thread(s)`}`, (median(augmented) / steps).toFixed(0)],
  ['augmented over plain, by epoch', times(ratio(augmented, plain))],
  ['augmenting a batch alone', (await augmenting()).toFixed(0)],
]));
await workers?.close();
