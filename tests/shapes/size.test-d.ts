import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { CeilDivide, ConvOutput, Dim, HeightOf, Plus, Product, Sym, Times, TransposedOutput, WidthOf } from 'tfjs-blocks/shapes';
import { describe, expectTypeOf, it } from 'vitest';

describe('sizes in types', () => {
  it('are those of convOutputSize', () => {
    expectTypeOf<ConvOutput<128, 3>>().toEqualTypeOf<128>();
    expectTypeOf<ConvOutput<128, 3, 2>>().toEqualTypeOf<64>();
    expectTypeOf<ConvOutput<7, 3, 2>>().toEqualTypeOf<4>();
    expectTypeOf<ConvOutput<28, 5, 1, 'valid'>>().toEqualTypeOf<24>();
    expectTypeOf<ConvOutput<224, 7, 2, 'valid'>>().toEqualTypeOf<109>();
    expectTypeOf<ConvOutput<10, 3, 1, 'valid', 2>>().toEqualTypeOf<6>();
    expectTypeOf<ConvOutput<224, 7, 2, 'torch'>>().toEqualTypeOf<112>();
    expectTypeOf<ConvOutput<7, 4, 2, 'torch'>>().toEqualTypeOf<3>();
    expectTypeOf<ConvOutput<7, 2, 1, 'torch', 2>>().toEqualTypeOf<7>();
    expectTypeOf<ConvOutput<112, 3, 2, 'ceil'>>().toEqualTypeOf<56>();
    expectTypeOf<ConvOutput<113, 3, 2, 'ceil'>>().toEqualTypeOf<56>();
    expectTypeOf<ConvOutput<114, 3, 2, 'ceil'>>().toEqualTypeOf<57>();
    expectTypeOf<ConvOutput<7, 2, 3, 'ceil'>>().toEqualTypeOf<3>();
    expectTypeOf<ConvOutput<6, 1, 3, 'ceil'>>().toEqualTypeOf<2>();
    expectTypeOf<ConvOutput<null, 3, 2, 'ceil'>>().toEqualTypeOf<null>();
    expectTypeOf<ConvOutput<number, 3, 2, 'torch'>>().toEqualTypeOf<number>();
    expectTypeOf<[HeightOf<[1, 7]>, WidthOf<[1, 7]>, HeightOf<3>]>().toEqualTypeOf<[1, 7, 3]>();
  });

  it('stay open where a number is', () => {
    expectTypeOf<ConvOutput<null, 3, 2, 'valid'>>().toEqualTypeOf<null>();
    expectTypeOf<ConvOutput<number, 3, 2>>().toEqualTypeOf<number>();
    expectTypeOf<ConvOutput<128, number, 1, 'valid'>>().toEqualTypeOf<number>();
    expectTypeOf<ConvOutput<128, 3, number>>().toEqualTypeOf<number>();
    expectTypeOf<ConvOutput<128, 3, 1, 'same' | 'valid'>>().toEqualTypeOf<number>();
    expectTypeOf<ConvOutput<Dim, 3, 2>>().toEqualTypeOf<Dim>();
    expectTypeOf<CeilDivide<null, 2>>().toEqualTypeOf<null>();
    expectTypeOf<Times<number, 2>>().toEqualTypeOf<number>();
    expectTypeOf<Plus<number, 2>>().toEqualTypeOf<number>();
  });

  it('add and multiply', () => {
    expectTypeOf<Plus<16, 32>>().toEqualTypeOf<48>();
    expectTypeOf<Times<64, 2>>().toEqualTypeOf<128>();
    expectTypeOf<Times<null, 2>>().toEqualTypeOf<null>();
  });

  it('are those of transposedOutputSize', () => {
    expectTypeOf<TransposedOutput<16, 4, 2>>().toEqualTypeOf<32>();
    expectTypeOf<TransposedOutput<16, 3, 2, 'torch'>>().toEqualTypeOf<32>();
    expectTypeOf<TransposedOutput<1, 4, 1, 'valid'>>().toEqualTypeOf<4>();
    expectTypeOf<TransposedOutput<5, 5, 3, 'valid'>>().toEqualTypeOf<17>();
    expectTypeOf<TransposedOutput<5, 2, 3, 'valid'>>().toEqualTypeOf<15>();
    expectTypeOf<TransposedOutput<null, 2, 3, 'valid'>>().toEqualTypeOf<null>();
    expectTypeOf<TransposedOutput<number, 2, 3, 'valid'>>().toEqualTypeOf<number>();
    expectTypeOf<TransposedOutput<5, number, 3, 'valid'>>().toEqualTypeOf<number>();
    expectTypeOf<TransposedOutput<5, 3, 2, 'same' | 'valid'>>().toEqualTypeOf<number>();
  });

  it('multiply to the length of a row', () => {
    expectTypeOf<Product<[4, 3, 2]>>().toEqualTypeOf<24>();
    expectTypeOf<Product<[]>>().toEqualTypeOf<1>();
    expectTypeOf<Product<[4, number, 2]>>().toEqualTypeOf<number>();
    expectTypeOf<Product<[4, null]>>().toEqualTypeOf<number>();
    expectTypeOf<Product<Dim[]>>().toEqualTypeOf<number>();
  });

  it('brand tensors of tfjs', () => {
    expectTypeOf<Sym<readonly [null, 2]>>().toExtend<SymbolicTensor>();
    expectTypeOf<Sym<readonly [null, 2]>>().not.toExtend<Sym<readonly [null, 3]>>();
  });
});
