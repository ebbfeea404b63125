/** A small U-Net that learns, as it would in a user's page. */
import * as tf from '@tensorflow/tfjs-core';
import { model as layersModel } from '@tensorflow/tfjs-layers';
import { input } from 'tfjs-blocks/blocks';
import { syntheticDermoscopy, toTensors } from 'tfjs-blocks/data';
import { binaryCrossEntropy } from 'tfjs-blocks/losses';
import { unet } from 'tfjs-blocks/models';
import { adam, train } from 'tfjs-blocks/train';

/** The loss of each epoch, and the live tensors and buffers after each. */
export async function trainSmallUnet(): Promise<{ losses: number[]; alive: string[] }> {
  const image = input([32, 32, 3]);
  const model = layersModel({ inputs: image, outputs: unet({ filters: 4, depth: 2, seed: 1 })(image) });
  const samples = syntheticDermoscopy({ count: 4, size: 32, seed: 1 });
  const batch = () => {
    const { images, masks } = toTensors(samples);
    return { inputs: images, targets: masks };
  };
  const alive: string[] = [];
  const { history } = await train(model, {
    data: { steps: 3, batch }, loss: binaryCrossEntropy(), optimizer: adam({ learningRate: 0.01 }), epochs: 4,
    onEpoch: () => { alive.push(`${tf.memory().numTensors} tensors, ${tf.backend().numDataIds()} buffers`); },
  });
  model.dispose();
  return { losses: history.map(({ loss }) => loss), alive };
}
