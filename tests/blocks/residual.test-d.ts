import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { bottleneckBlock, cbam, concat, input, residualBlock, squeezeExcite } from 'tfjs-blocks/blocks';
import { type Backbone, classifier, plainCnn, resnet18, resnet34, resnet50 } from 'tfjs-blocks/models';
import type { Dim, Sym } from 'tfjs-blocks/shapes';
import { describe, expectTypeOf, it } from 'vitest';

const x = input([127, 96, 3]);

describe('shapes of residual blocks', () => {
  it('are known to the compiler', () => {
    expectTypeOf(residualBlock({ filters: 32 })(x)).toEqualTypeOf<Sym<readonly [null, 127, 96, 32]>>();
    expectTypeOf(residualBlock({ filters: 32, strides: 2, padding: 'torch' })(x)).toEqualTypeOf<Sym<readonly [null, 64, 48, 32]>>();
    expectTypeOf(residualBlock({ filters: 3, dilationRate: 2 })(x)).toEqualTypeOf<Sym<readonly [null, 127, 96, 3]>>();
    expectTypeOf(bottleneckBlock({ filters: 32, strides: 2 })(x)).toEqualTypeOf<Sym<readonly [null, 64, 48, 128]>>();
    expectTypeOf(bottleneckBlock({ filters: 128, expansion: 2, groups: 32 })(x)).toEqualTypeOf<Sym<readonly [null, 127, 96, 256]>>();
    expectTypeOf(squeezeExcite()(x)).toEqualTypeOf<Sym<readonly [null, 127, 96, 3]>>();
    expectTypeOf(cbam()(x)).toEqualTypeOf<Sym<readonly [null, 127, 96, 3]>>();
  });

  it('that do not fit do not compile', () => {
    const half = residualBlock({ filters: 8, strides: 2 })(x);
    // @ts-expect-error 127 × 96 does not concatenate with 64 × 48
    concat(x, half);
    // @ts-expect-error the result has 32 channels, not 8
    expectTypeOf<Sym<readonly [null, 127, 96, 8]>>(bottleneckBlock({ filters: 8 })(x));
    // @ts-expect-error features without pixels
    squeezeExcite()(input([10]));
    // @ts-expect-error the border of an image without padding has no shortcut
    residualBlock({ filters: 8, padding: 'valid' });
    // @ts-expect-error an option of the paper, but not a number of ours
    resnet18({ outputStride: 4 });
  });

  it('stay open where they are not known', () => {
    const filters: number = 8;
    expectTypeOf(residualBlock({ filters, strides: 2 })(input([null, null, 3]))).toEqualTypeOf<Sym<readonly [null, null, null, number]>>();
    expectTypeOf(bottleneckBlock({ filters })(x)).toEqualTypeOf<Sym<readonly [null, 127, 96, number]>>();
    expectTypeOf(residualBlock({ filters })(x as SymbolicTensor)).toExtend<SymbolicTensor>();
    expectTypeOf(cbam()(x as SymbolicTensor)).toExtend<SymbolicTensor>();
  });
});

describe('feature maps', () => {
  it('of a ResNet are known to the compiler', () => {
    const maps = resnet18()(x);
    expectTypeOf(maps[0]).toEqualTypeOf<Sym<readonly [null, 64, 48, 64]>>();
    expectTypeOf(maps[1]).toEqualTypeOf<Sym<readonly [null, 32, 24, 64]>>();
    expectTypeOf(maps[2]).toEqualTypeOf<Sym<readonly [null, 16, 12, 128]>>();
    expectTypeOf(maps[3]).toEqualTypeOf<Sym<readonly [null, 8, 6, 256]>>();
    expectTypeOf(maps[4]).toEqualTypeOf<Sym<readonly [null, 4, 3, 512]>>();
    expectTypeOf(resnet50({ width: 0.25, outputStride: 8 })(x)[4]).toEqualTypeOf<Sym<readonly [null, 16, 12, 512]>>();
    expectTypeOf(resnet34({ outputStride: 16 })(x)[3]).toEqualTypeOf<Sym<readonly [null, 8, 6, 256]>>();
    expectTypeOf(resnet34({ outputStride: 8 })(x)[3]).toEqualTypeOf<Sym<readonly [null, 16, 12, 256]>>();
    expectTypeOf(resnet18({ width: 0.3 })(x)[1]).toEqualTypeOf<Sym<readonly [null, 32, 24, number]>>();
    expectTypeOf(resnet18({ width: 1 as number, outputStride: 8 as 8 | 32 })(x)[1]).toExtend<Sym<readonly [null, 32, 24, number]>>();
    expectTypeOf(resnet18()(input([null, null, 3]))[4]).toEqualTypeOf<Sym<readonly [null, null, null, 512]>>();
    expectTypeOf(resnet18()).toExtend<Backbone>();
    expectTypeOf(classifier({ backbone: resnet18(), classes: 7 })(x)).toEqualTypeOf<Sym<readonly [null, 7]>>();
  });

  it('of a plain CNN are known to the compiler', () => {
    expectTypeOf(plainCnn()(x)).toEqualTypeOf<readonly [
      Sym<readonly [null, 127, 96, 32]>, Sym<readonly [null, 63, 48, 64]>, Sym<readonly [null, 31, 24, 128]>,
    ]>();
    expectTypeOf(plainCnn({ filters: [4, 8] })(x)[1]).toEqualTypeOf<Sym<readonly [null, 63, 48, 8]>>();
    expectTypeOf(plainCnn({ filters: [4, 8] as number[] })(x)).toEqualTypeOf<readonly Sym<readonly [Dim, Dim, Dim, number]>[]>();
    expectTypeOf(plainCnn()).toExtend<Backbone>();
    // @ts-expect-error there are three maps
    void plainCnn()(x)[3];
  });
});
