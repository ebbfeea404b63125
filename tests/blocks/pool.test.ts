import {
  adaptiveAveragePool, averagePool, blurPool, globalAveragePool, globalMaxPool, input, maxPool, type PoolOptions, sumPool,
} from 'tfjs-blocks/blocks';
import { describe, expect, it } from 'vitest';
import { blockContract } from '../contracts/block';

const rows: [PoolOptions, number[]][] = [
  [{}, [3, 3, 2]],
  [{ poolSize: 3, strides: 2, padding: 'same' }, [4, 3, 2]],
  [{ poolSize: 3, strides: 2, padding: 'torch' }, [4, 3, 2]],
  [{ poolSize: 3, strides: 2, padding: 'ceil' }, [3, 3, 2]],
  [{ poolSize: [1, 3], strides: [2, 1], padding: 'torch' }, [4, 6, 2]],
];
const padded = ({ padding }: PoolOptions) => padding === 'torch' || padding === 'ceil';

for (const [options, output] of rows) {
  blockContract(`maxPool ${JSON.stringify(options)}`, {
    inputs: [[7, 6, 2]],
    block: () => maxPool({ ...options, name: 'pool' }),
    output: [null, ...output],
    ownClasses: padded(options) ? ['PaddedMaxPooling2D'] : [],
  });
  blockContract(`averagePool ${JSON.stringify(options)}`, {
    inputs: [[7, 6, 2]],
    block: () => averagePool({ ...options, name: 'pool' }),
    output: [null, ...output],
    ownClasses: options.padding === 'ceil' ? ['PaddedAveragePooling2D'] : [],
  });
}

const image = { inputs: [[7, 6, 2]] };
blockContract('sumPool', {
  ...image, block: () => sumPool({ poolSize: 3, strides: 2, padding: 'same' }), output: [null, 4, 3, 2], ownClasses: ['SumPooling2D'],
});
for (const pool of [globalAveragePool, globalMaxPool]) {
  blockContract(pool.name, { ...image, block: () => pool({ name: 'pool' }), output: [null, 2] });
  blockContract(`${pool.name} with keepDims`, {
    ...image, block: () => pool({ keepDims: true, name: 'pool' }), output: [null, 1, 1, 2],
  });
}
blockContract('adaptiveAveragePool', {
  ...image, block: () => adaptiveAveragePool({ outputSize: [4, 3], name: 'pool' }), output: [null, 4, 3, 2],
  ownClasses: ['AdaptiveAveragePooling2D'],
});
blockContract('blurPool', {
  ...image, block: () => blurPool({ kernelSize: 4, name: 'pool' }), output: [null, 4, 3, 2], ownClasses: ['BlurPooling2D'],
});

describe('adaptiveAveragePool', () => {
  it('adds no layer where the size is that already', () => {
    const x = input([7, 6, 2]);
    expect(adaptiveAveragePool({ outputSize: [7, 6] })(x)).toBe(x);
  });
});
