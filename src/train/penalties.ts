import type * as tf from '@tensorflow/tfjs-core';
import type { LayersModel, layers } from '@tensorflow/tfjs-layers';

/** The penalty of one regularizer, at the weights as they are. */
export type Penalty = () => tf.Scalar;

/**
 * The penalties of all regularizers of weights in a model, each once, however often its layer is shared: those of models within the
 * model, of wrapped layers and of the cells of recurrent ones, too. (tfjs's `fit` counts a shared layer several times, and no cell.)
 */
export function penaltiesOf(model: LayersModel): Penalty[] {
  const penalties = new Set<Penalty>();
  for (const layer of layersOf(model)) for (const penalty of layer.losses as Penalty[] ?? []) penalties.add(penalty);
  return [...penalties];
}

/** What tfjs's types hide of layers that hold others: models, wrappers, both directions of a recurrent layer, its cells. */
interface Holder {
  readonly layer?: layers.Layer;
  readonly forwardLayer?: layers.Layer;
  readonly backwardLayer?: layers.Layer;
  readonly cell?: layers.Layer;
  readonly cells?: layers.Layer[];
  readonly layers?: layers.Layer[];
}

function layersOf(layer: layers.Layer): layers.Layer[] {
  const holder = layer as layers.Layer & Holder;
  const held = [holder.layer, holder.forwardLayer, holder.backwardLayer, holder.cell, ...holder.layers ?? [], ...holder.cells ?? []];
  return [layer, ...held.filter((inner) => inner !== undefined).flatMap(layersOf)];
}
