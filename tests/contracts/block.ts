/**
 * What every block and model satisfies, on every backend:
 *
 * - the shape it declares is the shape it has when it runs;
 * - applied twice in one model, it shares its weights;
 * - its config and weights survive saving, and it predicts the same when it is loaded, by plain tfjs where it says so;
 * - the gradient reaches every weight and the input;
 * - one seed gives one set of weights, another seed another, and no two layers start alike;
 * - nothing of a prediction or a gradient stays in memory.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { layers, loadLayersModel, model } from '@tensorflow/tfjs-layers';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { input } from 'tfjs-blocks/blocks';
import type { Dim } from 'tfjs-blocks/shapes';
import { onEveryDevice } from './devices';
import { expectClose, expectFinite, largest, normal, valuesOf } from './numeric';

export interface BlockContract {
  /** Shapes of the inputs, without the batch. */
  inputs: number[][];
  /** The block under a seed, a function of the inputs. */
  block: (seed: number) => (...x: SymbolicTensor[]) => SymbolicTensor;
  /** Shape of the result, with the batch. */
  output: readonly Dim[];
  /** Class names that plain tfjs does not load; default none. */
  ownClasses?: string[];
}

export function blockContract(title: string, { inputs, block, output, ownClasses = [] }: BlockContract): void {
  const build = (seed = 1): LayersModel => {
    const x = inputs.map((shape) => input(shape));
    return model({ inputs: x, outputs: block(seed)(...x) });
  };
  const data = () => inputs.map((shape, index) => normal([2, ...shape], 10 + index));

  onEveryDevice(title, () => {
    it('has the shape it declares', () => {
      const built = build();
      expect(built.outputs[0].shape).toEqual(output);
      const y = built.predict(data()) as Tensor;
      expect(y.shape).toEqual([2, ...output.slice(1)]);
      expectFinite(y);
    });

    it('shares its weights where it is applied twice in one model', () => {
      const [first, second] = [0, 1].map(() => inputs.map((shape) => input(shape)));
      const apply = block(1);
      const twice = model({ inputs: [...first, ...second], outputs: [apply(...first), apply(...second)] });
      expect(twice.weights.map(({ originalName }) => originalName)).toEqual(build().weights.map(({ originalName }) => originalName));
      const [one, two] = twice.predict([...data(), ...data()]) as Tensor[];
      expectClose(two, one, 0);
    });

    it('predicts the same after saving and loading', async () => {
      const built = build();
      moveAverages(built, data());
      const loaded = await saveAndLoad(built);
      const expected = built.predict(data()) as Tensor;
      expectClose(loaded.predict(data()) as Tensor, expected, 1e-6 * Math.max(1, await largest(expected)));
      expect(loaded.layers.map((layer) => layer.name)).toEqual(built.layers.map((layer) => layer.name));
      const config = (layer: layers.Layer) => layer.getConfig();
      built.layers.forEach((layer, i) => expect(config(loaded.layers[i])).toMatchObject(withoutWeightsOfOrigin(config(layer))));
    });

    it(`loads in plain tfjs${ownClasses.length ? ` but for ${ownClasses}` : ''}`, async () => {
      const built = build();
      const ours = built.layers.filter((layer) => ownClasses.includes(layer.getClassName()));
      expect(new Set(ours.map((layer) => layer.getClassName()))).toEqual(new Set(ownClasses));
      const loaded = await saveAndLoad(built);
      const stock = new Set(stockLayers().map((layer) => layer.constructor));
      const foreign = loaded.layers.filter((layer) => !stock.has(layer.constructor)).map((layer) => layer.getClassName());
      expect(new Set(foreign)).toEqual(new Set(ownClasses));
    });

    it('sends the gradient to every weight and to the input', async () => {
      const built = build();
      const { grads } = train(built, data());
      for (const weight of built.trainableWeights) {
        expect(await largest(grads[weight.name]), weight.originalName).toBeGreaterThan(0);
      }
      const gradient = tf.grad((x) => objective(built, [x, ...data().slice(1)]))(data()[0]);
      expect(await largest(gradient)).toBeGreaterThan(0);
    });

    it('has the gradient that finite differences have', async () => {
      const built = build();
      const x = data();
      moveAverages(built, x);
      const places = [...x, ...built.trainableWeights.map((weight) => weight.read())];
      const grads = gradientsOf(built, x);
      const directions = places.map((place, i) => tf.tidy(() => tf.mul(normal(place.shape, 200 + i), scaleOf(place))));
      const [slope] = await valuesOf(tf.addN(grads.map((gradient, i) => dotOf(gradient, directions[i]))));
      const [square] = await valuesOf(tf.addN(grads.map((gradient, i) => dotOf(tf.square(gradient), tf.square(directions[i])))));
      const away = async (step: number) => {
        const [above, below] = [step, -step].map((way) => valueAlong(built, x, directions, way));
        const difference = (await valuesOf(above))[0] - (await valuesOf(below))[0];
        return Math.abs(slope - difference / (2 * step));
      };
      const most = 0.02 * Math.sqrt(square);
      const first = await away(STEPS[0]);
      expect(first <= most ? first : await away(STEPS[1])).toBeLessThanOrEqual(most);
    });

    it('starts from its seed', async () => {
      const kernels = (seed: number) => Promise.all(build(seed).weights
        .filter((weight) => /kernel$/.test(weight.originalName)).map((weight) => valuesOf(weight.read())));
      const [first, again, other] = await Promise.all([kernels(1), kernels(1), kernels(2)]);
      expect(again).toEqual(first);
      first.forEach((kernel, i) => expect(other[i]).not.toEqual(kernel));
      expect(new Set(first.map((kernel) => kernel.slice(0, 9).join())).size).toBe(first.length);
    });

    it('leaves no tensor behind', () => {
      const [built, x] = [build(), data()];
      const step = () => {
        tf.dispose(built.predict(x));
        tf.dispose(train(built, x));
      };
      step();
      const before = tf.memory().numTensors;
      step();
      expect(tf.memory().numTensors).toBe(before);
    });
  });
}

