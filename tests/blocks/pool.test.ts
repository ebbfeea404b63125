import { averagePool, maxPool, type PoolOptions } from 'tfjs-blocks/blocks';
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
    apply: (_, x) => maxPool({ ...options, name: 'pool' })(x),
    output: [null, ...output],
    ownClasses: padded(options) ? ['PaddedMaxPooling2D'] : [],
  });
  blockContract(`averagePool ${JSON.stringify(options)}`, {
    inputs: [[7, 6, 2]],
    apply: (_, x) => averagePool({ ...options, name: 'pool' })(x),
    output: [null, ...output],
    ownClasses: options.padding === 'ceil' ? ['PaddedAveragePooling2D'] : [],
  });
}
