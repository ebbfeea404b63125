/**
 * The description of a net in a `model.json` of tfjs: checked before tfjs builds it, for tfjs goes on for ever where a layer takes its
 * input from one that is not there, or two from each other; and with the layers of this library marked as such, for several have the
 * class names of tfjs's, under which other programs load them.
 */
import { serialization } from '@tensorflow/tfjs-core';
import { layers, type LayersModel } from '@tensorflow/tfjs-layers';
import { isHolder, registeredName, registerNames } from '../layers/register';
import { brief } from '../shapes/check';
import { isObject } from './json';

/** Most layers of one model: tfjs goes through all of them once for each that has to wait for a later one. */
const MOST_LAYERS = 10_000;

/** A layer, or a model, which is a layer with layers. */
export interface Entry {
  class_name: string;
  /** Class and library, as Keras writes it. */
  registered_name?: string;
  name?: string;
  inbound_nodes?: Reference[][];
  /** The layers of a model; the wrapped layer of a wrapper. */
  config: { name?: string; trainable?: boolean; layers?: Entry[]; layer?: Entry; input_layers?: unknown; output_layers?: unknown };
}

/** The layer that a result comes from, which of its applications, and which result of that. */
type Reference = [layer: string, node: number, tensor: number, ...options: unknown[]];

/** Notes at each layer of this library that it is one, and at each model whether it is frozen as a whole. */
export function markLayers(model: LayersModel, topology: Entry): void {
  withEach(model, topology, (layer, entry) => {
    const name = registeredName(layer);
    if (name) entry.registered_name = name;
    if ('layers' in layer && !layer.trainable) entry.config.trainable = false;
  });
}

/** Freezes the models that were so when {@link markLayers} noted it. */
export function freezeMarked(model: LayersModel, topology: Entry): void {
  withEach(model, topology, (layer, { config }) => {
    if ('layers' in layer && config.trainable === false) layer.trainable = false;
  });
}

function withEach(layer: layers.Layer, entry: Entry, visit: (layer: layers.Layer, entry: Entry) => void): void {
  visit(layer, entry);
  const { layers: within = [], layer: wrapped } = layer as Partial<LayersModel & { layer: layers.Layer }>;
  for (const inner of within) {
    const its = entriesOf(entry).find(({ config }) => config.name === inner.name);
    if (its) withEach(inner, its, visit);
  }
  if (wrapped && entry.config.layer) withEach(wrapped, entry.config.layer, visit);
}

/** Of a model; tfjs once wrote those of a sequential one as the config. */
const entriesOf = ({ config }: Entry): Entry[] => (Array.isArray(config) ? config as Entry[] : config.layers ?? []);

/**
 * What tfjs can build: marked layers under the names of this library.
 *
 * @throws where a class, a layer or a reference is not as tfjs needs it, or layers wait for each other
 */
export function checkedTopology(given: unknown): Entry {
  if (isObject(given) && 'node' in given) {
    throw new Error('expected a layers model, received a graph model, which `tf.loadGraphModel` reads');
  }
  registerNames();
  const topology = structuredClone(isObject(given) && isObject(given.model_config) ? given.model_config : given);
  checkEntry(topology, 'modelTopology');
  return topology;
}

/** @throws where a model was saved with an optimizer that tfjs cannot make again */
export function checkOptimizer(trainingConfig: unknown): void {
  if (!isObject(trainingConfig)) return;
  const { class_name: className } = object(trainingConfig.optimizer_config, 'trainingConfig.optimizer_config');
  if (isClass(className)) return;
  throw new Error(`it was saved with the optimizer ${brief(String(className), 60)}, which tfjs does not know: save it without `
    + 'the optimizer, as `saveModel` does, or register that class');
}

function checkEntry(given: unknown, where: string): asserts given is Entry {
  const { class_name: className, registered_name: name, config, className: other } = object(given, where);
  if (typeof className !== 'string' || other !== undefined) throw expected(where, 'a `class_name`, a string', className);
  const entry = given as Entry;
  const ours = `tfjs-blocks>${className}`;
  if (typeof name === 'string' && name.startsWith('tfjs-blocks>') && !(name === ours && isClass(ours))) {
    throw expected(where, 'a layer of this library', name);
  }
  if (isClass(ours) && (name === ours || !isClass(className) || isHolder(className))) entry.class_name = ours;
  if (!isClass(entry.class_name)) throw expected(where, 'a class of layers that tfjs or this library has', className);
  if (Array.isArray(config)) return config.forEach((layer, i) => checkEntry(layer, `${where}.config[${i}]`));
  const { layers: within, layer: wrapped } = object(config, `${where}.config`);
  if (wrapped !== undefined) checkEntry(wrapped, `${where}.config.layer`);
  if (within === undefined) return;
  list(within, `${where}.config.layers`).forEach((layer, i) => checkEntry(layer, `${where}.config.layers[${i}]`));
  if (className !== 'Sequential') checkGraph(entry, `${where}.config`);
}

