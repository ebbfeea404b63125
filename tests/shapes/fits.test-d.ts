import { concat, convBlock, input } from 'tfjs-blocks/blocks';
import type { Dim, Fits, Sym } from 'tfjs-blocks/shapes';
import { describe, expectTypeOf, it } from 'vitest';

describe('sizes that must fit', () => {
  it('say what is expected and what came', () => {
    expectTypeOf<Fits<64, 48, 64, 48>>().toEqualTypeOf<unknown>();
    expectTypeOf<Fits<128, 96, 64, 48>>().toEqualTypeOf<'a size of 64 × 48 is expected, this is 128 × 96'>();
    expectTypeOf<Fits<64, null, 32, 48>>().toEqualTypeOf<'a size of 32 × 48 is expected, this is 64 × any'>();
  });

  it('are left to the run where they are open or not known', () => {
    expectTypeOf<Fits<null, 48, 64, number>>().toEqualTypeOf<unknown>();
    expectTypeOf<Fits<Dim, number, 64, null>>().toEqualTypeOf<unknown>();
    const [literal, open] = [input([64, 48, 3]), input([null, 48, 4])];
    expectTypeOf(concat(literal, open)).toEqualTypeOf<Sym<readonly [null, 64, 48, 7]>>();
    const size: number = 64;
    expectTypeOf(concat(literal, convBlock({ filters: 2 })(input([size, size, 1])))).toEqualTypeOf<Sym<readonly [null, 64, 48, 5]>>();
  });
});
