import { convBlock, groupNorm, input, instanceNorm, layerNorm } from 'tfjs-blocks/blocks';
import type { Sym } from 'tfjs-blocks/shapes';
import { describe, expectTypeOf, it } from 'vitest';

const x = input([32, 24, 8]);

describe('shapes of norms', () => {
  it('are those of their inputs', () => {
    for (const norm of [groupNorm({ groups: 4 }), instanceNorm(), layerNorm()]) {
      expectTypeOf(norm(x)).toEqualTypeOf<Sym<readonly [null, 32, 24, 8]>>();
    }
  });

  it('need the options of their kind', () => {
    // @ts-expect-error without groups
    convBlock({ filters: 8, norm: { kind: 'group' } });
    // @ts-expect-error no moving averages
    convBlock({ filters: 8, norm: { kind: 'layer', momentum: 0.9 } });
    // @ts-expect-error without groups
    groupNorm();
  });
});
