/**
 * A check of one kernel: shapes drawn from seeds, numbers, and the same computation as plain loops in float64.
 * It needs a prepared WASM backend and nothing else, so that it runs in Node, in browsers and in workers.
 */
import * as tf from '@tensorflow/tfjs-core';
import { stream, type Stream } from 'tfjs-blocks/random';
import { withPoisonedMemory } from './memory';
import { type Numbers, pick, relativeError, spoil } from './values';

export interface KernelCheck {
  /** tfjs's name of the kernel. */
  name: string;
  /** Largest relative error that passes. */
  tolerance: number;
  /** Whether NaN and ∞ can be put into its inputs. */
  takesNonFinite: boolean;
  /**
   * Run the drawn case `index` and return its relative error.
   *
   * @param nonFinite put NaN and ±∞ at drawn places of an input
   * @throws where the error is too large, the shape wrong, memory outside of the blocks written to, or a tensor kept
   */
  run(index: number, nonFinite?: boolean): number;
  /** The case `index` on any backend: results are read when they are there, as WebGPU needs it; memory is not looked at. */
  measure(index: number): Promise<Measurement>;
}

/** A drawn case, and how far off its results were. */
export interface Measurement {
  case: Record<string, unknown>;
  inputs: Numbers[];
  /** Relative; `Infinity` where the kernel failed or gave another shape. */
  error: number;
  title: string;
}

interface Definition<Case> {
  name: string;
  /** Default: 2e-6. */
  tolerance?: number;
  /** Cases that come first, in the place of as many draws. */
  cases?: readonly Case[];
  draw(random: Stream): Case;
  inputs(c: Case, random: Stream): Numbers[];
  run(c: Case, inputs: tf.Tensor[]): tf.Tensor | tf.Tensor[];
  expected(c: Case, inputs: Numbers[]): Numbers | Numbers[];
  /** Another right answer where inputs are not finite. */
  otherwise?(c: Case, inputs: Numbers[]): Numbers | Numbers[];
  /** Which inputs may be NaN or ±∞; default: all of float32. */
  nonFinite?: readonly number[];
}

/** Cases that `describeKernels` and browsers run of each check. */
export const DRAWS = 300;
export const NON_FINITE_DRAWS = 100;

export function kernelCheck<Case>(definition: Definition<Case>): KernelCheck {
  const { name, tolerance = 2e-6 } = definition;
  return {
    name,
    tolerance,
    takesNonFinite: definition.nonFinite?.length !== 0,
    run(index, nonFinite = false) {
      const { c, inputs, shift, judge, title } = prepare(definition, index, nonFinite);
      try {
        const error = judge(compute(definition, c, inputs, shift));
        if (error <= tolerance) return error;
        throw new Error(`relative error ${error}, expected at most ${tolerance}`);
      } catch (cause) {
        throw new Error(`${title}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
      }
    },
    async measure(index) {
      const { c, inputs, judge, title } = prepare(definition, index, false);
      const error = await computeAnywhere(definition, c, inputs).then(judge).catch(() => Infinity);
      return { case: c as Record<string, unknown>, inputs, error, title };
    },
  };
}

/** The drawn case, what judges its outputs and what it is called. */
function prepare<Case>(definition: Definition<Case>, index: number, nonFinite: boolean) {
  const { name } = definition;
  const random = stream(7, name, nonFinite ? 'not finite' : 'finite', index);
  const c = definition.cases?.[index] ?? definition.draw(random);
  const shift = pick(random, [0, 4, 8, 12]);
  const inputs = drawInputs(definition, c, random, nonFinite);
  const judge = (actual: Numbers[]): number => {
    const readings = [definition.expected(c, inputs)];
    if (nonFinite && definition.otherwise) readings.push(definition.otherwise(c, inputs));
    return compare(actual, readings.map((reading) => [reading].flat()));
  };
  return { c, inputs, shift, judge, title: `${name}, draw ${index}, ${JSON.stringify(c)}, address shifted by ${shift}` };
}

async function computeAnywhere<Case>(definition: Definition<Case>, c: Case, inputs: Numbers[]): Promise<Numbers[]> {
  const outputs = tf.tidy(() => [definition.run(c, tensorsOf(inputs))].flat());
  const read = await Promise.all(outputs.map(async (output) => ({ shape: output.shape, values: await output.data() })));
  tf.dispose(outputs);
  return read;
}

const tensorsOf = (inputs: Numbers[]) => inputs.map(({ values, shape, dtype = 'float32' }) => tf.tensor(values, shape, dtype));

function drawInputs<Case>(definition: Definition<Case>, c: Case, random: Stream, nonFinite: boolean): Numbers[] {
  const inputs = definition.inputs(c, random);
  if (!nonFinite) return inputs;
  const floats = inputs.map((_, i) => i).filter((i) => !inputs[i].dtype || inputs[i].dtype === 'float32');
  const spoilt = pick(random, definition.nonFinite ?? floats);
  return inputs.map((input, i) => (i === spoilt ? spoil(input, random) : input));
}

function compute<Case>(definition: Definition<Case>, c: Case, inputs: Numbers[], shift: number): Numbers[] {
  const held = () => `${tf.memory().numTensors} tensors, ${tf.backend().numDataIds()} buffers`;
  const before = held();
  const outputs: Numbers[] = [];
  withPoisonedMemory(shift, () => tf.tidy(() => {
    for (const output of [definition.run(c, tensorsOf(inputs))].flat()) {
      outputs.push({ shape: output.shape, values: output.dataSync() });
    }
  }));
  if (held() !== before) throw new Error(`held ${before} before and ${held()} after`);
  return outputs;
}

function compare(actual: Numbers[], readings: Numbers[][]): number {
  const shapes = (outputs: Numbers[]) => JSON.stringify(outputs.map(({ shape }) => shape));
  for (const reading of readings) {
    if (shapes(actual) !== shapes(reading)) throw new Error(`shapes ${shapes(actual)}, expected ${shapes(reading)}`);
  }
  return Math.max(0, ...actual.map(({ values }, i) => relativeError(values, readings.map((reading) => reading[i]))));
}

/** Run one of tfjs's kernels by its name. */
export function runKernel(name: string, inputs: tf.NamedTensorMap, attributes: object): tf.Tensor {
  return tf.engine().runKernel(name, inputs, attributes as tf.NamedAttrMap);
}
