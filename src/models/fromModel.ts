/**
 * Any tfjs LayersModel as a backbone: its graph up to the layers where it is cut, copied with its weights, so that the model
 * itself stays as it is. A frozen copy stays as it is, too: batch normalisation is replaced by ours, whose moving averages do
 * not move where `trainable` is false, as those of tfjs's own layer do.
 */
import type { serialization } from '@tensorflow/tfjs-core';
import type { layers, LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { batchNormalization, type BatchNormalizationOptions } from '../layers/batchNormalization';
import { invalid } from '../shapes/check';
import { backbone, type FeatureMap } from './backbone';

/** Options of {@link backboneOf}. */
export interface BackboneOfOptions {
  /** Whether training changes the copied weights; default false. Layers have a `trainable` of their own to change it later. */
  trainable?: boolean;
  /** What the names of the copied layers begin with; default the model's name. */
  name?: string;
}

/**
 * A backbone [B, H, W, C] → the outputs of the layers of these names, from the finest to the coarsest.
 *
 * The image is preprocessed as the model wants it, and may have another size than it was trained with.
 *
 * Layers: those of the model as `${name}_${layer.name}`, copied when the backbone is first applied; a layer called as one of
 * `classifier` would be (`pool`, `flatten`, `logits`, …) as `${name}_copy_${layer.name}`.
 *
 * @param cuts names of layers whose results are images
 * @throws where the model has not one input of known height and width, a layer is missing or applied more than once, or a result
 * is larger than the one before
 * @example
 * const features = backboneOf(await tf.loadLayersModel(url), ['conv_pw_5_relu', 'conv_pw_11_relu', 'conv_pw_13_relu']);
 * const x = input([224, 224, 3]);
 * const model = tf.model({ inputs: x, outputs: classifier({ backbone: features, classes: 2 })(x) });
 */
export function backboneOf(model: LayersModel, cuts: readonly string[], options: BackboneOfOptions = {}) {
  if (!Array.isArray((model as LayersModel | undefined)?.layers)) throw invalid('model', 'backboneOf', 'a LayersModel', model);
  if (!(Array.isArray as (value: unknown) => boolean)(cuts) || cuts.length === 0) {
    throw invalid('cuts', 'backboneOf', 'the names of one layer or more', cuts);
  }
  const { trainable = false, name = model.name } = options;
  const outputs = cuts.map((cut, i) => outputOf(model, cut, i));
  const copies = new Map<layers.Layer, layers.Layer>();

  /** The layer's result on other inputs, by its copy. */
  function applyCopy(layer: layers.Layer, inputs: SymbolicTensor[], callArgs: object | undefined, prefix: string) {
    const known = copies.get(layer);
    const copy = known ?? copyOf(layer, `${prefix}_${ofHead.test(layer.name) ? 'copy_' : ''}${layer.name}`);
    const result = copy.apply(inputs.length === 1 ? inputs[0] : inputs, callArgs as never) as SymbolicTensor | SymbolicTensor[];
    if (!known) {
      copyWeights(layer, copy);
      copy.trainable = trainable;
      copies.set(layer, copy);
    }
    return [result].flat();
  }

  /** Leads `tensor` back to what is known, and computes it from there. Models within the model are laid open. */
  function rebuild(tensor: SymbolicTensor, known: Map<number, SymbolicTensor>, prefix: string): SymbolicTensor {
    const done = known.get(tensor.id);
    if (done) return done;
    const layer = tensor.sourceLayer;
    const node = layer.inboundNodes[tensor.nodeIndex];
    const inputs = node.inputTensors.map((input) => rebuild(input, known, prefix));
    const result = isModel(layer)
      ? rebuild(layer.outputs[tensor.tensorIndex], new Map(layer.inputs.map((input, i) => [input.id, inputs[i]])), `${prefix}_${layer.name}`)
      : applyCopy(layer, inputs, node.callArgs, prefix)[tensor.tensorIndex];
    known.set(tensor.id, result);
    return result;
  }

  const apply = (x: FeatureMap): readonly FeatureMap[] => {
    const known = new Map([[model.inputs[0].id, x as SymbolicTensor]]);
    return outputs.map((output) => rebuild(output, known, name) as FeatureMap);
  };
  return backbone(apply, { prefix: name, strides: stridesOf(model, outputs) });
}

function outputOf(model: LayersModel, cut: string, index: number): SymbolicTensor {
  const layer = model.layers.find((candidate) => candidate.name === cut);
  const { containerNodes } = model as unknown as { containerNodes: ReadonlySet<string> };
  const nodes = (layer?.inboundNodes ?? []).filter((_, i) => containerNodes.has(`${cut}_ib-${i}`));
  const [output, ...others] = nodes.flatMap((node) => node.outputTensors);
  if (output && others.length === 0 && output.shape.length === 4) return output;
  throw invalid(`cuts[${index}]`, 'backboneOf', `the name of a layer of ${model.name} with one result [B, H, W, C]`, cut);
}

/** The power of 2 nearest to how many times smaller each result is; without padding it is not exact. */
function stridesOf(model: LayersModel, outputs: readonly SymbolicTensor[]): number[] {
  const [height, width] = model.inputs[0].shape.slice(1);
  if (model.inputs.length > 1 || !height || !width) {
    throw invalid('model', 'backboneOf', 'one input of known height and width', model.inputs.map(({ shape }) => shape));
  }
  const strides = outputs.map(({ shape }) => 2 ** Math.round(Math.log2(height / (shape[1] as number))));
  if (strides.some((stride, i) => stride < strides[i - 1])) {
    throw invalid('cuts', 'backboneOf', 'layers from the finest to the coarsest result', strides);
  }
  return strides;
}

/** Names of layers that `classifier` adds to those of the backbone. */
const ofHead = /^(pool|flatten|logits|hidden\d+|dropout\d+)$/;

function isModel(layer: layers.Layer): layer is LayersModel {
  return 'layers' in layer;
}

/** Of the same class and config, but for batch normalisation. */
function copyOf(layer: layers.Layer, name: string): layers.Layer {
  const config = { ...layer.getConfig(), name };
  if (layer.getClassName() !== 'BatchNormalization') {
    const own = layer.constructor as LayerClass;
    return own.fromConfig(own, config) as layers.Layer;
  }
  const { axis, ...options } = config as unknown as BatchNormalizationOptions & { axis: number };
  const last = layer.inboundNodes[0].inputTensors[0].shape.length - 1;
  if (axis === -1 || axis === last) return batchNormalization(options);
  throw invalid('model', 'backboneOf', 'batch normalisation over the last axis', axis);
}

type LayerClass = serialization.SerializableConstructor<serialization.Serializable> & {
  fromConfig: serialization.FromConfigMethod<serialization.Serializable>;
};

/** By the last part of their names. */
function copyWeights(from: layers.Layer, to: layers.Layer): void {
  const part = ({ originalName }: { originalName: string }) => originalName.slice(originalName.lastIndexOf('/') + 1);
  for (const weight of to.weights) {
    const source = from.weights.find((candidate) => part(candidate) === part(weight));
    if (source) weight.write(source.read());
  }
}
