import { convBlock, groupNorm, instanceNorm, layerNorm, type Norm } from 'tfjs-blocks/blocks';
import { blockContract } from '../contracts/block';

const group = ['GroupNormalization'];
const norms: [Norm, string[]][] = [
  [{ kind: 'group', groups: 2, epsilon: 1e-5 }, group], [{ kind: 'instance' }, group], [{ kind: 'layer', epsilon: 1e-6 }, []],
];
for (const [norm, ownClasses] of norms) {
  blockContract(`convBlock ${JSON.stringify(norm)}`, {
    inputs: [[6, 5, 3]],
    block: (seed) => convBlock({ filters: 4, norm, seed, name: 'block' }),
    output: [null, 6, 5, 4],
    ownClasses,
  });
}

const image = { inputs: [[6, 5, 4]], output: [null, 6, 5, 4] };
blockContract('groupNorm', { ...image, block: () => groupNorm({ groups: 2, name: 'norm' }), ownClasses: group });
blockContract('instanceNorm', { ...image, block: () => instanceNorm({ name: 'norm' }), ownClasses: group });
blockContract('layerNorm', { ...image, block: () => layerNorm({ name: 'norm' }) });
