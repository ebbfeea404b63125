import * as tf from '@tensorflow/tfjs-core';
import { it } from 'vitest';
import { binaryCrossEntropy, dice } from 'tfjs-blocks/losses';
import golden from '../golden/blocks.json';
import { onEveryDevice } from '../contracts/devices';
import { tensorOf } from '../contracts/golden';
import { expectClose } from '../contracts/numeric';

const families: Record<string, (options: object) => ReturnType<typeof dice>> = { binaryCrossEntropy, dice };

onEveryDevice('losses as in torch', () => {
  it.each(golden.losses)('$name $options', ({ name, options, value, ...tensors }) => {
    const loss = families[name](options);
    const result = tf.valueAndGrad((z) => loss(tensorOf(tensors.targets), z))(tensorOf(tensors.logits));
    expectClose(tf.div(result.value, value), [1], 1e-6);
    expectClose(result.grad, tensorOf(tensors.gradient), 1e-6);
  });
});
