import { adaptiveAveragePool, averagePool, blurPool, maxPool, sumPool } from 'tfjs-blocks/blocks';
import { adaptiveAveragePooling2d, averagePooling2d, blurPooling2d, maxPooling2d, sumPooling2d } from 'tfjs-blocks/layers';
import { describe, expect, it } from 'vitest';

const size = 'expected a positive integer or [height, width] of them';
const paddings = 'expected one of "same", "valid", "torch", "ceil"';

describe('bad options of pools', () => {
  it.each([
    ['poolSize', () => averagePool({ poolSize: [2, 0] }), `Invalid \`poolSize\` in averagePool: ${size}, received [2,0].`],
    ['strides', () => maxPool({ strides: 0 }), `Invalid \`strides\` in maxPool: ${size}, received 0.`],
    ['padding', () => sumPool({ padding: 'full' as 'same' }), `Invalid \`padding\` in sumPool: ${paddings}, received "full".`],
    ['outputSize', () => adaptiveAveragePool({ outputSize: 0 }), `Invalid \`outputSize\` in adaptiveAveragePool: ${size}, received 0.`],
    ['kernelSize', () => blurPool({ kernelSize: 0 }), 'Invalid `kernelSize` in blurPool: expected a positive integer, received 0.'],
    ['strides of a blur', () => blurPool({ strides: 1.5 }), 'Invalid `strides` in blurPool: expected a positive integer, received 1.5.'],
    ['layer of a maximum', () => maxPooling2d({ poolSize: 0 }), `Invalid \`poolSize\` in maxPooling2d: ${size}, received 0.`],
    ['layer of a mean', () => averagePooling2d({ strides: 0 }), `Invalid \`strides\` in averagePooling2d: ${size}, received 0.`],
    ['layer of a sum', () => sumPooling2d({ poolSize: 0 }), `Invalid \`poolSize\` in sumPooling2d: ${size}, received 0.`],
    ['layer of a size', () => adaptiveAveragePooling2d({ outputSize: 0 }), 'Invalid `outputSize` in adaptiveAveragePooling2d'],
    ['layer of a blur', () => blurPooling2d({ strides: 0 }), 'Invalid `strides` in blurPooling2d'],
  ])('are named: %s', (_, build, message) => {
    expect(build).toThrow(message);
  });
});
