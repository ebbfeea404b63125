/**
 * What the losses by distance cost on WASM: value and gradient of each against a training step's forward and backward pass of the U-Net
 * that gives such logits; and the distances on typed arrays against those in tensor operations, which GPUs use.
 *
 *   npx tsx bench/losses.ts [rounds]
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { useBackend } from '../src/backends';
import { boundary, dice, hausdorff, type Loss } from '../src/losses';
import { signedDistance } from '../src/ops';
import { signedOnDevice } from '../src/ops/distancesOnDevice';
import { stream } from '../src/random';
import { digits, table, times } from './markdown';
import { interleave, median, ratio, type Task } from './measure';
import { nets } from './nets';

const rounds = Number(process.argv[2] ?? 5);
const shape: [number, number, number, number] = [2, 256, 256, 3];
const [batch, height, width, channels] = shape;

await useBackend('wasm', { threads: 1 });
const random = stream(1, 'bench');
const targets = disks(0.3);
const logits = tf.add(tf.mul(disks(0.25), 4), tf.randomNormal(shape, -2, 1, 'float32', 1)) as Tensor4D;
const model = nets.unet.build({ size: height, classes: channels });
const images = tf.randomNormal([batch, height, width, 3], 0, 1, 'float32', 2);

const losses: Record<string, Loss> = { dice: dice(), boundary: boundary(), hausdorff: hausdorff() };
const step: Task = { run: () => tf.tidy(() => {
  const { value, grads } = tf.variableGrads(() => losses.dice(targets, model.apply(images, { training: true }) as Tensor));
  return [value, ...Object.values(grads)].length;
}) };
const tasks = [step, ...Object.values(losses).map((loss): Task => ({ run: () => tf.tidy(() => {
  tf.valueAndGrad((z: Tensor) => loss(targets, z))(logits);
}) }))];
const [ofStep, ...ofLosses] = await interleave(tasks, { rounds, repeats: tasks.map(() => 1) });
const share = (part: readonly number[]) => `${digits(100 * ratio(part, ofStep).median)} %`;
console.log(`${batch * channels} masks of ${height}², one thread; the step of a U-Net takes ${digits(median(ofStep))} ms.\n`);
console.log(table(['loss and gradient', 'ms', 'of the step'], Object.keys(losses).map((name, i) =>
  [`\`${name}\``, digits(median(ofLosses[i])), share(ofLosses[i])])));

const distances = [() => signedDistance(targets), () => signedOnDevice(tf.cast(targets, 'bool'))];
const [typed, tensors] = await interleave(distances.map((run) => ({ run: () => tf.tidy(() => void run()) })), { rounds: 2, repeats: [1, 1] });
console.log(`\nDistances of these masks: ${digits(median(typed))} ms; tensor operations take ${times(ratio(tensors, typed))} as long.`);

/** A disk in each mask, of a radius up to `size` of the image. */
function disks(size: number): Tensor4D {
  const values = new Float32Array(batch * height * width * channels);
  for (let mask = 0; mask < batch * channels; mask++) {
    const [y0, x0, radius] = [random.uniform() * height, random.uniform() * width, (0.2 + 0.8 * random.uniform()) * size * height];
    const first = Math.floor(mask / channels) * height * width * channels + mask % channels;
    for (let i = 0; i < height * width; i++) {
      values[first + i * channels] = Number((Math.floor(i / width) - y0) ** 2 + (i % width - x0) ** 2 <= radius ** 2);
    }
  }
  return tf.tensor4d(values, shape);
}
