/** What a run leaves to look at: `metrics.json` for programs, `report.html` for people. */
import { join } from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { BackendReport } from 'tfjs-blocks/backends';
import { encodePng } from 'tfjs-blocks/data/node';
import {
  htmlReport, learningCurve, maskOutline, outlineColors, perImage, toSvg, type EpochFigures, type GallerySection,
} from 'tfjs-blocks/plots';
import { predictMasks, type EpochLog, type ImageScores, type MaskEvaluation } from 'tfjs-blocks/train';
import { writeFileAtomically } from 'tfjs-blocks/weights/node';
import type { Lesions } from './lesions';
import type { Settings } from './options';

/** Images shown of the best, the median and the worst. */
const shown = 4;

export interface Run {
  readonly out: string;
  readonly settings: Settings;
  readonly lesions: Lesions;
  readonly backend: BackendReport;
  /** Holds the weights of the best epoch. */
  readonly model: LayersModel;
  readonly history: readonly (EpochLog & EpochFigures)[];
  /** The best epoch, counted from 1. */
  readonly best: number;
  /** Of the best epoch, over the whole validation set. */
  readonly scores: MaskEvaluation;
}

export async function writeReport(run: Run): Promise<void> {
  await writeFileAtomically(join(run.out, 'metrics.json'), `${JSON.stringify(metrics(run), null, 2)}\n`);
  await writeFileAtomically(join(run.out, 'report.html'), await html(run));
}

function metrics({ settings, lesions, backend, history, best, scores }: Run) {
  const { training, validation, skipped } = lesions;
  const { loss: validationLoss, ...rest } = scores;
  return {
    task: 'binary lesion segmentation', synthetic: settings.data === null, settings, backend: backend.name,
    images: { training: training.length, validation: validation.length, skipped },
    best, validation: { loss: validationLoss, ...rest }, history,
  };
}

async function html({ settings, lesions, backend, model, history, best, scores }: Run): Promise<string> {
  const synthetic = settings.data === null;
  const { training, validation } = lesions;
  const kind = synthetic ? 'synthetic validation images' : 'validation images';
  const sorted = [...scores.images].sort((a, b) => b.jaccard - a.jaccard);
  const middle = Math.max(0, Math.floor((sorted.length - shown) / 2));
  const gallery = async (heading: string, images: ImageScores[]): Promise<GallerySection> => ({
    kind: 'gallery', heading,
    legend: [
      { label: 'truth', color: outlineColors.truth, weight: 'broad' },
      { label: 'prediction', color: outlineColors.prediction, weight: 'narrow' },
    ],
    items: await overlays(model, lesions, images),
  });
  const { thresholdJaccard } = scores;
  const failed = sorted.filter(({ jaccard }) => jaccard < 0.65).length;
  return htmlReport({
    title: 'Lesion segmentation with a U-Net',
    subtitle: `${training.length} ${synthetic ? 'synthetic ' : ''}images to train on, ${validation.length} held out, ${settings.size}×${settings.size} pixels, seed ${settings.seed}`,
    banner: synthetic ? 'Synthetic images: drawn by a seeded generator, with exact masks. They say nothing about real lesions.' : undefined,
    sections: [
      {
        kind: 'cards', heading: 'Validation', note: `Means over all ${validation.length} ${kind}, with the weights of epoch ${best}.`,
        cards: [
          { label: 'Jaccard', value: scores.jaccard.toFixed(3), detail: 'intersection over union' },
          { label: 'Dice', value: scores.dice.toFixed(3), detail: 'F1 score of the pixels' },
          { label: 'Threshold Jaccard', value: thresholdJaccard.toFixed(3), detail: `${failed} of ${validation.length} below .65 count as 0` },
          { label: 'Best epoch', value: best, detail: `of ${history.length}` },
        ],
      },
      {
        kind: 'figures', heading: 'Training and images',
        figures: [
          { svg: await toSvg(learningCurve(history, { best })), alt: `Loss and validation scores over ${history.length} epochs`, caption: 'Learning curve' },
          {
            svg: await toSvg(perImage(sorted.map(({ id, jaccard }) => ({ id, value: jaccard })))),
            alt: `Jaccard of each of the ${validation.length} ${kind}`, caption: `Jaccard by image, ${kind}`,
          },
        ],
      },
      await gallery('Best', sorted.slice(0, shown)),
      await gallery('Median', sorted.slice(middle, middle + shown)),
      await gallery('Worst', sorted.slice(-shown).reverse()),
      {
        kind: 'table', heading: 'Settings', caption: 'What the run was started with', columns: ['setting', 'value'],
        rows: [...Object.entries({ ...settings, data: settings.data ?? 'synthetic' }).map(([name, value]) => [name, `${value}`]), ['backend', backend.name]],
      },
    ],
    footer: 'Made by tfjs-blocks. Not a medical device; no clinical claim.',
  });
}

async function overlays(model: LayersModel, { validation }: Lesions, images: ImageScores[]) {
  const samples = images.map(({ id }) => validation.find((sample) => sample.id === id)!);
  const predictions = await predictMasks(model, samples);
  return Promise.all(images.map(async ({ id, jaccard, dice }, index) => {
    const { image, mask } = samples[index];
    const png = await encodePng(maskOutline(image, mask!.data, predictions[index]));
    return { id, jaccard, dice, src: `data:image/png;base64,${Buffer.from(png).toString('base64')}` };
  }));
}
