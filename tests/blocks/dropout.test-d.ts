import { dropout, dropPath, input, spatialDropout } from 'tfjs-blocks/blocks';
import type { Sym } from 'tfjs-blocks/shapes';
import { describe, expectTypeOf, it } from 'vitest';

describe('shapes of dropout', () => {
  it('are those of their inputs', () => {
    expectTypeOf(dropout({ rate: 0.5 })(input([10]))).toEqualTypeOf<Sym<readonly [null, 10]>>();
    expectTypeOf(dropPath({ rate: 0.5 })(input([32, 24, 8]))).toEqualTypeOf<Sym<readonly [null, 32, 24, 8]>>();
    expectTypeOf(spatialDropout({ rate: 0.5 })(input([32, 24, 8]))).toEqualTypeOf<Sym<readonly [null, 32, 24, 8]>>();
  });

  it('that do not fit do not compile', () => {
    // @ts-expect-error no image
    spatialDropout({ rate: 0.5 })(input([10]));
    // @ts-expect-error without a rate
    dropPath({});
  });
});
