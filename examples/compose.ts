/**
 * A new architecture from blocks: a segmenter whose way down is residual, whose lowest level weighs channels and pixels, and
 * whose skips pass a gate. Hover over a name to see its shape; change a size and the compiler says where it no longer fits.
 *
 *   npx tsx examples/compose.ts
 */
import * as tf from '@tensorflow/tfjs-core';
import { model } from '@tensorflow/tfjs-layers';
import { useBackend } from 'tfjs-blocks/backends';
import { attentionGate, cbam, convBlock, input, residualBlock, unetDecoder } from 'tfjs-blocks/blocks';
import { summary } from 'tfjs-blocks/inspect';
import type { Sym } from 'tfjs-blocks/shapes';

await useBackend('wasm');

const image = input([96, 128, 3]);
const fine = convBlock({ filters: 16, name: 'stem' })(image);                                   // Sym<[null, 96, 128, 16]>
const middle = residualBlock({ filters: 32, strides: 2, name: 'down1' })(fine);                 // Sym<[null, 48, 64, 32]>
const coarse = residualBlock({ filters: 64, strides: 2, name: 'down2' })(middle);               // Sym<[null, 24, 32, 64]>
const focused = cbam({ ratio: 8, name: 'focus' })(coarse);                                      // Sym<[null, 24, 32, 64]>
const gated = attentionGate({ filters: 16, name: 'gate' })(focused, middle);                    // Sym<[null, 48, 64, 32]>
const up = unetDecoder({ filters: 32, name: 'up1' })(focused, gated);                           // Sym<[null, 48, 64, 32]>
const full = unetDecoder({ filters: 16, name: 'up0' })(up, fine);                               // Sym<[null, 96, 128, 16]>
const head = convBlock({ filters: 1, kernelSize: 1, norm: 'none', activation: 'linear', name: 'logits' });
const logits: Sym<readonly [null, 96, 128, 1]> = head(full);

const net = model({ inputs: image, outputs: logits });
const { parameters, multiplyAdds } = summary(net);
console.log(`${parameters.toLocaleString('en-US')} parameters, ${(multiplyAdds / 1e6).toFixed(0)} million multiply-adds an image`);
const y = net.predict(tf.zeros([1, 96, 128, 3])) as tf.Tensor;
console.log(`logits ${y.shape.join(' × ')}`);
