/** `npm start`: from dermoscopy images to a trained, saved and judged U-Net. Flags: see `options.ts` or --help. */
import { join } from 'node:path';
import { model as layersModel } from '@tensorflow/tfjs-layers';
import { useBackend, type BackendName } from 'tfjs-blocks/backends';
import { input } from 'tfjs-blocks/blocks';
import { trainingData } from 'tfjs-blocks/data';
import { binaryCrossEntropy, dice, sumLosses } from 'tfjs-blocks/losses';
import { unet } from 'tfjs-blocks/models';
import { textTable } from 'tfjs-blocks/plots';
import { adam, cosineDecay, evaluateMasks, train, type CheckpointStore } from 'tfjs-blocks/train';
import { loadSafetensors, saveModel, saveSafetensors } from 'tfjs-blocks/weights/node';
import { interruption } from './interruption';
import { lesionLoader, loadLesions } from './lesions';
import { lockFolder } from './lock';
import { defaultEpochs, depth, parseFlags, usage, type Flags } from './options';
import { checkpointPath, prepareFolder, requireCheckpoint, runSettings, setAside } from './outFolder';
import { meter } from './progress';
import { writeReport } from './report';

const loss = sumLosses([binaryCrossEntropy(), dice()]);

async function segment(flags: Flags, signal: AbortSignal): Promise<void> {
  if (flags.resume) await requireCheckpoint(flags.out);
  await prepareFolder(flags.out);
  const lock = await lockFolder(flags.out);
  await segmentInto(flags, signal).finally(lock.release);
}

async function segmentInto(flags: Flags, signal: AbortSignal): Promise<void> {
  const { out } = flags;
  const { settings, fingerprint } = await runSettings(flags);
  const lesions = await loadLesions(settings);
  if (flags.resume && fingerprint !== lesions.fingerprint) {
    throw new Error(`Invalid --resume: the images are not those that the run in '${out}' was started with.`);
  }
  const backend = await useBackend(settings.backend as BackendName, { threads: settings.threads });
  const previous = flags.resume ? undefined : await setAside(out);
  if (previous) console.log(`The run that was in ${out} is now in ${previous}.`);
  const { training, validation, skipped } = lesions;
  for (const name of skipped) console.log(`Left out: ${name}`);
  console.log(`${settings.data ?? 'SYNTHETIC images'}: ${training.length} to train on, ${validation.length} held out`
    + `${skipped.length > 0 ? `, ${skipped.length} left out` : ''}; ${settings.size}×${settings.size}, backend ${backend.name}`
    + `${(backend.threads ?? 1) > 1 ? ` on ${backend.threads} threads` : ''}`);

  const image = input([settings.size, settings.size, 3]);
  const model = layersModel({ inputs: image, outputs: unet({ depth, filters: settings.filters, seed: settings.seed })(image) });
  const data = trainingData(lesionLoader(training, settings));
  const horizon = defaultEpochs(settings.data);
  const progress = meter(settings.epochs);
  const judge = () => evaluateMasks(model, validation, loss, { batchSize: settings.batch });
  const checkpoint: CheckpointStore = {
    name: checkpointPath(out),
    read: () => loadSafetensors(checkpointPath(out)),
    write: (run) => saveSafetensors(run, checkpointPath(out)),
  };
  const start = performance.now();
  const { history, best, stopped } = await train(model, {
    data, loss, signal, epochs: settings.epochs,
    optimizer: adam({ learningRate: settings.learningRate, weightDecay: 1e-4 }),
    schedule: cosineDecay({ peak: settings.learningRate, steps: horizon * data.steps, floor: settings.learningRate / 100 }),
    evaluate: async () => {
      const { loss: validationLoss, jaccard, dice, thresholdJaccard } = await judge();
      return { validationLoss, jaccard, dice, thresholdJaccard };
    },
    monitor: { name: 'jaccard', mode: 'max' },
    patience: horizon / 2,
    checkpoint,
    resume: flags.resume,
    settings: { ...settings, fingerprint: lesions.fingerprint },
    onStep: progress.step,
    onEpoch: async (log, better) => {
      progress.epoch(log, better);
      if (better) await saveModel(model, join(out, 'model'));
    },
  }).catch(async (cause: Error) => {
    const kept = await checkpoint.read().catch(() => null);
    throw new Error(`${cause.message}${kept ? ` The last checkpoint is kept: ${checkpointPath(out)}.` : ''}`, { cause });
  }).finally(progress.stop);
  if (stopped === 'interrupted') {
    console.log(`Interrupted and saved. Go on with: npm start -- --resume --out ${out}`);
    process.exitCode = 130;
    return;
  }

  await saveModel(model, join(out, 'model'));
  const scores = await judge();
  await writeReport({ out, settings, lesions, backend, model, history, best: best!.epoch, scores });
  console.log(textTable([
    [settings.data === null ? 'SYNTHETIC validation images' : 'validation images', `${validation.length}`],
    ['Jaccard', scores.jaccard.toFixed(4)],
    ['Dice', scores.dice.toFixed(4)],
    ['threshold Jaccard', scores.thresholdJaccard.toFixed(4)],
    ['best epoch', `${best!.epoch} of ${history.length}${stopped === 'early' ? ', stopped early' : ''}`],
    ['time', `${((performance.now() - start) / 60_000).toFixed(1)} minutes`],
    ['model', join(out, 'model', 'model.json')],
    ['report', join(out, 'report.html')],
  ]));
}

const signal = interruption();
try {
  const flags = parseFlags(process.argv.slice(2));
  if (flags.help) console.log(usage);
  else await segment(flags, signal);
} catch (error) {
  console.error(`Error: ${(error as Error).message}`);
  process.exitCode = 1;
}
