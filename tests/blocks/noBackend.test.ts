/** A model that is built before there is a backend: this file sets none. */
import { expect, it } from 'vitest';
import { batchNorm, convBlock, dense, input, invertedResidual, transposedConv, upsample } from 'tfjs-blocks/blocks';
import { unet } from 'tfjs-blocks/models';

it.each([
  ['convBlock', () => convBlock({ filters: 2 })(input([8, 8, 3]))],
  ['transposedConv', () => transposedConv({ filters: 2 })(input([8, 8, 3]))],
  ['upsample', () => upsample({ kind: 'transposed', filters: 2 })(input([8, 8, 3]))],
  ['convBlock', () => invertedResidual({ filters: 2 })(input([8, 8, 3]))],
  ['convBlock', () => unet()(input([32, 32, 3]))],
  ['dense', () => dense({ units: 2 })(input([8]))],
  ['batchNorm', () => batchNorm()(input([8]))],
] as const)('%s says to call useBackend', (name, build) => {
  expect(build).toThrow(`No backend in ${name}: call \`await useBackend('wasm')\` of tfjs-blocks/backends before you build a model.`);
});
