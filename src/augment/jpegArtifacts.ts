/**
 * What an image loses as a JPEG file: 8 × 8 blocks, rings around edges, washed colours.
 *
 * ITU-T recommendation T.81 (1992).
 */
import { checkedRange, checkOptions, transform, type Chance, type Range, type Transform } from './transform';

/**
 * A random quality, a whole number.
 *
 * @param options.qualityRange 1 is worst, 100 best; default [40, 95]
 * @throws where the range is not [low, high] with low ≤ high within 1 to 100
 * @example
 * compose([jpegArtifacts({ qualityRange: [40, 95], probability: 0.5 })]);
 */
export function jpegArtifacts(options: Chance & { readonly qualityRange?: Range } = {}): Transform {
  checkOptions('jpegArtifacts', options, ['qualityRange']);
  const range = checkedRange('jpegArtifacts', 'qualityRange', options.qualityRange ?? [40, 95], 1, 100);
  return transform('jpegArtifacts', options, (random) => ({
    kind: 'jpeg',
    name: 'jpegArtifacts',
    quality: Math.round(random.uniform(...range)),
  }));
}