/** How far weights go in finite differences, relative to their size. A unit that changes sides on one way spoils it: then the other. */
const STEPS = [1e-3, 1e-4];

/** Σ w·y of a call at rest, where nothing is drawn, with fixed random w. */
function valueAtRest(built: LayersModel, x: Tensor[]): tf.Scalar {
  const y = built.apply(x.length === 1 ? x[0] : x) as Tensor;
  return tf.sum(tf.mul(y, normal(y.shape, 99)));
}

/** By the inputs, zero for one of which only the shape counts, and by the weights. */
function gradientsOf(built: LayersModel, x: Tensor[]): Tensor[] {
  const byInput = tf.grads((...inputs: Tensor[]) =>
    inputs.reduce<Tensor>((sum, input) => tf.add(sum, tf.mul(tf.sum(input), 0)), valueAtRest(built, inputs)))(x);
  const weights = built.trainableWeights;
  if (weights.length === 0) return byInput;
  const { grads } = tf.variableGrads(() => valueAtRest(built, x));
  return [...byInput, ...weights.map((weight) => grads[weight.name])];
}

function valueAlong(built: LayersModel, x: Tensor[], directions: Tensor[], step: number): tf.Scalar {
  const moved = (place: Tensor, i: number) => tf.add(place, tf.mul(directions[i], step));
  const before = built.trainableWeights.map((weight) => weight.read().clone());
  built.trainableWeights.forEach((weight, i) => weight.write(moved(before[i], x.length + i)));
  const value = valueAtRest(built, x.map(moved));
  built.trainableWeights.forEach((weight, i) => weight.write(before[i]));
  return value;
}

/** Root of the mean square, or 1 where all is 0. */
function scaleOf(x: Tensor): Tensor {
  const size = tf.sqrt(tf.mean(tf.square(x)));
  return tf.where(tf.greater(size, 0), size, tf.onesLike(size));
}

const dotOf = (a: Tensor, b: Tensor) => tf.sum(tf.mul(a, b));

/** Σ w·y of a training call, with fixed random w. */
function objective(built: LayersModel, x: Tensor[]): tf.Scalar {
  const y = built.apply(x.length === 1 ? x[0] : x, { training: true }) as Tensor;
  return tf.sum(tf.mul(y, normal(y.shape, 99)));
}

/** So that they are not at their start. */
function moveAverages(built: LayersModel, x: Tensor[]): void {
  tf.dispose(tf.tidy(() => objective(built, x)));
}

function train(built: LayersModel, x: Tensor[]) {
  if (built.trainableWeights.length === 0) return { value: tf.tidy(() => objective(built, x)), grads: {} };
  return tf.variableGrads(() => objective(built, x));
}

async function saveAndLoad(built: LayersModel): Promise<LayersModel> {
  let saved: tf.io.ModelArtifacts | undefined;
  await built.save(tf.io.withSaveHandler(async (artifacts) => {
    saved = JSON.parse(JSON.stringify({ ...artifacts, weightData: undefined }));
    saved!.weightData = artifacts.weightData;
    return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
  }));
  return loadLayersModel(tf.io.fromMemory(saved!));
}

/** Initial values are not saved: the weights are. */
function withoutWeightsOfOrigin(config: tf.serialization.ConfigDict): tf.serialization.ConfigDict {
  return Object.fromEntries(Object.entries(config).filter(([key]) => !key.endsWith('Initializer')));
}

function stockLayers(): layers.Layer[] {
  return [
    layers.activation({ activation: 'relu' }),
    layers.add(),
    layers.average(),
    layers.averagePooling2d({}),
    layers.batchNormalization({}),
    layers.concatenate({}),
    layers.conv2d({ filters: 1, kernelSize: 1 }),
    layers.conv2dTranspose({ filters: 1, kernelSize: 1 }),
    layers.cropping2D({ cropping: [[1, 0], [1, 0]] }),
    layers.dense({ units: 1 }),
    layers.depthwiseConv2d({ kernelSize: 1 }),
    layers.dropout({ rate: 0.1 }),
    layers.flatten(),
    layers.globalAveragePooling2d({}),
    layers.globalMaxPooling2d({}),
    layers.inputLayer({ inputShape: [1] }),
    layers.layerNormalization({}),
    layers.leakyReLU(),
    layers.maxPooling2d({}),
    layers.multiply(),
    layers.prelu(),
    layers.reshape({ targetShape: [1] }),
    layers.rescaling({ scale: 1 }),
    layers.upSampling2d({}),
    layers.zeroPadding2d({}),
  ];
}
