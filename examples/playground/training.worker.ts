/** Trains in a Web Worker, so that the page stays free: it hears of steps, epochs and predictions. */
import '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-backend-webgpu';
import plain from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.wasm?url';
import simd from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-simd.wasm?url';
import threaded from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.wasm?url';
import * as tf from '@tensorflow/tfjs-core';
import { model as layersModel, type LayersModel } from '@tensorflow/tfjs-layers';
import { affine, brightnessContrast, compose, flip, type Sample, turn90 } from 'tfjs-blocks/augment';
import { useBackend } from 'tfjs-blocks/backends';
import { input } from 'tfjs-blocks/blocks';
import { batches, syntheticDermoscopy, toTensors } from 'tfjs-blocks/data';
import { binaryCrossEntropy, dice, sumLosses } from 'tfjs-blocks/losses';
import { confusionCounts, jaccard } from 'tfjs-blocks/metrics';
import { unet } from 'tfjs-blocks/models';
import { maskOutline } from 'tfjs-blocks/plots';
import { stream } from 'tfjs-blocks/random';
import { holdOut } from 'tfjs-blocks/splits';
import { adam, evaluateMasks, predictMasks, train, type TrainOptions } from 'tfjs-blocks/train';
import { type Chosen, samplesOf } from './images';
import { openStore, type RunStore } from './keptRun';
import type { Answer, Epoch, Kept, Prediction, Request, Settings } from './messages';

const BATCH = 4;
const SEED = 7;
const SHOWN = 6;

const wasmPaths = {
  'tfjs-backend-wasm.wasm': plain,
  'tfjs-backend-wasm-simd.wasm': simd,
  'tfjs-backend-wasm-threaded-simd.wasm': threaded,
};
const norms = { batch: { kind: 'batch', momentum: 0.9 }, group: { kind: 'group', groups: 4 }, none: 'none' } as const;
const loss = sumLosses([binaryCrossEntropy(), dice()]);
const augment = compose([flip(), turn90(), affine(), brightnessContrast()]);

let store: Promise<RunStore>;
let model: LayersModel | undefined;
let running = new AbortController();

const say = (answer: Answer) => postMessage(answer);
const fail = ({ message }: Error) => say({ kind: 'failed', message, hasModel: model !== undefined });

onmessage = ({ data }: MessageEvent<Request>) => {
  if (data.kind === 'open') open(data.slot).catch(fail);
  else if (data.kind === 'stop') running.abort();
  else if (data.kind === 'download') download().catch(fail);
  else {
    running = new AbortController();
    (data.kind === 'train' ? run(data.settings, data.files, false) : resume(data)).catch(fail);
  }
};

async function open(slot: number | undefined): Promise<void> {
  store = openStore(slot);
  const opened = await store;
  say({ kind: 'ready', slot: opened.slot, kept: keptOf(opened) });
}

function keptOf({ run, reason }: RunStore): Kept | undefined {
  if (!run) return undefined;
  const { epoch } = JSON.parse(run.checkpoint.metadata.progress) as { epoch: number };
  const settings = JSON.parse(run.checkpoint.metadata.settings) as Settings;
  return { epochs: epoch, settings, files: run.files.length, reason };
}

/** Goes on with the kept run on its own images, whatever files are chosen now. */
async function resume(changes: { epochs: number; backend: Settings['backend'] }): Promise<void> {
  const opened = await store;
  const kept = keptOf(opened);
  if (!kept) throw new Error('There is no run to go on with.');
  await run({ ...kept.settings, epochs: changes.epochs, backend: changes.backend }, opened.run!.files, true);
}

