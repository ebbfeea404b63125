import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { convBlock, input } from 'tfjs-blocks/blocks';
import { attentionUnet, backbone, deeplab, fcn, residualUnet, resnet18, unet, unetBackbone, unetPlusPlus, unetWith, vgg11 } from 'tfjs-blocks/models';
import type { FeatureMap } from 'tfjs-blocks/models';
import type { Sym } from 'tfjs-blocks/shapes';
import { describe, expectTypeOf, it } from 'vitest';

const [x, odd] = [input([128, 96, 3]), input([100, 96, 3])];
const halves = backbone((image: FeatureMap): FeatureMap[] => {
  const half = convBlock({ filters: 4, strides: 2 })(image);
  return [half, convBlock({ filters: 4, strides: 2 })(half)];
}, { prefix: 'halves', strides: [2, 4] });

describe('logits', () => {
  it('have the size of the image', () => {
    expectTypeOf(attentionUnet({ classes: 3 })(x)).toEqualTypeOf<Sym<readonly [null, 128, 96, 3]>>();
    expectTypeOf(residualUnet()(x)).toEqualTypeOf<Sym<readonly [null, 128, 96, 1]>>();
    expectTypeOf(unetPlusPlus({ classes: 2, depth: 3 })(x)).toEqualTypeOf<Sym<readonly [null, 128, 96, 2]>>();
    expectTypeOf(unetWith({ encoder: halves, classes: 5 })(x)).toEqualTypeOf<Sym<readonly [null, 128, 96, 5]>>();
    expectTypeOf(unetWith({ encoder: resnet18() })(x)).toEqualTypeOf<Sym<readonly [null, 128, 96, 1]>>();
    expectTypeOf(fcn({ backbone: resnet18(), classes: 21 })(odd)).toEqualTypeOf<Sym<readonly [null, 100, 96, 21]>>();
    expectTypeOf(deeplab({ backbone: resnet18({ outputStride: 16 }), classes: 21 })(odd)).toEqualTypeOf<Sym<readonly [null, 100, 96, 21]>>();
    expectTypeOf(deeplab({ backbone: halves, rates: [1] })(input([null, null, 3]))).toEqualTypeOf<Sym<readonly [null, null, null, 1]>>();
  });
});

describe('images that cannot be halved often enough', () => {
  it('do not compile', () => {
    // @ts-expect-error height 100 is not divisible by 16
    unet()(odd);
    // @ts-expect-error height 100 is not divisible by 8
    unet({ depth: 3 })(odd);
    // @ts-expect-error width 100 is not divisible by 16
    attentionUnet()(input([96, 100, 3]));
    // @ts-expect-error height 100 is not divisible by 16
    residualUnet()(odd);
    // @ts-expect-error height 100 is not divisible by 16
    unetPlusPlus()(odd);
    // @ts-expect-error height 98 is not divisible by 4
    unetWith({ encoder: halves })(input([98, 96, 3]));
    // @ts-expect-error height 100 is not divisible by 32
    unetWith({ encoder: resnet18() })(odd);
    // @ts-expect-error height 100 is not divisible by 32
    unetWith({ encoder: vgg11() })(odd);
  });

  it('are told which', () => {
    type Asked = Parameters<ReturnType<typeof unet>>[0];
    expectTypeOf<Asked>().toExtend<SymbolicTensor>();
    const check = unet<1, 4>();
    expectTypeOf(check<null, 100, 96, 3>).parameter(0).toExtend<'height 100 is not divisible by 16'>();
    expectTypeOf(check<null, 96, 100, 3>).parameter(0).toExtend<'width 100 is not divisible by 16'>();
  });

  it('compile where it is not known, or where they can', () => {
    expectTypeOf(unet({ depth: 2 })(odd)).toEqualTypeOf<Sym<readonly [null, 100, 96, 1]>>();
    expectTypeOf(unet()(input([null, null, 3]))).toEqualTypeOf<Sym<readonly [null, null, null, 1]>>();
    const depth: number = 3;
    expectTypeOf(unet({ depth })(odd)).toEqualTypeOf<Sym<readonly [null, 100, 96, 1]>>();
    expectTypeOf(unet()(odd as SymbolicTensor)).toExtend<SymbolicTensor>();
    expectTypeOf(unetWith({ encoder: unetBackbone() })(odd)).toEqualTypeOf<Sym<readonly [null, 100, 96, 1]>>();
  });
});
