/**
 * Whether the default recipe of `npm start` helps on real images: the same U-Net trained with it and without it, on the same splits and
 * from the same weights, and judged on the images held out, with the weights of the last epoch; so the validation images choose nothing.
 *
 *   npx tsx bench/augmentation.ts DIR [--seeds 0,1,2] [--epochs 80] [--size 96] [--filters 8]
 */
import { parseArgs } from 'node:util';
import { model as layersModel } from '@tensorflow/tfjs-layers';
import { augment } from '../examples/segment/lesions';
import { useBackend } from '../src/backends';
import { input } from '../src/blocks';
import { fromSamples, sampleLoader, trainingData } from '../src/data';
import { readIsicFolder } from '../src/data/node';
import { binaryCrossEntropy, dice, sumLosses } from '../src/losses';
import { unet } from '../src/models';
import { holdOut } from '../src/splits';
import { adam, cosineDecay, evaluateMasks, train } from '../src/train';
import { table } from './markdown';

const { values, positionals: [folder] } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string', default: '0,1,2' }, epochs: { type: 'string', default: '80' },
    size: { type: 'string', default: '96' }, filters: { type: 'string', default: '8' },
  },
});
const [epochs, size, filters] = [values.epochs, values.size, values.filters].map(Number);
const [BATCH, RATE] = [8, 2e-3];

await useBackend('wasm');
const { samples } = await readIsicFolder(folder, { size });
const loss = sumLosses([binaryCrossEntropy(), dice()]);

/** Mean Jaccard of the images held out. */
async function judged(seed: number, recipe: typeof augment | undefined): Promise<number> {
  const fold = holdOut({
    ids: samples.map(({ id }) => id), labels: samples.map(({ label }) => label ?? ''), fraction: 0.2, seed,
  });
  const loader = sampleLoader({ dataset: fromSamples(samples), indices: fold.train, batchSize: BATCH, augment: recipe, seed });
  const image = input([size, size, 3]);
  const model = layersModel({ inputs: image, outputs: unet({ depth: 4, filters, seed })(image) });
  const optimizer = adam({ learningRate: RATE, weightDecay: 1e-4 });
  const schedule = cosineDecay({ peak: RATE, steps: epochs * loader.steps, floor: RATE / 100 });
  await train(model, { data: trainingData(loader), loss, optimizer, schedule, epochs });
  const { jaccard } = await evaluateMasks(model, fold.validation.map((index) => samples[index]), loss);
  optimizer.dispose();
  model.dispose();
  return jaccard;
}

const start = performance.now();
const rows: [seed: string, plain: number, augmented: number][] = [];
for (const seed of values.seeds.split(',').map(Number)) {
  rows.push([`${seed}`, await judged(seed, undefined), await judged(seed, augment)]);
  console.error(`seed ${seed}: ${((performance.now() - start) / 60_000).toFixed(1)} minutes so far`);
}
const mean = (column: 1 | 2) => rows.reduce((sum, row) => sum + row[column], 0) / rows.length;
rows.push(['mean', mean(1), mean(2)]);
console.log(table(['seed', 'Jaccard without augmentation', 'with it', 'difference'], rows.map(([seed, plain, augmented]) => (
  [seed, plain.toFixed(3), augmented.toFixed(3), (augmented - plain).toFixed(3)]))));
