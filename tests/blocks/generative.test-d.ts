import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { convBlock, dense, flatten, input, reshape, transposedConv } from 'tfjs-blocks/blocks';
import type { Sym } from 'tfjs-blocks/shapes';
import { describe, expectTypeOf, it } from 'vitest';

const x = input([16, 12, 3]);

describe('shapes of blocks', () => {
  it('are known to the compiler', () => {
    expectTypeOf(dense({ units: 5 })(input([64]))).toEqualTypeOf<Sym<readonly [null, 5]>>();
    expectTypeOf(flatten()(x)).toEqualTypeOf<Sym<readonly [null, 576]>>();
    expectTypeOf(reshape([4, 4, 4])(input([64]))).toEqualTypeOf<Sym<readonly [null, 4, 4, 4]>>();
    expectTypeOf(transposedConv({ filters: 8 })(x)).toEqualTypeOf<Sym<readonly [null, 32, 24, 8]>>();
    expectTypeOf(transposedConv({ filters: 8, kernelSize: 3, padding: 'torch' })(x)).toEqualTypeOf<Sym<readonly [null, 32, 24, 8]>>();
    expectTypeOf(transposedConv({ filters: 8, kernelSize: [4, 2], padding: 'valid' })(x)).toEqualTypeOf<Sym<readonly [null, 34, 24, 8]>>();
    expectTypeOf(convBlock({ filters: 8, kernelNorm: 'spectral' })(x)).toEqualTypeOf<Sym<readonly [null, 16, 12, 8]>>();
  });

  it('that do not fit do not compile', () => {
    // @ts-expect-error 4 · 4 · 4 numbers are not 63
    reshape([4, 4, 4])(input([63]));
    // @ts-expect-error an image is not in a row
    dense({ units: 5 })(x);
    // @ts-expect-error the result has 32 rows
    expectTypeOf<Sym<readonly [null, 16, 24, 8]>>(transposedConv({ filters: 8 })(x));
  });

  it('stay open where they are not known', () => {
    const size: number = 8;
    expectTypeOf(dense({ units: size })(input([size]))).toEqualTypeOf<Sym<readonly [null, number]>>();
    expectTypeOf(flatten()(input([size, 4]))).toEqualTypeOf<Sym<readonly [null, number]>>();
    expectTypeOf(reshape([size, 4])(input([64]))).toEqualTypeOf<Sym<readonly [null, number, 4]>>();
    expectTypeOf(transposedConv({ filters: 8 })(input([null, size, 3]))).toEqualTypeOf<Sym<readonly [null, null, number, 8]>>();
    const plain = x as SymbolicTensor;
    for (const y of [flatten()(plain), dense({ units: 5 })(plain), reshape([4])(plain), transposedConv({ filters: 8 })(plain)]) {
      expectTypeOf(y).toExtend<SymbolicTensor>();
    }
  });
});
