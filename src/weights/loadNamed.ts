/** What loading from PyTorch and from Keras have in common: find each weight by its name there, check all, then write all. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel, layers } from '@tensorflow/tfjs-layers';
import type { LayerNames } from '../models/backbone';
import { brief, invalid } from '../shapes/check';
import { isObject } from './json';
import { classOf, isWhole, type NamedArray } from './safetensorsHeader';

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
  /** What the names of the layers begin with; default, and where it is empty: all layers, by their whole names. */
  prefix?: string;
  strict: boolean;
  keyOf: (wanted: Wanted) => string;
  /** The key that stands for this one among the given; default: itself. */
  find?: (key: string) => string;
  /** Whether a key that no weight took is of no use here; such are not reported as unused. */
  isIdle: (key: string) => boolean;
  /** Why a layer cannot take what was given for it as a whole. */
  fault?: (layer: layers.Layer, theirs: string, isTaken: (key: string) => boolean) => string | undefined;
  /** `given` is what the key leads to. Undefined where there is none. */
  valueOf: (given: NamedArray | undefined, wanted: Wanted) => Value | undefined;
}

/** Writes every weight, or with `strict` none unless all are found. @throws where nothing fits */
export function loadNamed(model: LayersModel, tensors: Record<string, NamedArray>, source: Source): LoadReport {
  const { where, names, prefix, strict, find = (key) => key } = source;
  checkArguments(where, model, tensors, source);
  const report: LoadReport = { loaded: {}, missing: [], unused: [] };
  const writes: (() => void)[] = [];
  const begin = prefix ? `${prefix}_` : '';
  const all = layersOf(model);
  const chosen = all.filter(({ name }) => name.startsWith(begin));
  for (const layer of chosen) {
    const theirs = otherName(layer.name.slice(begin.length), names);
    for (const weight of layer.weights) {
      const part = weight.originalName.slice(weight.originalName.lastIndexOf('/') + 1);
      const wanted = { layer, part, shape: weight.shape as number[], theirs };
      const key = find(source.keyOf(wanted));
      const given = Object.hasOwn(tensors, key) ? tensors[key] : undefined;
      const value = !given || isWhole(given) ? source.valueOf(given, wanted) : undefined;
      if (!value || String(value.shape) !== String(weight.shape)) {
        report.missing.push(`${weight.originalName} [${weight.shape}] (${brief(key)}${given ? ` [${brief(String(given.shape), 60)}]` : ''})`);
        continue;
      }
      if (given) report.loaded[weight.originalName] = key;
      writes.push(() => weight.write(value.tensor()));
    }
  }
  const taken = new Set(Object.values(report.loaded));
  report.unused = Object.keys(tensors).filter((key) => !taken.has(key) && !source.isIdle(key));
  if (taken.size === 0) {
    const best = likelyPrefix(all, names);
    const fits = chosen.some(({ name, weights }) => weights.length > 0 && otherName(name.slice(begin.length), names) !== undefined);
    if (fits && (best === undefined || `${best}_` === begin) && report.missing.length > 0) throw missing(where, report);
    const hint = best === undefined ? '' : ` (perhaps ${JSON.stringify(best)})`;
    throw invalid('prefix', where, `one with which layers begin that the tensors fit${hint}`, prefix);
  }
  if (strict) {
    const skipped = skippedModel(model, begin);
    if (skipped && (skipped.startsWith(begin) || report.unused.length > 0)) {
      throw invalid('prefix', where, `one with which the layers of the model ${brief(skipped, 60)} within the model begin, too`, prefix);
    }
    const faults = chosen.flatMap((layer) => {
      const theirs = otherName(layer.name.slice(begin.length), names);
      return (theirs !== undefined && source.fault?.(layer, theirs, (key) => taken.has(find(key)))) || [];
    });
    if (faults.length > 0) throw new Error(`Invalid tensors in ${where}: ${brief(faults[0], 300)}.`);
  }
  if (strict && report.missing.length > 0) throw missing(where, report);
  tf.tidy(() => writes.forEach((write) => write()));
  return report;
}

