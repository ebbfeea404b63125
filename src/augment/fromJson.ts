/** Transforms and steps from JSON, as `JSON.stringify` wrote them: a pipeline crosses to a worker or into a run's record. */
import { checkOneOf, invalid } from '../shapes/check';
import { affine } from './affine';
import { autoContrast } from './autoContrast';
import { brightness } from './brightness';
import { brightnessContrast } from './brightnessContrast';
import { centerCrop } from './centerCrop';
import { channelShuffle } from './channelShuffle';
import { clahe } from './clahe';
import { colorJitter } from './colorJitter';
import { compose, type Augment } from './compose';
import { contrast } from './contrast';
import { cutout } from './cutout';
import { defocus } from './defocus';
import { elastic } from './elastic';
import { equalize } from './equalize';
import { flip } from './flip';
import { gamma } from './gamma';
import { gaussianBlur } from './gaussianBlur';
import { gaussianNoise } from './gaussianNoise';
import { grayscale } from './grayscale';
import { gridDistortion } from './gridDistortion';
import { hair } from './hair';
import { hue } from './hue';
import { jpegArtifacts } from './jpegArtifacts';
import { motionBlur } from './motionBlur';
import { oneOf } from './oneOf';
import { pad } from './pad';
import { perspective } from './perspective';
import { posterize } from './posterize';
import { randomCrop } from './randomCrop';
import { randomResizedCrop } from './randomResizedCrop';
import type { ReplayOptions } from './replay';
import { resize } from './resize';
import { rotate } from './rotate';
import { ruler } from './ruler';
import { saltPepper } from './saltPepper';
import { saturation } from './saturation';
import { scale } from './scale';
import { sharpen } from './sharpen';
import { shear } from './shear';
import { shift } from './shift';
import { solarize } from './solarize';
import { someOf } from './someOf';
import { sometimes } from './sometimes';
import { checkFields, checkOptions, type Transform } from './transform';
import { trivialAugment } from './trivialAugment';
import { turn90 } from './turn90';
import { vignette } from './vignette';

const simple = {
  affine, autoContrast, brightness, brightnessContrast, centerCrop, channelShuffle, clahe, colorJitter, contrast, cutout,
  defocus, elastic, equalize, flip, gamma, gaussianBlur, gaussianNoise, grayscale, gridDistortion, hair, hue, jpegArtifacts,
  motionBlur, pad, perspective, posterize, randomCrop, randomResizedCrop, resize, rotate, ruler, saltPepper, saturation,
  scale, sharpen, shear, shift, solarize, trivialAugment, turn90, vignette,
};

/** What holds transforms itself. */
const nested: Record<string, (transforms: Transform[], options: never) => Transform> = {
  oneOf,
  someOf,
  sometimes(transforms, options: { probability: number }) {
    checkOptions('sometimes', options, []);
    return sometimes(options.probability, transforms);
  },
};

/** Names of all transforms. */
const transformNames: readonly string[] = [...Object.keys(simple), ...Object.keys(nested)];

/**
 * The pipeline that `JSON.stringify(compose(…))` wrote.
 *
 * @throws if the text is no JSON or nested more than 100 deep, a transform, a field or an option is unknown (naming the nearest), or the
 *   options are wrong
 * @example
 * const again = augmentFromJson(JSON.stringify(compose([flip(), affine()])));
 */
export function augmentFromJson(text: string): Augment {
  const parsed = parse(text, 'augmentFromJson');
  checkDepth(parsed);
  const { transforms, options = {} } = (Array.isArray(parsed) ? { transforms: parsed as unknown[] } : parsed ?? {}) as
    { transforms?: unknown; options?: ReplayOptions };
  if (!Array.isArray(transforms)) throw invalid('text', 'augmentFromJson', 'a list of transforms, or an object with one', parsed);
  if (!Array.isArray(parsed)) checkFields('augmentFromJson', 'text', parsed, ['transforms', 'options']);
  return compose(transforms.map(transformOf), options);
}

function transformOf(value: unknown): Transform {
  const { name, options: given } = (value ?? {}) as { name?: string; options?: { transforms?: unknown[] } | null };
  const options = given ?? {};
  checkOneOf('augmentFromJson', 'name', name, transformNames);
  checkFields('augmentFromJson', 'transforms', { ...value as object, options }, ['name', 'options']);
  if (name! in simple) return simple[name as keyof typeof simple](options as never);
  const { transforms, ...rest } = options;
  if (!Array.isArray(transforms)) throw invalid('transforms', name!, 'a list of transforms, at least one', transforms);
  return nested[name!](transforms.map(transformOf), rest as never);
}

/** Throws where lists and objects hold each other so deep that going down them would overflow the stack. */
function checkDepth(value: unknown): void {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > 100) throw invalid('text', 'augmentFromJson', 'at most 100 levels of nesting', 'more');
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) as unknown[] : []));
  }
}

function parse(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`Invalid \`text\` in ${where}: expected JSON, received ${JSON.stringify(text)?.slice(0, 60)}.`, { cause: error });
  }
}
