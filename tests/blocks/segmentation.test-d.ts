import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { add, aspp, attentionGate, fpn, input, pyramidPooling, resize, resizeLike, unetDecoder, unetPlusPlusNode } from 'tfjs-blocks/blocks';
import type { Divisible, Sym } from 'tfjs-blocks/shapes';
import { describe, expectTypeOf, it } from 'vitest';

const [fine, coarse] = [input([64, 48, 16]), input([32, 24, 32])];

describe('shapes of segmentation blocks', () => {
  it('are known to the compiler', () => {
    expectTypeOf(add(fine, fine)).toEqualTypeOf<Sym<readonly [null, 64, 48, 16]>>();
    expectTypeOf(resize({ height: 10, width: 20 })(fine)).toEqualTypeOf<Sym<readonly [null, 10, 20, 16]>>();
    expectTypeOf(resizeLike()(coarse, fine)).toEqualTypeOf<Sym<readonly [null, 64, 48, 32]>>();
    expectTypeOf(aspp()(coarse)).toEqualTypeOf<Sym<readonly [null, 32, 24, 256]>>();
    expectTypeOf(aspp({ filters: 8, rates: [2] })(coarse)).toEqualTypeOf<Sym<readonly [null, 32, 24, 8]>>();
    expectTypeOf(pyramidPooling({ filters: 8 })(coarse)).toEqualTypeOf<Sym<readonly [null, 32, 24, 64]>>();
    expectTypeOf(pyramidPooling({ filters: 8, bins: [1, 2] })(coarse)).toEqualTypeOf<Sym<readonly [null, 32, 24, 48]>>();
    expectTypeOf(attentionGate({ filters: 4 })(coarse, fine)).toEqualTypeOf<Sym<readonly [null, 64, 48, 16]>>();
    expectTypeOf(unetPlusPlusNode({ filters: 8 })(coarse, fine, fine)).toEqualTypeOf<Sym<readonly [null, 64, 48, 8]>>();
    expectTypeOf(unetDecoder({ filters: 16, skip: 'add' })(coarse, fine)).toEqualTypeOf<Sym<readonly [null, 64, 48, 16]>>();
    expectTypeOf(fpn({ filters: 8 })([fine, coarse]))
      .toEqualTypeOf<readonly [Sym<readonly [null, 64, 48, 8]>, Sym<readonly [null, 32, 24, 8]>]>();
  });

  it('that do not fit do not compile', () => {
    // @ts-expect-error 64 × 48 and 32 × 24
    add(fine, coarse);
    // @ts-expect-error 16 channels and 8
    add(fine, input([64, 48, 8]));
    // @ts-expect-error the gate is as large as the skip
    attentionGate({ filters: 4 })(fine, fine);
    // @ts-expect-error the skip has 16 channels, the sum 8
    unetDecoder({ filters: 8, skip: 'add' })(coarse, fine);
    // @ts-expect-error the second skip is too small
    unetPlusPlusNode({ filters: 8 })(coarse, fine, coarse);
  });

  it('stay open where they are not known', () => {
    expectTypeOf(resizeLike()(coarse, input([null, null, 3]))).toEqualTypeOf<Sym<readonly [null, null, null, 32]>>();
    const plain = fine as SymbolicTensor;
    expectTypeOf(add(plain, plain)).toExtend<SymbolicTensor>();
    expectTypeOf(attentionGate({ filters: 4 })(plain, plain)).toExtend<SymbolicTensor>();
    expectTypeOf(unetPlusPlusNode({ filters: 4 })(plain, plain)).toExtend<SymbolicTensor>();
  });
});

describe('sizes that must divide', () => {
  it('are an error in words', () => {
    expectTypeOf<Divisible<100, 128, 16>>().toEqualTypeOf<'height 100 is not divisible by 16'>();
    expectTypeOf<Divisible<128, 100, 16>>().toEqualTypeOf<'width 100 is not divisible by 16'>();
    expectTypeOf<Divisible<100, 100, 16>>().toEqualTypeOf<'height 100 is not divisible by 16'>();
    expectTypeOf<Divisible<96, 128, 32>>().toEqualTypeOf<unknown>();
  });

  it('pass where they are not known', () => {
    expectTypeOf<Divisible<null, number, 16>>().toEqualTypeOf<unknown>();
    expectTypeOf<Divisible<100, 100, number>>().toEqualTypeOf<unknown>();
  });
});
