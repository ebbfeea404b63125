/** The list of weights in a `model.json` of tfjs. */
import type { io } from '@tensorflow/tfjs-core';
import { brief } from '../shapes/check';
import { sizeOf } from './safetensorsHeader';

/** Files, and the weights in them, one after the other. */
export type Manifest = { paths: string[]; weights: io.WeightsManifestEntry[] }[];

/** Bytes of a number. */
const bytesOfTypes = { float32: 4, int32: 4, bool: 1, complex64: 8 };
/** The same where weights are stored in fewer bytes. */
const bytesOfQuantized = { float16: 2, uint16: 2, uint8: 1 };

/** @throws unless it is a list of files and weights of different names that tfjs reads */
export function checkedManifest(given: unknown): Manifest {
  if (!Array.isArray(given) || !given.every(isGroup)) throw new Error('expected a `weightsManifest` of `paths` and `weights`');
  const names = new Set<string>();
  for (const weight of (given as Manifest).flatMap(({ weights }) => weights)) {
    const why = faultOf(weight as Partial<io.WeightsManifestEntry> | null);
    if (why) throw new Error(`expected a weight with ${why}, received ${brief(JSON.stringify(weight), 100)}`);
    if (names.has(weight.name)) throw new Error(`expected weights of different names, received two of the name ${brief(weight.name, 100)}`);
    names.add(weight.name);
  }
  return given as Manifest;
}

function isGroup(group: Partial<Manifest[number]> | null): boolean {
  return Array.isArray(group?.paths) && Array.isArray(group.weights)
    && group.paths.every((path: unknown) => typeof path === 'string' && path !== '' && !path.includes('\0'));
}

function faultOf(weight: Partial<io.WeightsManifestEntry> | null): string | undefined {
  const { name, shape, dtype, quantization } = weight ?? {};
  if (typeof name !== 'string') return 'a name';
  if (!Array.isArray(shape) || !shape.every((size) => Number.isInteger(size) && size >= 0)) return 'a shape of integers';
  if (typeof dtype !== 'string' || !Object.hasOwn(bytesOfTypes, dtype)) return `one of the types ${Object.keys(bytesOfTypes).join(', ')}`;
  if (quantization === undefined) return undefined;
  const { dtype: stored, scale, min } = quantization as Partial<typeof quantization> | null ?? {};
  if (typeof stored !== 'string' || !Object.hasOwn(bytesOfQuantized, stored)) return 'a quantization to float16, uint16 or uint8';
  if (stored === 'float16' || (Number.isFinite(scale) && Number.isFinite(min))) return undefined;
  return 'a scale and a least value of its quantization';
}

/** Of all weights in the files. */
export function bytesOfWeights(manifest: Manifest): number {
  return manifest.flatMap(({ weights }) => weights).reduce((sum, { dtype, shape, quantization }) => {
    const stored = quantization?.dtype as keyof typeof bytesOfQuantized | undefined;
    return sum + sizeOf(shape) * (stored ? bytesOfQuantized[stored] : bytesOfTypes[dtype as keyof typeof bytesOfTypes]);
  }, 0);
}
