/** Steps that look at one pixel at a time: a run of them changes one copy of the image in place. */
import { hueTurn, saturate, saturationWeights, shuffle, turnHue } from './mix';
import type { Raster } from './sample';
import type { MixStep, Step, TableStep } from './steps';
import { histogramsOf, isTableStep, lookUp, tablesOf } from './tables';
import { pixelsInWasm, type Pixels } from './wasm/recolor';

/** Steps that may as well follow a later geometric step. */
export type PointStep = TableStep | MixStep;

export function isPointStep(step: Step): step is PointStep {
  return isTableStep(step) || step.kind === 'saturation' || step.kind === 'hue' || step.kind === 'grayscale'
    || step.kind === 'channelShuffle';
}

/** A new image; tables that follow each other are one. */
export function applyPointSteps(image: Raster, steps: readonly PointStep[]): Raster {
  if (steps.length === 0) return image;
  const pixels = pixelsInWasm(image) ?? pixelsOf(image), { channels } = image;
  let run: TableStep[] = [];
  const flush = () => {
    if (run.length > 0) pixels.lookUp(tablesOf(run, channels, () => pixels.histograms()));
    run = [];
  };
  for (const step of steps) {
    if (isTableStep(step)) {
      run.push(step);
      continue;
    }
    flush();
    mix(pixels, step, channels);
  }
  flush();
  return { ...image, data: pixels.result() };
}

function pixelsOf(image: Raster): Pixels {
  const data = image.data.slice();
  return {
    data,
    result: () => data,
    histograms: () => histogramsOf(data, image.channels),
    lookUp: (tables) => lookUp(data, tables),
    saturate: (weights) => saturate(data, weights),
    turnHue: (turn) => turnHue(data, turn),
  };
}

/** Images of one channel stay as they are; of others than those that a step takes see `checkChannels`. */
function mix(pixels: Pixels, step: MixStep, channels: number): void {
  if (step.kind === 'channelShuffle') {
    if (step.order.length === channels) shuffle(pixels.data, step.order);
  } else if (channels === 3) {
    if (step.kind === 'hue') pixels.turnHue(hueTurn(step.degrees));
    else pixels.saturate(saturationWeights(step.kind === 'saturation' ? step.factor : 0));
  }
}
