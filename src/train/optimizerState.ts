/**
 * What an optimizer keeps between steps, under the names of the model's weights (`line/kernel/m`), which are the same in every process;
 * tfjs's own names of variables are not.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { namedWeights } from '../weights/modelWeights';
import { sizeOf, type NamedArray } from '../weights/safetensorsHeader';

export type Weights = Record<string, NamedArray>;

/** What is kept of each variable, by class. tfjs's own optimizers keep it by position and put their step count, `iter`, first. */
const parts: Record<string, readonly string[]> = {
  AdamW: ['step', 'm', 'v'],
  SGD: [], Momentum: ['momentum'], RMSProp: ['rms', 'momentum'], Adagrad: ['accumulator'], Adadelta: ['accum_grad', 'accum_var'],
  Adam: ['m', 'v'],
};

/** The powers β₁ᵗ and β₂ᵗ of tfjs's Adam: running products, which it restores by `pow`; that is not the same to the bit. */
const products = ['accBeta1', 'accBeta2'] as const;

/** A model's variables: all by the names of its weights, and the names of those that are trained, in the order of their gradients. */
export interface Variables {
  readonly byName: ReadonlyMap<string, tf.Variable>;
  readonly trained: readonly string[];
}

export function variablesOf(model: LayersModel): Variables {
  const named = [...namedWeights(model)];
  const nameOf = new Map(named.map(([name, weight]) => [weight, name]));
  return {
    byName: new Map(named.map(([name, weight]) => [name, weight.read() as tf.Variable])),
    trained: [...new Set(model.trainableWeights)].map((weight) => nameOf.get(weight)!),
  };
}

interface Rated {
  learningRate?: unknown;
  setLearningRate?(rate: number): void;
}

/** The learning rate, which the types of tfjs hide. */
export const learningRateOf = (optimizer: tf.Optimizer): unknown => (optimizer as Rated).learningRate;

/** Sets it; tfjs's `sgd` and `momentum` ignore an assignment. */
export function setLearningRate(optimizer: tf.Optimizer, rate: number): void {
  const rated = optimizer as Rated;
  if (rated.setLearningRate) rated.setLearningRate(rate);
  else rated.learningRate = rate;
}

/** Whether its state can be kept. */
export const hasKnownState = (optimizer: tf.Optimizer): boolean => Object.hasOwn(parts, optimizer.getClassName());

/** Why the state that an optimizer has cannot go with a model, if so. */
export async function foreignState(optimizer: tf.Optimizer, variables: Variables): Promise<string | undefined> {
  const className = optimizer.getClassName();
  if (className === 'AdamW') return undefined; // Its slots belong to variables by name.
  if (!hasKnownState(optimizer)) {
    return className === 'Adamax' && optimizer.iterations > 0 ? `it has taken ${optimizer.iterations} steps already` : undefined;
  }
  const names = Object.keys(await readState(optimizer, variables, nothing));
  return faultOfNames(names, optimizer, variables);
}

const nothing = async (): Promise<NamedArray> => ({ shape: [], data: new Float32Array() });

/** Copies of the state in host memory. That of other models' variables is left out. */
export function readOptimizer(optimizer: tf.Optimizer, variables: Variables): Promise<Weights> {
  return readState(optimizer, variables, async (tensor) => ({ shape: tensor.shape, data: (await tensor.data<'float32'>()).slice() }));
}

async function readState(
  optimizer: tf.Optimizer, { byName }: Variables, read: (tensor: tf.Tensor) => Promise<NamedArray>,
): Promise<Weights> {
  const nameOf = new Map([...byName].map(([name, variable]) => [variable.name, name]));
  const state: Weights = {};
  const all = [...await optimizer.getWeights(), ...productsOf(optimizer).map(([name, tensor]) => ({ name, tensor }))];
  for (const { name, tensor } of all) {
    const [variable, part] = split(name);
    const owner = nameOf.get(variable);
    if (owner !== undefined) state[`${owner}/${part}`] = await read(tensor);
    else if (optimizer.getClassName() !== 'AdamW') state[name] = await read(tensor);
    if (!(tensor instanceof tf.Variable)) tensor.dispose();
  }
  return state;
}

