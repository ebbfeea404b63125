import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { adaptiveAveragePool, averagePool, blurPool, globalAveragePool, globalMaxPool, input, maxPool, sumPool } from 'tfjs-blocks/blocks';
import type { Sym } from 'tfjs-blocks/shapes';
import { describe, expectTypeOf, it } from 'vitest';

const x = input([113, 96, 3]);

describe('shapes of pools', () => {
  it('are known to the compiler', () => {
    expectTypeOf(maxPool({ poolSize: 3, strides: 2, padding: 'torch' })(x)).toEqualTypeOf<Sym<readonly [null, 57, 48, 3]>>();
    expectTypeOf(maxPool({ poolSize: 3, strides: 2, padding: 'ceil' })(x)).toEqualTypeOf<Sym<readonly [null, 56, 48, 3]>>();
    expectTypeOf(maxPool({ poolSize: [1, 2] })(x)).toEqualTypeOf<Sym<readonly [null, 113, 48, 3]>>();
    expectTypeOf(averagePool({ poolSize: 3, strides: [2, 1], padding: 'same' })(x)).toEqualTypeOf<Sym<readonly [null, 57, 96, 3]>>();
    expectTypeOf(sumPool({ poolSize: [2, 3] })(x)).toEqualTypeOf<Sym<readonly [null, 56, 32, 3]>>();
    expectTypeOf(blurPool()(x)).toEqualTypeOf<Sym<readonly [null, 57, 48, 3]>>();
    expectTypeOf(adaptiveAveragePool({ outputSize: 7 })(x)).toEqualTypeOf<Sym<readonly [null, 7, 7, 3]>>();
    expectTypeOf(adaptiveAveragePool({ outputSize: [4, 2] })(x)).toEqualTypeOf<Sym<readonly [null, 4, 2, 3]>>();
    expectTypeOf(globalAveragePool()(x)).toEqualTypeOf<Sym<readonly [null, 3]>>();
    expectTypeOf(globalMaxPool({ keepDims: true })(x)).toEqualTypeOf<Sym<readonly [null, 1, 1, 3]>>();
    expectTypeOf(averagePool()(x as SymbolicTensor)).toExtend<SymbolicTensor>();
  });

  it('that do not fit do not compile', () => {
    // @ts-expect-error 113 rows become 56, not 57
    expectTypeOf<Sym<readonly [null, 57, 48, 3]>>(averagePool({ poolSize: 3, strides: 2, padding: 'ceil' })(x));
    // @ts-expect-error no image any more
    globalMaxPool()(globalAveragePool()(x));
    // @ts-expect-error no such padding
    maxPool({ padding: 'full' });
  });
});