const isClass = (name: unknown): name is string =>
  typeof name === 'string' && Object.hasOwn(serialization.SerializationMap.getMap().classNameMap, name);

/** Follows tfjs: a layer is applied when all that it refers to has been. */
function checkGraph({ config }: Entry, where: string): void {
  const entries = config.layers!;
  if (entries.length > MOST_LAYERS) throw expected(`${where}.layers`, `at most ${MOST_LAYERS} layers`, entries.length);
  const applied = new Map<string, number>();
  const results = new Map<string, number>();
  let waiting: { name: string; references: Reference[] }[] = [];
  entries.forEach((entry, i) => {
    const at = `${where}.layers[${i}]`;
    const { name } = entry;
    if (typeof name !== 'string' || name !== entry.config.name) {
      throw expected(at, 'one `name` in the layer and its config', [name, entry.config.name]);
    }
    if (applied.has(name) || name in Object.prototype) throw expected(at, 'a `name` that no other layer has', name);
    // Inputs and models are there, with a first result, before they are applied.
    applied.set(name, entry.class_name === 'InputLayer' || entriesOf(entry).length > 0 ? 1 : 0);
    results.set(name, resultsOf(entry));
    list(entry.inbound_nodes, `${at}.inbound_nodes`).forEach((node, j) => {
      const references = referencesOf(node, `${at}.inbound_nodes[${j}]`);
      if (references.length === 0) throw expected(`${at}.inbound_nodes[${j}]`, 'the layers that it is applied to', node);
      waiting.push({ name, references });
    });
  });
  const nodes = waiting;
  const tooFar = ([name, , tensor]: Reference) => tensor >= (results.get(name) ?? Infinity);
  const missing = ([name, node]: Reference) => !(node < (applied.get(name) ?? 0));
  for (let last = Infinity; waiting.length < last;) {
    last = waiting.length;
    waiting = waiting.filter(({ name, references }) => {
      if (references.some(missing)) return true;
      applied.set(name, applied.get(name)! + 1);
      return false;
    });
  }
  const unknown = waiting.find(({ references }) => references.some(([name]) => !applied.has(name))) ?? waiting[0];
  if (unknown) {
    const [reference] = unknown.references.filter(missing);
    const why = applied.has(reference[0]) ? 'which waits for it, or is not applied so often' : 'which is not there';
    throw new Error(`layer ${brief(unknown.name, 60)} takes its input from ${brief(reference[0], 60)}, ${why}`);
  }
  for (const { name, references } of nodes) {
    const [wrong] = references.filter(tooFar) as [Reference?];
    if (!wrong) continue;
    const [from, , tensor] = wrong;
    throw new Error(`layer ${brief(name, 60)} takes result ${tensor} of ${brief(from, 60)}, which has ${results.get(from)}, counted from 0`);
  }
  for (const side of ['input_layers', 'output_layers'] as const) {
    for (const reference of referencesOf(config[side], `${where}.${side}`)) {
      if (missing(reference) || tooFar(reference)) throw expected(`${where}.${side}`, 'layers of the model', reference);
    }
  }
}

/** Whether layers of that class of tfjs or this library give one result each time they are applied; a holder may give its state, too. */
function isSingle(className: string): boolean {
  const name = className.replace(/^tfjs-blocks>/, '');
  return !isHolder(name) && (name !== className || Object.hasOwn(ofTfjs, name.toLowerCase()));
}
/** In small letters, for `conv2d` makes a Conv2D. */
const ofTfjs = Object.fromEntries(Object.keys(layers).map((name) => [name.toLowerCase(), true]));

/** Results of an application of a layer or model; no bound where its class is of neither. */
function resultsOf(entry: Entry): number {
  if (entriesOf(entry).length > 0) return Array.isArray(entry.config.output_layers) ? entry.config.output_layers.length : 1;
  return isSingle(entry.class_name) ? 1 : Infinity;
}

function referencesOf(given: unknown, where: string): Reference[] {
  const count = (value: unknown) => Number.isInteger(value) && (value as number) >= 0;
  for (const reference of list(given, where)) {
    const [name, node, tensor] = list(reference, where);
    if (typeof name !== 'string' || !count(node) || !count(tensor)) throw expected(where, '[layer, node, tensor]', reference);
  }
  return given as Reference[];
}

function object(value: unknown, where: string): Record<string, unknown> {
  if (isObject(value)) return value;
  throw expected(where, 'an object', value);
}

function list(value: unknown, where: string): unknown[] {
  if (Array.isArray(value)) return value;
  throw expected(where, 'a list', value);
}

function expected(where: string, what: string, received: unknown): Error {
  return new Error(`expected ${what}, at ${where}, received ${brief(JSON.stringify(received) ?? 'none', 80)}`);
}
