import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel, LayerVariable } from '@tensorflow/tfjs-layers';
import { brief } from '../shapes/check';
import { checkModel, checkNamed } from './loadNamed';
import { isWhole, type NamedArray } from './safetensorsHeader';

/**
 * Copies of a model's weights in host memory, by the name of layer and weight (`enc1_conv/kernel`). Where models within the model
 * have layers of equal names, the names of those models come first (`left/enc1_conv/kernel`). The copies stay what they are while
 * training goes on.
 *
 * @throws where two weights have one name, path and all
 */
export async function readWeights(model: LayersModel): Promise<Record<string, NamedArray>> {
  checkModel('readWeights', model);
  const weights: [string, NamedArray][] = [];
  for (const [name, weight] of namedWeights(model)) {
    const data = await weight.read().data<'float32'>();
    weights.push([name, { shape: weight.shape as number[], data: data.slice() }]);
  }
  return Object.fromEntries(weights);
}

/**
 * Sets a model's weights by name, as {@link readWeights} gives them.
 *
 * @throws where a weight is missing, left over or of another shape; the model is then unchanged
 */
export function writeWeights(model: LayersModel, weights: Record<string, NamedArray>): void {
  checkModel('writeWeights', model);
  checkNamed('writeWeights', 'weights', weights);
  const named = namedWeights(model);
  const unknown = Object.keys(weights).filter((name) => !named.has(name));
  if (unknown.length > 0) {
    throw new Error(`Invalid weights: the model has no ${brief(unknown.slice(0, 5).join(', '))}${unnamed([...unknown, ...named.keys()])}.`);
  }
  for (const [name, { shape }] of named) {
    const given = Object.hasOwn(weights, name) ? weights[name] : undefined;
    if (!given) throw new Error(`Invalid weights: expected ${brief(name)} [${shape}], received none of that name${unnamed([name])}.`);
    if (!isWhole(given) || String(given.shape) !== String(shape)) {
      const { shape: other, data } = given as Partial<NamedArray>;
      const received = `[${brief(String(other), 60)}] with ${data?.length} numbers`;
      throw new Error(`Invalid weights: expected ${brief(name)} [${shape}], received ${received}${unnamed([name])}.`);
    }
  }
  tf.tidy(() => {
    for (const [name, weight] of named) {
      const { data, shape } = weights[name];
      weight.write(tf.tensor(data, [...shape], 'float32'));
    }
  });
}

/** What to do where names are those that tfjs makes up, as `conv2d_Conv2D3`, with a number that counts on with every layer that is made. */
function unnamed(names: readonly string[]): string {
  if (!names.some((name) => /(^|\/)[a-z0-9_]+_[A-Z]\w*\d+\//.test(name))) return '';
  return '; layers without a name are numbered as they are made, so give the blocks names, or make the same layers in the same order';
}

/** A model's weights by their names, each once. */
export function namedWeights(model: LayersModel): Map<string, LayerVariable> {
  const all = [...new Set(model.weights)];
  const counts = new Map<string, number>();
  for (const { originalName } of all) counts.set(originalName, (counts.get(originalName) ?? 0) + 1);
  const paths = pathsOf(model, []);
  const named = new Map<string, LayerVariable>();
  for (const weight of all) {
    const name = counts.get(weight.originalName) === 1 ? weight.originalName : paths.get(weight) ?? weight.originalName;
    if (named.has(name)) throw new Error(`Invalid model: expected weights of different names, received two of the name ${brief(name)}.`);
    named.set(name, weight);
  }
  return named;
}

/** The names of the models and the layer that a weight is in, and its own. */
function pathsOf(model: LayersModel, path: readonly string[]): Map<LayerVariable, string> {
  return new Map(model.layers.flatMap((layer) => {
    const inside = [...path, layer.name];
    if ((layer as Partial<LayersModel>).layers) return [...pathsOf(layer as unknown as LayersModel, inside)];
    const own = (name: string) => (name.startsWith(`${layer.name}/`) ? name.slice(layer.name.length + 1) : name);
    return layer.weights.map((weight) => [weight, [...inside, own(weight.originalName)].join('/')] as const);
  }));
}