/** `line/kernel` and `m` of `line/kernel/m`. */
const split = (name: string): [variable: string, part: string] => {
  const end = name.lastIndexOf('/');
  return [name.slice(0, Math.max(end, 0)), name.slice(end + 1)];
};

function productsOf(optimizer: tf.Optimizer): [string, tf.Variable][] {
  if (optimizer.getClassName() !== 'Adam') return [];
  return products.map((name) => [name, (optimizer as unknown as Record<string, tf.Variable>)[name]]);
}

/** Why a kept state is not one of this optimizer and these variables, if so. */
export function faultOfState(state: Weights, optimizer: tf.Optimizer, variables: Variables): string | undefined {
  const fault = faultOfNames(Object.keys(state), optimizer, variables);
  if (fault) return fault;
  for (const [name, { shape, data }] of Object.entries(state)) {
    const [variable, part] = split(name);
    const isCount = part === 'step' || name === 'iter';
    const expected = isCount ? [] : variables.byName.get(variable)?.shape ?? [];
    if (String(shape) !== String(expected) || data.length !== sizeOf(expected)) {
      return `expected [${expected}] for ${name}, received [${shape}] with ${data.length} numbers`;
    }
    if (!(data instanceof (isCount ? Int32Array : Float32Array))) return `expected ${isCount ? 'an integer' : 'float32 numbers'} for ${name}`;
    if (!data.every(Number.isFinite)) return `${name} is not finite`;
    if (isCount && !(Number.isInteger(data[0]) && data[0] >= 0)) return `expected a count of steps for ${name}, received ${data[0]}`;
  }
  return undefined;
}

function faultOfNames(names: readonly string[], optimizer: tf.Optimizer, variables: Variables): string | undefined {
  const expected = namesOf(names, optimizer, variables);
  const [missing] = expected.filter((name) => !names.includes(name)), [extra] = names.filter((name) => !expected.includes(name));
  if (missing === undefined && extra === undefined) return undefined;
  return extra === undefined ? `${missing} is missing` : `${extra} belongs to no trained weight of the model${
    optimizer.getClassName() === 'AdamW' ? '' : ', or not at this place'}`;
}

/** The names that a state with so many must have, in the optimizer's own order. */
function namesOf(names: readonly string[], optimizer: tf.Optimizer, { byName, trained }: Variables): string[] {
  const own = partsOf(optimizer);
  if (optimizer.getClassName() === 'AdamW') {
    const held = new Set(names.map((name) => split(name)[0]));
    return [...byName.keys()].filter((name) => held.has(name)).flatMap((name) => own.map((part) => `${name}/${part}`));
  }
  const slots = names.filter((name) => own.includes(split(name)[1]) && name.includes('/')).length;
  const held = trained.slice(0, own.length > 0 ? Math.ceil(slots / own.length) : 0);
  return ['iter', ...own.flatMap((part) => held.map((name) => `${name}/${part}`)), ...productsOf(optimizer).map(([name]) => name)];
}

function partsOf(optimizer: tf.Optimizer): readonly string[] {
  const className = optimizer.getClassName();
  const isCentered = className === 'RMSProp' && (optimizer as unknown as { centered: boolean }).centered;
  return isCentered ? [...parts[className], 'mg'] : parts[className];
}

/** Puts a state that has no fault back. */
export async function writeOptimizer(state: Weights, optimizer: tf.Optimizer, variables: Variables): Promise<void> {
  const named = namesOf(Object.keys(state), optimizer, variables).map((name) => {
    const [variable, part] = split(name);
    const owner = variables.byName.get(variable);
    return { name: owner ? `${owner.name}/${part}` : name, tensor: tf.tensor(state[name].data, [...state[name].shape]) };
  });
  await optimizer.setWeights(named.filter(({ name }) => !(products as readonly string[]).includes(name)));
  for (const [name, variable] of productsOf(optimizer)) variable.assign(named.find((entry) => entry.name === name)!.tensor);
  tf.dispose(named.map(({ tensor }) => tensor));
}
