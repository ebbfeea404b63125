/** Layers whose randomness depends on the training step, so that a resumed run draws what an unbroken one would. */
import type { LayersModel, layers } from '@tensorflow/tfjs-layers';

/** A layer that is told which step comes. */
export interface Stepwise {
  /** Told before each training step; `step` counts from 0 since the start of the run. */
  atStep(step: number): void;
}

/** Tells every such layer of a model, and of models within it, which step comes. `train` does it before each step. */
export function setStep(model: LayersModel, step: number): void {
  for (const layer of model.layers as (layers.Layer & Partial<Stepwise & LayersModel>)[]) {
    layer.atStep?.(step);
    if (layer.layers) setStep(layer as LayersModel, step);
  }
}
