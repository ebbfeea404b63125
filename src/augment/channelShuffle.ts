/** Puts the three channels into a random order. */
import { checkOptions, transform, type Chance, type Transform } from './transform';

/**
 * @example
 * compose([channelShuffle({ probability: 0.1 })]);
 */
export function channelShuffle(options: Chance = {}): Transform {
  checkOptions('channelShuffle', options, []);
  return transform('channelShuffle', options, (random) => ({
    kind: 'channelShuffle',
    name: 'channelShuffle',
    order: random.shuffle([0, 1, 2]),
  }));
}
