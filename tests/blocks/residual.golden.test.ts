import { expect, it } from 'vitest';
import { bottleneckBlock, cbam, residualBlock, squeezeExcite } from 'tfjs-blocks/blocks';
import type { FeatureMap } from 'tfjs-blocks/models';
import type { Sym } from 'tfjs-blocks/shapes';
import golden from '../golden/resnet.json';
import { onEveryDevice } from '../contracts/devices';
import { expectAsInTorch } from '../contracts/torchNet';

type Make = (options: never) => (x: FeatureMap) => Sym;

const makers: Record<string, Make> = { residualBlock, bottleneckBlock, squeezeExcite, cbam };

onEveryDevice('a block computes as in torch:', () => {
  it.each(Object.entries(golden.blocks))('%s', (title, entry) => {
    const make = makers[title.split(' ')[0]];
    expect(make).toBeDefined();
    const block = make({ ...entry.options, name: 'block' } as never);
    expectAsInTorch(entry, block, { names: [[/^/, '']], prefix: 'block' });
  });
});