/** Of weights that are missing; where nothing was loaded, with a key that there is, to be compared. */
function missing(where: string, { loaded, missing: [first, ...others], unused: [key] }: LoadReport): Error {
  const more = others.length ? ` and ${others.length} more` : '';
  const instead = Object.keys(loaded).length === 0 && (key as string | undefined) !== undefined ? `, but ${brief(key, 100)}` : '';
  return new Error(`Invalid tensors in ${where}: expected ${brief(first, 300)}${more}; received no such${instead}.`);
}

/** @throws unless there are a model, arrays by name and rules */
export function checkArguments(where: string, model: LayersModel, tensors: unknown, options?: { names: LayerNames } | null): void {
  checkModel(where, model);
  checkNamed(where, 'tensors', tensors);
  if (typeof options !== 'object' || options === null) throw invalid('options', where, 'an object', options);
  const rules: unknown = options.names;
  const isRule = (rule: unknown) => Array.isArray(rule) && rule.length === 2 && rule[0] instanceof RegExp && typeof rule[1] === 'string';
  if (!Array.isArray(rules) || !rules.every(isRule)) throw invalid('names', where, 'pairs [RegExp, string]', rules);
}

/** @throws unless it is an object, whose values may be arrays */
export function checkNamed(where: string, argument: string, given: unknown): void {
  if (isObject(given)) return;
  throw invalid(argument, where, 'an object of arrays by name', classOf(given));
}

/** @throws unless it is a model of layers */
export function checkModel(where: string, model: LayersModel): void {
  if (Array.isArray((model as Partial<LayersModel> | null | undefined)?.layers)) return;
  throw new Error(`Invalid \`model\` in ${where}: expected a model of layers, as \`tf.model\` makes it, received none; a graph model has none.`);
}

/** Those of models within the model, too, each once. */
function layersOf(model: LayersModel): layers.Layer[] {
  const all = model.layers.flatMap((layer) => ((layer as Partial<LayersModel>).layers ? layersOf(layer as LayersModel) : [layer]));
  return [...new Set(all)];
}

/** The name of a model within the model that has weights, but no layer that begins as those to load do. */
function skippedModel(model: LayersModel, begin: string): string | undefined {
  const parts = model.layers.filter((layer) => (layer as Partial<LayersModel>).layers) as LayersModel[];
  const skipped = parts.find((part) => {
    const within = layersOf(part).filter(({ weights }) => weights.length > 0);
    return within.length > 0 && !within.some(({ name }) => name.startsWith(begin));
  });
  return skipped?.name ?? parts.map((part) => skippedModel(part, begin)).find((name) => name !== undefined);
}

/** The prefix under which most layers have a name there, if there is one. */
function likelyPrefix(all: readonly layers.Layer[], names: LayerNames): string | undefined {
  const counts = new Map<string, number>();
  for (const { name, weights } of all) {
    for (const { index } of weights.length > 0 ? name.matchAll(/_/g) : []) {
      const prefix = name.slice(0, index);
      if (otherName(name.slice(index + 1), names) !== undefined) counts.set(prefix, (counts.get(prefix) ?? 0) + 1);
    }
  }
  return [...counts].sort(([, a], [, b]) => b - a).at(0)?.[0];
}

/**
 * What a layer is called there by the first rule that fits. Where none does, a group, instance or layer norm has the name of the batch
 * norm in its place: nets that let one choose the norm call it `bn` whatever it is.
 */
export function otherName(layer: string, names: LayerNames): string | undefined {
  for (const name of [layer, layer.replace(/_(gn|in|ln)$/, '_bn')]) {
    const rule = names.find(([pattern]) => pattern.test(name));
    if (rule) return name.replace(...rule);
  }
  return undefined;
}
