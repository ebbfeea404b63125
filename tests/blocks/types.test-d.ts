import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { batchNorm, concat, convBlock, input, maxPool, unetDecoder, unetEncoder, upsample } from 'tfjs-blocks/blocks';
import { unet } from 'tfjs-blocks/models';
import type { Sym } from 'tfjs-blocks/shapes';
import { describe, expectTypeOf, it } from 'vitest';

const x = input([128, 96, 3]);

describe('shapes of blocks', () => {
  it('are known to the compiler', () => {
    expectTypeOf(x).toEqualTypeOf<Sym<readonly [null, 128, 96, 3]>>();
    expectTypeOf(convBlock({ filters: 32 })(x)).toEqualTypeOf<Sym<readonly [null, 128, 96, 32]>>();
    expectTypeOf(convBlock({ filters: 32, strides: 2 })(x)).toEqualTypeOf<Sym<readonly [null, 64, 48, 32]>>();
    expectTypeOf(convBlock({ filters: 8, kernelSize: 5, padding: 'valid' })(x)).toEqualTypeOf<Sym<readonly [null, 124, 92, 8]>>();
    expectTypeOf(convBlock({ filters: 8, dilationRate: 2, padding: 'valid' })(x)).toEqualTypeOf<Sym<readonly [null, 124, 92, 8]>>();
    expectTypeOf(maxPool()(x)).toEqualTypeOf<Sym<readonly [null, 64, 48, 3]>>();
    expectTypeOf(maxPool({ poolSize: 3, strides: 2 })(x)).toEqualTypeOf<Sym<readonly [null, 63, 47, 3]>>();
    expectTypeOf(batchNorm()(x)).toEqualTypeOf<Sym<readonly [null, 128, 96, 3]>>();
    expectTypeOf(upsample({ kind: 'nearest' })(x)).toEqualTypeOf<Sym<readonly [null, 256, 192, 3]>>();
    expectTypeOf(upsample({ kind: 'bilinear' })(x)).toEqualTypeOf<Sym<readonly [null, 256, 192, 3]>>();
    expectTypeOf(upsample({ kind: 'transposed', filters: 5 })(x)).toEqualTypeOf<Sym<readonly [null, 256, 192, 5]>>();
    expectTypeOf(concat(x, convBlock({ filters: 16 })(x))).toEqualTypeOf<Sym<readonly [null, 128, 96, 19]>>();
    expectTypeOf(unet()(x)).toEqualTypeOf<Sym<readonly [null, 128, 96, 1]>>();
    expectTypeOf(unet({ classes: 4 })(x)).toEqualTypeOf<Sym<readonly [null, 128, 96, 4]>>();
  });

  it('go down and up the U-Net', () => {
    const [skip, down] = unetEncoder({ filters: 16 })(x);
    expectTypeOf(skip).toEqualTypeOf<Sym<readonly [null, 128, 96, 16]>>();
    expectTypeOf(down).toEqualTypeOf<Sym<readonly [null, 64, 48, 16]>>();
    expectTypeOf(unetDecoder({ filters: 8 })(down, skip)).toEqualTypeOf<Sym<readonly [null, 128, 96, 8]>>();
  });

  it('that do not fit do not compile', () => {
    const [skip, down] = unetEncoder({ filters: 16 })(x);
    // @ts-expect-error 128 × 96 does not concatenate with 64 × 48
    concat(skip, down);
    // @ts-expect-error the skip is as small as the input of the decoder
    unetDecoder({ filters: 8 })(down, down);
    // @ts-expect-error the result has 128 rows, not 64
    expectTypeOf<Sym<readonly [null, 64, 48, 8]>>(unetDecoder({ filters: 8 })(down, skip));
    // @ts-expect-error features without pixels
    convBlock({ filters: 8 })(input([10]));
    // @ts-expect-error only a transposed convolution chooses its filters
    upsample({ kind: 'nearest', filters: 8 });
    // @ts-expect-error a transposed convolution needs filters
    upsample({ kind: 'transposed' });
  });

  it('stay open where they are not known', () => {
    const filters: number = 8;
    expectTypeOf(convBlock({ filters, strides: 2 })(input([null, null, 3])))
      .toEqualTypeOf<Sym<readonly [null, null, null, number]>>();
    expectTypeOf(concat(input([null, null, 3]), input([null, null, 4]))).toEqualTypeOf<Sym<readonly [null, null, null, 7]>>();
    expectTypeOf(unet()(x)).toExtend<SymbolicTensor>();
    const plain = x as SymbolicTensor;
    expectTypeOf(convBlock({ filters: 8 })(plain)).toExtend<SymbolicTensor>();
  });
});
