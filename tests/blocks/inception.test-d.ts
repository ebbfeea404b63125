import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import {
  concat, inceptionA, inceptionB, inceptionBlock, inceptionC, inceptionD, inceptionE, inceptionResnetA, inceptionResnetB, inceptionResnetC,
  input,
} from 'tfjs-blocks/blocks';
import { googlenet, inceptionV3 } from 'tfjs-blocks/models';
import type { Sym } from 'tfjs-blocks/shapes';
import { describe, expectTypeOf, it } from 'vitest';

const x = input([35, 28, 288]);
const module = { b1: 64, b3: [96, 128], b5: [16, 32], pool: 32 } as const;

describe('shapes of inception modules', () => {
  it('are known to the compiler', () => {
    expectTypeOf(inceptionBlock({ b1: 64, b3: [96, 128], b5: [16, 32], pool: 32 })(x)).toEqualTypeOf<Sym<readonly [null, 35, 28, 256]>>();
    expectTypeOf(inceptionA({ pool: 32 })(x)).toEqualTypeOf<Sym<readonly [null, 35, 28, 256]>>();
    expectTypeOf(inceptionA({ b1: 1, b5: [2, 3], b3double: [4, 5, 6], pool: 7 })(x)).toEqualTypeOf<Sym<readonly [null, 35, 28, 17]>>();
    expectTypeOf(inceptionB()(x)).toEqualTypeOf<Sym<readonly [null, 17, 13, 768]>>();
    expectTypeOf(inceptionB({ padding: 'same', b3: 10 })(x)).toEqualTypeOf<Sym<readonly [null, 18, 14, 394]>>();
    expectTypeOf(inceptionC({ reduce: 128 })(x)).toEqualTypeOf<Sym<readonly [null, 35, 28, 768]>>();
    expectTypeOf(inceptionD()(x)).toEqualTypeOf<Sym<readonly [null, 17, 13, 800]>>();
    expectTypeOf(inceptionE()(x)).toEqualTypeOf<Sym<readonly [null, 35, 28, 2048]>>();
    expectTypeOf(inceptionResnetA()(x)).toEqualTypeOf<Sym<readonly [null, 35, 28, 288]>>();
    expectTypeOf(inceptionResnetB()(x)).toEqualTypeOf<Sym<readonly [null, 35, 28, 288]>>();
    expectTypeOf(inceptionResnetC()(x)).toEqualTypeOf<Sym<readonly [null, 35, 28, 288]>>();
  });

  it('that do not fit do not compile', () => {
    // @ts-expect-error 17 × 13 does not concatenate with 35 × 28
    concat(x, inceptionB()(x));
    // @ts-expect-error the channels are 256
    expectTypeOf<Sym<readonly [null, 35, 28, 192]>>(inceptionBlock(module)(x));
    // @ts-expect-error a reduction and the filters
    inceptionBlock({ ...module, b3: 128 });
    // @ts-expect-error features without pixels
    inceptionA({ pool: 1 })(input([10]));
    // @ts-expect-error PyTorch's padding is none of this module's
    inceptionD({ padding: 'torch' });
  });

  it('stay open where they are not known', () => {
    const pool: number = 8;
    expectTypeOf(inceptionBlock({ ...module, pool })(input([null, null, 3]))).toEqualTypeOf<Sym<readonly [null, null, null, number]>>();
    expectTypeOf(inceptionBlock(module)(x as SymbolicTensor)).toExtend<SymbolicTensor>();
    expectTypeOf(inceptionResnetA()(x as SymbolicTensor)).toExtend<SymbolicTensor>();
  });
});

describe('feature maps', () => {
  it('of googlenet are known to the compiler', () => {
    expectTypeOf(googlenet()(input([75, 224, 3]))).toEqualTypeOf<readonly [
      Sym<readonly [null, 38, 112, 64]>, Sym<readonly [null, 19, 56, 192]>, Sym<readonly [null, 9, 28, 480]>,
      Sym<readonly [null, 4, 14, 832]>, Sym<readonly [null, 2, 7, 1024]>,
    ]>();
    expectTypeOf(googlenet({ width: 0.5 })(input([null, 224, 3]))[4]).toEqualTypeOf<Sym<readonly [null, null, 7, number]>>();
    expectTypeOf(googlenet({ width: 0.5 })(input([64, 64, 3]))[1]).toEqualTypeOf<Sym<readonly [null, 16, 16, 96]>>();
  });

  it('of inceptionV3 are known to the compiler', () => {
    expectTypeOf(inceptionV3()(input([299, 108, 3]))).toEqualTypeOf<readonly [
      Sym<readonly [null, 147, 51, 64]>, Sym<readonly [null, 71, 23, 192]>, Sym<readonly [null, 35, 11, 288]>,
      Sym<readonly [null, 17, 5, 768]>, Sym<readonly [null, 8, 2, 2048]>,
    ]>();
    expectTypeOf(inceptionV3({ padding: 'same' })(input([65, 33, 3]))[4]).toEqualTypeOf<Sym<readonly [null, 3, 2, 2048]>>();
  });
});
