/**
 * The same nets on the WASM backend of @jax-js/jax: each layer of a tfjs model as a function of jax-js, images
 * [B, C, H, W]. Operations run one by one and only Adam's update is compiled: compiled as a whole (`jit`) a step takes
 * many times longer. The moving statistics of batch normalization are left out, which spares jax-js a little work.
 */
import { blockUntilReady, defaultDevice, init, jit, lax, nn, numpy as np, valueAndGrad } from '@jax-js/jax';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { Net } from './nets';
import { LEARNING_RATE, type Start, type Training } from './training';

type Layer = LayersModel['layers'][number];
type Pair = [number, number];

/** jax-js counts references: a function uses up its arguments, and `x.ref` is one use more. */
type Apply = (inputs: np.Array[], weights: np.Array[], layer: Layer) => np.Array;

const apply: Record<string, Apply> = {
  Conv2D: ([x], [kernel, bias], layer) => withBias(lax.conv(x, kernel, pair(layer, 'strides'), 'SAME'), bias),
  Conv2DTranspose: ([x], [kernel, bias], layer) =>
    withBias(lax.convTranspose(x, kernel, pair(layer, 'strides'), 'SAME', { transposeKernel: true }), bias),
  BatchNormalization: ([x], [scale, offset], layer) => batchNorm(x, scale, offset, layer.getConfig().epsilon as number),
  Activation: ([x]) => nn.relu(x),
  MaxPooling2D: ([x], _weights, layer) => maxPool(x, pair(layer, 'poolSize'), pair(layer, 'strides')),
  Add: ([x, y]) => np.add(x, y),
  Concatenate: (inputs) => np.concatenate(inputs, 1),
  GlobalAveragePooling2D: ([x]) => np.mean(x, [2, 3]),
  Dense: ([x], [kernel, bias]) => np.add(np.matmul(x, kernel), bias),
};

function pair(layer: Layer, name: string): Pair {
  return layer.getConfig()[name] as Pair;
}

function withBias(x: np.Array, bias?: np.Array): np.Array {
  return bias ? np.add(x, np.reshape(bias, [1, -1, 1, 1])) : x;
}

function batchNorm(x: np.Array, scale: np.Array, offset: np.Array, epsilon: number): np.Array {
  const centred = x.ref.sub(np.mean(x, [0, 2, 3], { keepdims: true }));
  const variance = np.mean(np.square(centred.ref), [0, 2, 3], { keepdims: true });
  const scaled = centred.div(np.sqrt(variance.add(epsilon))).mul(np.reshape(scale, [1, -1, 1, 1]));
  return withBias(scaled, offset);
}

/** 'same', after ReLU: the zeros of the padding leave the largest as it is, and receive what no gradient passes on. */
function maxPool(x: np.Array, window: Pair, strides: Pair): np.Array {
  const missing = [2, 3].map((axis, i) => Math.max(0, window[i] - (x.shape[axis] % strides[i] || strides[i])));
  const [rows, columns] = missing.map((count): Pair => [Math.floor(count / 2), Math.ceil(count / 2)]);
  const isWhole = missing.every((count) => count === 0);
  const framed = isWhole ? x : np.pad(x, [[0, 0], [0, 0], rows, columns]);
  return lax.reduceWindow(framed, (y) => np.max(y), window, strides);
}

/** Axes of jax-js's weights of convolutions among those of tfjs, and back. */
const THERE = [3, 2, 0, 1];
const BACK = [2, 3, 1, 0];

/** What `weights` of `model` make of `images`, both used up. */
function logits(model: LayersModel, weights: np.Array[], images: np.Array): np.Array {
  const values = new Map([[model.inputs[0].id, images]]);
  let next = 0;
  for (const layer of model.layers) {
    const of = apply[layer.getClassName()];
    if (!of) continue; // The input.
    const inputs = [layer.input].flat().map(({ id }) => (values.get(id) as np.Array).ref);
    const own = weights.slice(next, next += layer.trainableWeights.length);
    values.set((layer.output as SymbolicTensor).id, of(inputs, own, layer));
  }
  const output = (values.get(model.outputs[0].id) as np.Array).ref;
  values.forEach((value) => value.dispose());
  return output;
}

/** Mean over images, or pixels: from one-hot targets [B, classes], or masks [B, 1, H, W]. */
function lossOf(z: np.Array, targets: np.Array): np.Array {
  if (z.ndim === 2) return np.mean(np.sum(nn.logSoftmax(z, -1).mul(targets), -1)).neg();
  return np.mean(nn.softplus(z.ref).sub(z.mul(targets)));
}

/** Adam for one weight: w, m and v after the step. `rate` and `epsilon` hold the corrections of the bias. */
const adam = jit((w: np.Array, g: np.Array, m: np.Array, v: np.Array, rate: np.Array, epsilon: np.Array) => {
  const mean = m.mul(0.9).add(g.ref.mul(0.1));
  const square = v.mul(0.999).add(np.square(g).mul(0.001));
  return [w.sub(mean.ref.mul(rate).div(np.sqrt(square.ref).add(epsilon))), mean, square];
});

export async function jaxTraining(net: Net, start: Start): Promise<Training> {
  await init('wasm');
  defaultDevice('wasm');
  const model = net.build();
  const { batch, options: { size, classes } } = net;
  const isMask = model.outputShape.length === 4;
  const images = np.transpose(np.array(start.images).reshape([batch, size, size, 3]), [0, 3, 1, 2]);
  const targets = np.array(start.targets).reshape(isMask ? [batch, classes, size, size] : [batch, classes]);
  let weights = weightsOf(model, start);
  let m = weights.map((w) => np.zerosLike(w.ref));
  let v = weights.map((w) => np.zerosLike(w.ref));
  let steps = 0;
  const differentiate = valueAndGrad((ws: np.Array[], x: np.Array, t: np.Array) => lossOf(logits(model, ws, x), t));
  const references = (arrays: np.Array[]) => arrays.map((array) => array.ref);
  const gradientsNow = () => differentiate(references(weights), images.ref, targets.ref);
  return {
    prepare() {},
    async step() {
      const [loss, gradients] = gradientsNow();
      const correction = Math.sqrt(1 - 0.999 ** ++steps);
      const rate = np.array((LEARNING_RATE * correction) / (1 - 0.9 ** steps));
      const epsilon = np.array(1e-8 * correction);
      const updated = weights.map((w, i) => adam(w, gradients[i], m[i], v[i], rate.ref, epsilon.ref));
      [weights, m, v] = [0, 1, 2].map((part) => updated.map((parts) => parts[part]));
      await blockUntilReady([loss, ...weights, ...m, ...v]);
      [loss, rate, epsilon].forEach((array) => array.dispose());
    },
    async gradients() {
      const [loss, gradients] = gradientsNow();
      const there = gradients.map((g) => (g.ndim === 4 ? np.transpose(g, BACK) : g));
      const values = await Promise.all(there.map((g) => g.data()));
      return { loss: (await loss.data())[0], values: values as Float32Array[] };
    },
  };
}

/** The trainable ones of `start.weights`, which are in the order of `model.weights`. */
function weightsOf(model: LayersModel, start: Start): np.Array[] {
  return model.trainableWeights.map((weight) => {
    const { shape } = weight;
    const tensor = np.array(start.weights[model.weights.indexOf(weight)]).reshape(shape as number[]);
    return shape.length === 4 ? np.transpose(tensor, THERE) : tensor;
  });
}
