import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { averagePool, input, maxPool } from 'tfjs-blocks/blocks';
import type { Sym } from 'tfjs-blocks/shapes';
import { describe, expectTypeOf, it } from 'vitest';

const x = input([113, 96, 3]);

describe('shapes of pools', () => {
  it('are known to the compiler', () => {
    expectTypeOf(maxPool({ poolSize: 3, strides: 2, padding: 'torch' })(x)).toEqualTypeOf<Sym<readonly [null, 57, 48, 3]>>();
    expectTypeOf(maxPool({ poolSize: 3, strides: 2, padding: 'ceil' })(x)).toEqualTypeOf<Sym<readonly [null, 56, 48, 3]>>();
    expectTypeOf(maxPool({ poolSize: [1, 2] })(x)).toEqualTypeOf<Sym<readonly [null, 113, 48, 3]>>();
    expectTypeOf(averagePool({ poolSize: 3, strides: [2, 1], padding: 'same' })(x)).toEqualTypeOf<Sym<readonly [null, 57, 96, 3]>>();
    expectTypeOf(averagePool()(x as SymbolicTensor)).toExtend<SymbolicTensor>();
  });

  it('that do not fit do not compile', () => {
    // @ts-expect-error 113 rows become 56, not 57
    expectTypeOf<Sym<readonly [null, 57, 48, 3]>>(averagePool({ poolSize: 3, strides: 2, padding: 'ceil' })(x));
    // @ts-expect-error no such padding
    maxPool({ padding: 'full' });
  });
});