async function run(settings: Settings, files: readonly File[], isResumed: boolean): Promise<void> {
  const { signal } = running;
  const kept = await store;
  const { size, depth, filters, norm, activation, epochs, learningRate } = settings;
  const report = await useBackend(settings.backend, { wasmPaths, threads: Math.min(navigator.hardwareConcurrency, 4) });
  const { samples, skipped }: Chosen = files.length > 0
    ? await samplesOf(files, size)
    : { samples: syntheticDermoscopy({ count: 48, size, seed: SEED }), skipped: [] };
  if (samples.length < 4) throw new Error(`Expected at least 4 images with masks, received ${samples.length}.`);
  const split = holdOut({ n: samples.length, fraction: 0.25, seed: SEED });
  const [training, validation] = [split.train, split.validation].map((part) => Array.from(part, (i) => samples[i]));
  say({ kind: 'started', report, training: training.length, validation: validation.length, skipped });

  if (signal.aborted) throw new Error('Stopped before the first step.');

  model?.dispose();
  model = undefined;
  const image = input([size, size, 3]);
  const net = layersModel({ inputs: image, outputs: unet({ depth, filters, norm: norms[norm], activation, seed: SEED })(image) });
  model = net;
  const optimizer = adam({ learningRate, weightDecay: 1e-4 });
  const shown = validation.slice(0, SHOWN);
  const options: TrainOptions<Omit<Epoch, 'epoch' | 'loss'>> = {
    data: dataOf(training),
    loss, optimizer, epochs, resume: isResumed, signal, settings,
    checkpoint: {
      read: async () => kept.run?.checkpoint ?? null,
      write: (checkpoint) => kept.write({ checkpoint, files }),
    },
    monitor: { name: 'jaccard', mode: 'max' },
    evaluate: async () => {
      const { images: _, ...figures } = await evaluateMasks(net, validation, loss, { batchSize: BATCH });
      return { validationLoss: figures.loss, jaccard: figures.jaccard, dice: figures.dice, thresholdJaccard: figures.thresholdJaccard };
    },
    onStep: ({ epoch, step, steps, loss }) => say({ kind: 'step', epoch, step, steps, loss }),
    onEpoch: async () => say({ kind: 'epoch', history: historyOf(kept), predictions: await predictions(net, shown), kept: keptOf(kept) }),
  };
  try {
    const { stopped, best, history } = await train(net, options);
    // After a stop the model has the weights of the last step. A run that is resumed with no epoch left ends with those of its best.
    if (stopped === 'interrupted' && best) await train(net, { ...options, resume: true, epochs: history.length, signal: undefined });
    say({
      kind: 'ended', stopped, best: best?.epoch, predictions: best ? await predictions(net, shown) : [], kept: keptOf(kept),
    });
  } finally {
    optimizer.dispose();
  }
}

/** The epochs so far, those before an interruption included. */
function historyOf({ run }: RunStore): Epoch[] {
  return (JSON.parse(run!.checkpoint.metadata.progress) as { history: Epoch[] }).history;
}

function dataOf(samples: readonly Sample[]) {
  const indices = Array.from(samples.keys());
  const steps = Math.floor(samples.length / BATCH) || 1;
  return {
    steps,
    batch(epoch: number, step: number) {
      const [batch] = batches({ indices, batchSize: BATCH, seed: SEED, epoch, startStep: step });
      const { images: inputs, masks: targets } = toTensors(batch.map((i) => augment(samples[i], stream(SEED, 'augment', epoch, i))));
      return { inputs, targets };
    },
  };
}

async function predictions(net: LayersModel, samples: readonly Sample[]): Promise<Prediction[]> {
  const masks = await predictMasks(net, samples, { batchSize: BATCH });
  return samples.map(({ id, image, mask }, i) => {
    const { data, width, height } = maskOutline(image, mask!.data, masks[i]);
    const rgba = new Uint8ClampedArray(width * height * 4).fill(255);
    for (let pixel = 0; pixel < width * height; pixel++) rgba.set(data.subarray(pixel * 3, pixel * 3 + 3), pixel * 4);
    return { id, jaccard: jaccard(confusionCounts(mask!.data, masks[i])), picture: new ImageData(rgba, width, height) };
  });
}

/** The files of tfjs: `tf.loadLayersModel` reads them after `registerLayers()`. */
async function download(): Promise<void> {
  if (!model) throw new Error('There is no model yet.');
  await model.save(tf.io.withSaveHandler(async (artifacts) => {
    const { weightData, weightSpecs, ...topology } = artifacts;
    const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
    say({
      kind: 'files',
      files: [
        { name: 'model.json', data: new Blob([JSON.stringify({ ...topology, weightsManifest })], { type: 'application/json' }) },
        { name: 'weights.bin', data: new Blob([weightData as ArrayBuffer]) },
      ],
    });
    return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
  }));
}
