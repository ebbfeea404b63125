/** Trains in a Web Worker, so that the page stays free: it hears of steps, epochs and predictions. */
import '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-backend-webgpu';
import plain from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.wasm?url';
import simd from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-simd.wasm?url';
import threaded from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.wasm?url';
import * as tf from '@tensorflow/tfjs-core';
import { model as layersModel, type LayersModel } from '@tensorflow/tfjs-layers';
import { get, set } from 'idb-keyval';
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
import { adam, evaluateMasks, predictMasks, train, type CheckpointStore } from 'tfjs-blocks/train';
import type { Safetensors } from 'tfjs-blocks/weights';
import { type Chosen, samplesOf } from './images';
import type { Answer, Epoch, Prediction, Request, Settings } from './messages';

const BATCH = 4;
const SEED = 7;
const SHOWN = 6;
const CHECKPOINT = 'tfjs-blocks playground';

const wasmPaths = {
  'tfjs-backend-wasm.wasm': plain,
  'tfjs-backend-wasm-simd.wasm': simd,
  'tfjs-backend-wasm-threaded-simd.wasm': threaded,
};
const norms = { batch: { kind: 'batch', momentum: 0.9 }, group: { kind: 'group', groups: 4 }, none: 'none' } as const;
const loss = sumLosses([binaryCrossEntropy(), dice()]);
const augment = compose([flip(), turn90(), affine(), brightnessContrast()]);

/** Kept by the browser, so that a run goes on after the page was closed. */
const checkpoint: CheckpointStore = {
  read: async () => await get<Safetensors>(CHECKPOINT) ?? null,
  write: (run) => set(CHECKPOINT, run),
};

let model: LayersModel | undefined;
let running = new AbortController();

const say = (answer: Answer) => postMessage(answer);
const fail = (error: Error) => say({ kind: 'failed', message: error.message });

onmessage = ({ data }: MessageEvent<Request>) => {
  if (data.kind === 'stop') running.abort();
  else if (data.kind === 'download') download().catch(fail);
  else run(data.settings, data.files, data.resume).catch(fail);
};

checkpoint.read().then((saved) => {
  if (saved) say({ kind: 'resumable', epochs: (JSON.parse(saved.metadata.progress) as { epoch: number }).epoch });
}, fail);

async function run(settings: Settings, files: readonly File[], resume: boolean): Promise<void> {
  running = new AbortController();
  const { size, depth, filters, norm, activation, epochs, learningRate } = settings;
  const report = await useBackend(settings.backend, { wasmPaths, threads: Math.min(navigator.hardwareConcurrency, 4) });
  const { samples, skipped }: Chosen = files.length > 0
    ? await samplesOf(files, size)
    : { samples: syntheticDermoscopy({ count: 48, size, seed: SEED }), skipped: [] };
  if (samples.length < 4) throw new Error(`Expected at least 4 images with masks, received ${samples.length}.`);
  const split = holdOut({ n: samples.length, fraction: 0.25, seed: SEED });
  const [training, validation] = [split.train, split.validation].map((part) => Array.from(part, (i) => samples[i]));
  say({ kind: 'started', report, training: training.length, validation: validation.length, skipped });

  model?.dispose();
  const image = input([size, size, 3]);
  const net = layersModel({ inputs: image, outputs: unet({ depth, filters, norm: norms[norm], activation, seed: SEED })(image) });
  model = net;
  const optimizer = adam({ learningRate, weightDecay: 1e-4 });
  const { stopped } = await train(net, {
    data: dataOf(training),
    loss, optimizer, epochs, checkpoint, resume,
    signal: running.signal,
    evaluate: async () => {
      const { images: _, ...figures } = await evaluateMasks(net, validation, loss, { batchSize: BATCH });
      return { validationLoss: figures.loss, jaccard: figures.jaccard, dice: figures.dice, thresholdJaccard: figures.thresholdJaccard };
    },
    settings,
    onStep: ({ epoch, step, steps, loss }) => say({ kind: 'step', epoch, step, steps, loss }),
    onEpoch: async () => {
      const pictures = await predictions(net, validation.slice(0, SHOWN));
      say({ kind: 'epoch', history: await historyOf(), predictions: pictures });
    },
  });
  optimizer.dispose();
  say({ kind: 'ended', stopped });
}

/** The epochs so far, those before an interruption included. */
async function historyOf(): Promise<Epoch[]> {
  const saved = await checkpoint.read();
  return (JSON.parse(saved!.metadata.progress) as { history: Epoch[] }).history;
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
