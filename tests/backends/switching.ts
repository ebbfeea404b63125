/** Backends that take turns in one process, each training a model and handing its weights to the next. */
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, model as layersModel } from '@tensorflow/tfjs-layers';
import { backendReport } from 'tfjs-blocks/backends';
import { input } from 'tfjs-blocks/blocks';
import { binaryCrossEntropy } from 'tfjs-blocks/losses';
import { unet } from 'tfjs-blocks/models';
import { adam, train } from 'tfjs-blocks/train';
import { normal } from '../contracts/numeric';

const x = input([16, 16, 3]);
const small = () => layersModel({ inputs: x, outputs: unet({ depth: 1, filters: 4, seed: 1 })(x) });

async function learn(model: LayersModel): Promise<number> {
  const batch = () => tf.tidy(() => {
    const inputs = normal([2, 16, 16, 3], 1);
    return { inputs, targets: tf.cast(tf.greater(tf.sum(inputs, -1, true), 0), 'float32') };
  });
  const optimizer = adam({ learningRate: 0.01 });
  const { history } = await train(model, { data: { steps: 2, batch }, loss: binaryCrossEntropy(), optimizer, epochs: 1 });
  optimizer.dispose();
  return history[0].loss;
}

/** What is held after each turn, a line a turn; and the losses of a model that goes from backend to backend. */
export async function takeTurns(rounds: number, starts: readonly (() => Promise<unknown>)[]): Promise<{ held: string[][]; losses: number[] }> {
  const [held, losses]: [string[][], number[]] = [[], []];
  let traveller: LayersModel | undefined;
  for (let round = 0; round < rounds; round++) {
    const lines: string[] = [];
    for (const start of starts) {
      await start();
      const model = small();
      await learn(model);
      model.dispose();
      traveller ??= small();
      losses.push(await learn(traveller));
      const { numTensors, numBytes } = tf.memory();
      const { name, memoryBytes = 0 } = backendReport();
      lines.push(`${name}: ${numTensors} tensors, ${numBytes} bytes, ${tf.backend().numDataIds()} buffers, heap ${memoryBytes}`);
    }
    held.push(lines);
  }
  traveller?.dispose();
  return { held, losses };
}
