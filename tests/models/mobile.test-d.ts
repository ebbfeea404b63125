import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { input } from 'tfjs-blocks/blocks';
import { type Backbone, efficientnetLite0, mobilenetV2, unetWith, vgg16 } from 'tfjs-blocks/models';
import type { Sym } from 'tfjs-blocks/shapes';
import { describe, expectTypeOf, it } from 'vitest';

const x = input([70, 64, 3]);

describe('feature maps', () => {
  it('are known to the compiler', () => {
    expectTypeOf(vgg16()(x)).toEqualTypeOf<readonly [
      Sym<readonly [null, 70, 64, 64]>, Sym<readonly [null, 35, 32, 128]>, Sym<readonly [null, 17, 16, 256]>,
      Sym<readonly [null, 8, 8, 512]>, Sym<readonly [null, 4, 4, 512]>, Sym<readonly [null, 2, 2, 512]>,
    ]>();
    expectTypeOf(mobilenetV2()(x)).toEqualTypeOf<readonly [
      Sym<readonly [null, 35, 32, 16]>, Sym<readonly [null, 18, 16, 24]>, Sym<readonly [null, 9, 8, 32]>,
      Sym<readonly [null, 5, 4, 96]>, Sym<readonly [null, 3, 2, 1280]>,
    ]>();
    expectTypeOf(mobilenetV2({ outputStride: 8 })(x)[4]).toEqualTypeOf<Sym<readonly [null, 9, 8, 1280]>>();
    expectTypeOf(mobilenetV2({ width: 0.5 })(x)[0]).toEqualTypeOf<Sym<readonly [null, 35, 32, number]>>();
    expectTypeOf(efficientnetLite0({ outputStride: 16 })(x)[3]).toEqualTypeOf<Sym<readonly [null, 5, 4, 112]>>();
    expectTypeOf(mobilenetV2({ outputStride: 16 }).strides).toEqualTypeOf<[2, 4, 8, 16, 16]>();
  });

  it('are those of a backbone', () => {
    expectTypeOf(vgg16()).toExtend<Backbone>();
    expectTypeOf(mobilenetV2({ outputStride: 8 })).toExtend<Backbone>();
    expectTypeOf(vgg16()(x as SymbolicTensor)[5]).toExtend<SymbolicTensor>();
  });

  it('that do not fit do not compile', () => {
    // @ts-expect-error a stride of 4 is none of them
    mobilenetV2({ outputStride: 4 });
    // @ts-expect-error 70 rows are no multiple of 32
    unetWith({ encoder: vgg16() })(x);
    // @ts-expect-error five maps
    mobilenetV2()(x)[5] satisfies SymbolicTensor;
  });
});
