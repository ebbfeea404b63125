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
import { expectClose, expectFinite, largest, normal, numbers, valuesOf } from './numeric';

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
      const { byInput, byWeight } = gradientsOf(built, data(), true);
      for (const [i, weight] of built.trainableWeights.entries()) {
        expect(await largest(byWeight[i]!), weight.originalName).toBeGreaterThan(0);
      }
      expect(await largest(byInput[0]!)).toBeGreaterThan(0);
    });

    it('has the gradient that finite differences have', async () => {
      const built = build();
      const x = data();
      moveAverages(built, x);
      const places = [...x, ...built.trainableWeights.map((weight) => weight.read())];
      const at = await Promise.all(places.map(valuesOf));
      const directions = at.map((values, i) => {
        const scale = scaleOf(values);
        return numbers(values.length, 200 + i).map((value) => value * scale);
      });
      const { byInput, byWeight } = gradientsOf(built, x, false);
      const slopes = (await Promise.all([...byInput, ...byWeight].map(async (gradient, i) =>
        (gradient ? (await valuesOf(gradient)).map((value, j) => value * directions[i][j]) : [])))).flat();
      const valueAt = (step: number) => valueOf(built, places.map(({ shape }, i) =>
        tf.tensor(at[i].map((value, j) => value + step * directions[i][j]), shape)));
      const away = async (step: number) => Math.abs(sum(slopes) - (await valueAt(step) - await valueAt(-step)) / (2 * step));
      const most = 0.02 * Math.hypot(...slopes);
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
        tf.tidy(() => void gradientsOf(built, x, true));
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

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);

/** Root of the mean square, or 1 where all is 0. */
const scaleOf = (values: number[]) => Math.sqrt(sum(values.map((value) => value ** 2)) / values.length) || 1;

/** Of `objective`, by the inputs and by the weights; undefined where it does not depend on them, as on an input of which only the shape counts. */
function gradientsOf(built: LayersModel, x: Tensor[], training: boolean) {
  const inputs = x.map((value) => tf.variable(value));
  const { grads } = tf.variableGrads(() => objective(built, inputs, training));
  tf.dispose(inputs);
  const of = ({ name }: { name: string }): Tensor | undefined => grads[name];
  return { byInput: inputs.map(of), byWeight: built.trainableWeights.map(of) };
}

/** The objective of a call at rest, of inputs and trainable weights. */
async function valueOf(built: LayersModel, values: Tensor[]): Promise<number> {
  const weights = built.trainableWeights;
  const x = values.slice(0, values.length - weights.length);
  weights.forEach((weight, i) => weight.write(values[x.length + i]));
  const y = await valuesOf(callOf(built, x, false));
  return sum(numbers(y.length, 99).map((value, i) => value * y[i]));
}

/** At rest nothing is drawn. */
function callOf(built: LayersModel, x: Tensor[], training: boolean): Tensor {
  return built.apply(x.length === 1 ? x[0] : x, { training }) as Tensor;
}

/** Σ w·y of a call, with fixed random w. */
function objective(built: LayersModel, x: Tensor[], training: boolean): tf.Scalar {
  const y = callOf(built, x, training);
  return tf.sum(tf.mul(y, normal(y.shape, 99)));
}

/** So that they are not at their start. */
function moveAverages(built: LayersModel, x: Tensor[]): void {
  tf.dispose(tf.tidy(() => callOf(built, x, true)));
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
