import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import {
  concat, denseBlock, denseTransition, depthwiseConv, input, invertedResidual, separableConv, vggBlock,
} from 'tfjs-blocks/blocks';
import type { Sym } from 'tfjs-blocks/shapes';
import { describe, expectTypeOf, it } from 'vitest';

const x = input([128, 96, 16]);

describe('shapes of mobile blocks', () => {
  it('are known to the compiler', () => {
    expectTypeOf(depthwiseConv()(x)).toEqualTypeOf<Sym<readonly [null, 128, 96, 16]>>();
    expectTypeOf(depthwiseConv({ strides: 2, depthMultiplier: 3 })(x)).toEqualTypeOf<Sym<readonly [null, 64, 48, 48]>>();
    expectTypeOf(depthwiseConv({ kernelSize: [1, 5], padding: 'valid' })(x)).toEqualTypeOf<Sym<readonly [null, 128, 92, 16]>>();
    expectTypeOf(depthwiseConv({ dilationRate: 2, padding: 'valid' })(x)).toEqualTypeOf<Sym<readonly [null, 124, 92, 16]>>();
    expectTypeOf(separableConv({ filters: 8, strides: 2, depthMultiplier: 2 })(x)).toEqualTypeOf<Sym<readonly [null, 64, 48, 8]>>();
    expectTypeOf(invertedResidual({ filters: 24, strides: 2, kernelSize: 5 })(x)).toEqualTypeOf<Sym<readonly [null, 64, 48, 24]>>();
    expectTypeOf(denseBlock({ growthRate: 32, layers: 6 })(x)).toEqualTypeOf<Sym<readonly [null, 128, 96, 208]>>();
    expectTypeOf(denseTransition({ filters: 8 })(x)).toEqualTypeOf<Sym<readonly [null, 64, 48, 8]>>();
    expectTypeOf(vggBlock({ filters: 64 })(input([225, 224, 3]))).toEqualTypeOf<Sym<readonly [null, 112, 112, 64]>>();
  });

  it('that do not fit do not compile', () => {
    // @ts-expect-error a block of strides 2 has no skip of the size of its input
    concat(x, invertedResidual({ filters: 16, strides: 2 })(x));
    // @ts-expect-error 16 + 2·8 channels are 32, not 24
    expectTypeOf<Sym<readonly [null, 128, 96, 24]>>(denseBlock({ growthRate: 8, layers: 2 })(x));
    // @ts-expect-error features without pixels
    depthwiseConv()(input([10]));
    // @ts-expect-error without filters
    separableConv({ kernelSize: 3 });
    // @ts-expect-error without layers
    denseBlock({ growthRate: 8 });
  });

  it('stay open where they are not known', () => {
    const layers: number = 2;
    expectTypeOf(denseBlock({ growthRate: 8, layers })(input([null, null, 3]))).toEqualTypeOf<Sym<readonly [null, null, null, number]>>();
    expectTypeOf(depthwiseConv({ strides: 2 })(input([null, null, 3]))).toEqualTypeOf<Sym<readonly [null, null, null, 3]>>();
    expectTypeOf(invertedResidual({ filters: 8 })(x as SymbolicTensor)).toExtend<SymbolicTensor>();
  });
});
