/** What loading from PyTorch and from Keras have in common: find each weight by its name there, check all, then write all. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel, layers } from '@tensorflow/tfjs-layers';
import type { LayerNames } from '../models/backbone';
import { invalid } from '../shapes/check';
import { type NamedArray, sizeOf } from './safetensorsHeader';

/** What was found. */
export interface LoadReport {
  /** Their keys by the name of our weight. */
  loaded: Record<string, string>;
  /** Weights of the model that got none, as `name (key)`, with the reason where there is one of another shape. */
  missing: string[];
  /** Keys that no weight took. */
  unused: string[];
}

/** A value in our layout: the shape that it will have, and how to make it. */
export interface Value {
  shape: number[];
  tensor: () => tf.Tensor;
}

/** One weight of the model. */
export interface Wanted {
  layer: layers.Layer;
  /** The last part of its name, as `kernel`. */
  part: string;
  /** Its size. */
  shape: number[];
  /** What its layer is called there, if a rule says so. */
  theirs: string | undefined;
}

/** Where the weights come from. */
export interface Source {
  /** Names the function in errors. */
  where: string;
  names: LayerNames;
  /** What the names of the layers begin with; default: all layers, by their whole names. */
  prefix?: string;
  strict: boolean;
  keyOf: (wanted: Wanted) => string;
  /** `given` is what the key leads to. Undefined where there is none. */
  valueOf: (given: NamedArray | undefined, wanted: Wanted) => Value | undefined;
}

/** Writes every weight, or with `strict` none unless all are found. @throws where nothing fits */
export function loadNamed(model: LayersModel, tensors: Record<string, NamedArray>, source: Source): LoadReport {
  const { where, names, prefix, strict } = source;
  const report: LoadReport = { loaded: {}, missing: [], unused: [] };
  const writes: (() => void)[] = [];
  const begin = prefix === undefined ? '' : `${prefix}_`;
  for (const layer of model.layers.filter(({ name }) => name.startsWith(begin))) {
    const theirs = otherName(layer.name.slice(begin.length), names);
    for (const weight of layer.weights) {
      const part = weight.originalName.slice(weight.originalName.lastIndexOf('/') + 1);
      const wanted = { layer, part, shape: weight.shape as number[], theirs };
      const key = source.keyOf(wanted);
      const given = Object.hasOwn(tensors, key) ? tensors[key] : undefined;
      const whole = !given || given.data.length === sizeOf(given.shape);
      const value = whole ? source.valueOf(given, wanted) : undefined;
      if (!value || String(value.shape) !== String(weight.shape)) {
        report.missing.push(`${weight.originalName} [${weight.shape}] (${key}${given ? ` [${given.shape}]` : ''})`);
        continue;
      }
      if (given) report.loaded[weight.originalName] = key;
      writes.push(() => weight.write(value.tensor()));
    }
  }
  const taken = new Set(Object.values(report.loaded));
  report.unused = Object.keys(tensors).filter((key) => !taken.has(key));
  if (taken.size === 0) throw invalid('prefix', where, 'one with which layers begin that the tensors fit', prefix);
  if (strict && report.missing.length > 0) {
    const [first, ...others] = report.missing;
    throw new Error(`Invalid tensors in ${where}: expected ${first}${others.length ? ` and ${others.length} more` : ''}; received no such.`);
  }
  tf.tidy(() => writes.forEach((write) => write()));
  return report;
}

/** What a layer is called there by the first rule that fits. */
export function otherName(layer: string, names: LayerNames): string | undefined {
  const rule = names.find(([pattern]) => pattern.test(layer));
  return rule && layer.replace(...rule);
}
