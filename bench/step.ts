/**
 * One training step (forward pass, loss, gradients, Adam) of one net on our kernels, and on something else: stock tfjs
 * given only our gradients of filters, tfjs's cpu backend, or @jax-js/jax on WASM. Checks that losses and gradients of
 * both agree, then prints as JSON how many times as long the other takes.
 *
 *   npx tsx bench/step.ts unet|cnn|resnet18|inception stock|cpu|jax
 */
import * as tf from '@tensorflow/tfjs-core';
import { useBackend } from '../src/backends';
import { jaxTraining } from './jax';
import { kernelSets } from './kernelSets';
import { interleave, ratio, type Spread, time } from './measure';
import { type Net, nets } from './nets';
import { type Gradients, type Start, startOf, tfjsTraining, type Training } from './training';

export interface StepResult extends Spread {
  rounds: number;
}

/** Rounds of a comparison, and the milliseconds beyond which it has fewer, or ends with the first gradients. */
const ROUNDS = 9;
const BUDGET = 60_000;

/**
 * Relative, of the loss, and of a weight's gradient by its Euclidean norm. Where an input of ReLU is nearly 0, or two of
 * max pooling nearly tie, rounding decides who receives a gradient: one pixel in 10⁵ on each of 20 layers, which is
 * what sums in float32 bring about, moves a gradient by √(20·10⁻⁵) ≈ 0.014.
 */
const LOSS_TOLERANCE = 1e-3;
const GRADIENT_TOLERANCE = 5e-2;

type Other = (net: Net, start: Start, stock: () => void) => Promise<Training>;

const others: Record<string, Other> = {
  stock: tfjsTraining,
  cpu: (net, start) => tfjsTraining(net, start, async () => { await useBackend('cpu'); }),
  jax: jaxTraining,
};

async function compare(net: Net, other: Other): Promise<StepResult> {
  const sets = await kernelSets();
  const start = startOf(net);
  const ours = await tfjsTraining(net, start, async () => { await tf.setBackend('wasm'); sets.ours(); });
  const both = [ours, await other(net, start, sets.stock)];
  await time({ ...ours, run: ours.gradients });
  return (await checkedTogether(both)) ?? await steps(both);
}

/** Gradients of both agree; where these alone take too long, they are the result. */
async function checkedTogether(both: readonly Training[]): Promise<StepResult | undefined> {
  const results: Gradients[] = [];
  const tasks = both.map(({ prepare, gradients }) => ({ prepare, run: async () => void results.push(await gradients()) }));
  const [mine, theirs] = await interleave(tasks, { rounds: 1, repeats: [1, 1] });
  agree(results[0], results[1]);
  return mine[0] + theirs[0] > BUDGET / 4 ? { rounds: 1, ...ratio(theirs, mine) } : undefined;
}

async function steps(both: readonly Training[]): Promise<StepResult> {
  const tasks = both.map(({ prepare, step }) => ({ prepare, run: step }));
  const round = (await time(tasks[0])) + (await time(tasks[1]));
  const rounds = Math.max(1, Math.min(ROUNDS, Math.floor(BUDGET / round)));
  const [mine, theirs] = await interleave(tasks, { rounds, repeats: [1, 1] });
  return { rounds, ...ratio(theirs, mine) };
}

/** @throws where the two do not compute the same */
function agree(ours: Gradients, theirs: Gradients): void {
  const loss = Math.abs(ours.loss - theirs.loss) / Math.abs(ours.loss);
  const norms = ours.values.map(norm);
  const floor = Math.max(...norms) / 100; // Some are 0 but for rounding: a bias before batch normalization.
  const gradient = Math.max(...ours.values.map((values, i) => distance(values, theirs.values[i]) / Math.max(norms[i], floor)));
  if (loss <= LOSS_TOLERANCE && gradient <= GRADIENT_TOLERANCE) return;
  throw new Error(`Not the same training: losses ${ours.loss} and ${theirs.loss}, relative difference of a gradient ${gradient}.`);
}

function norm(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0));
}

function distance(a: Float32Array, b: Float32Array): number {
  return norm(a.map((value, i) => value - b[i]));
}

const [net, other] = process.argv.slice(2);
if (!Object.hasOwn(nets, net) || !Object.hasOwn(others, other)) {
  throw new Error(`Expected one of ${Object.keys(nets)} and one of ${Object.keys(others)}, received ${net} ${other}.`);
}
console.log(JSON.stringify(await compare(nets[net as keyof typeof nets], others[other])));
