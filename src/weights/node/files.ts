import { mkdir, open, readFile, rename, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel, type LayersModel } from '@tensorflow/tfjs-layers';
import { registerLayers } from '../../layers/register';
import { decodeSafetensors, encodeSafetensors, openSafetensors, type Safetensors, type SafetensorsFile } from '../safetensors';
import { partOf } from './parts';

/**
 * Writes a file so that a reader, or a run after a power cut, finds the old content or the new, never a part:
 * into a file beside it, of a name of its own, flushed to the disk, then renamed. Folders are made as needed. Where writing fails,
 * and before the next writing after a process has died of it, the file beside it is removed.
 */
export async function writeFileAtomically(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const part = await partOf(path);
  try {
    const file = await open(part, 'wx');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, path);
  } catch (error) {
    await unlink(part).catch(() => {}); // It may be that it could not be opened.
    throw error;
  }
}

/**
 * Saves a model in the tfjs layers format, `model.json` and `weights.bin`, which {@link loadModel} reads from disk and
 * `tf.loadLayersModel` from a web server; where it has layers that tfjs lacks, after `registerLayers`.
 */
export async function saveModel(model: LayersModel, directory: string): Promise<void> {
  let artifacts: tf.io.ModelArtifacts | undefined;
  await model.save(tf.io.withSaveHandler(async (given) => {
    artifacts = given;
    return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
  }));
  const { weightData, weightSpecs, ...topology } = artifacts!;
  const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
  await writeFileAtomically(join(directory, 'weights.bin'), new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData)));
  await writeFileAtomically(join(directory, 'model.json'), JSON.stringify({ ...topology, weightsManifest }));
}

/**
 * Loads a model in the tfjs layers format from disk.
 *
 * @throws where `model.json` or a weight file is missing or broken, naming it
 */
export async function loadModel(directory: string): Promise<LayersModel> {
  registerLayers();
  const path = join(directory, 'model.json');
  const text = await readFile(path, 'utf8');
  const { weightsManifest, ...topology } = naming(path, () => (JSON.parse(text) ?? {}) as tf.io.ModelJSON);
  if (!topology.modelTopology || !weightsManifest) throw new Error(`Invalid model ${path}: expected a tfjs layers model.`);
  const files = weightsManifest.flatMap(({ paths }) => paths.map((file) => join(directory, file)));
  const weightData = new Uint8Array(Buffer.concat(await Promise.all(files.map((file) => readFile(file))))).buffer;
  const weightSpecs = weightsManifest.flatMap(({ weights }) => weights);
  const expected = weightSpecs.reduce((sum, spec) => sum + bytesOf(spec), 0);
  if (weightData.byteLength !== expected) {
    throw new Error(`Invalid weights ${files.join(', ')}: expected ${expected} bytes, received ${weightData.byteLength}.`);
  }
  return loadLayersModel(tf.io.fromMemory({ ...topology, weightSpecs, weightData })).catch((error) => naming(path, () => { throw error; }));
}

/** What `read` gives; an error of it names the file of the model. */
function naming<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Error(`Invalid model ${path}: ${(error as Error).message}`, { cause: error });
  }
}

/** Of the numbers of a weight in the file. */
function bytesOf({ dtype, shape, quantization }: tf.io.WeightsManifestEntry): number {
  const each = { float16: 2, uint16: 2, uint8: 1, bool: 1, complex64: 8 }[(quantization?.dtype ?? dtype) as string] ?? 4;
  return each * tf.util.sizeFromShape(shape);
}

/** Writes a safetensors file, whole or not at all. */
export async function saveSafetensors(content: Safetensors, path: string): Promise<void> {
  await writeFileAtomically(path, encodeSafetensors(content));
}

/** Reads a safetensors file; `null` where there is none of that path. */
export async function loadSafetensors(path: string): Promise<Safetensors | null> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  return bytes && decodeSafetensors(bytes, path);
}

/**
 * Opens a safetensors file of any size: only its header is read now, each array when it is asked for.
 *
 * @throws where there is no such file, or it is truncated or no safetensors, naming it
 * @example
 * const file = await openSafetensorsFile('resnet18.safetensors');
 * const kernel = await file.read('conv1.weight');
 */
export async function openSafetensorsFile(path: string): Promise<SafetensorsFile> {
  const { size } = await stat(path);
  return openSafetensors({ size, slice: (begin, end) => ({ arrayBuffer: () => readBytes(path, begin, end) }) }, path);
}

async function readBytes(path: string, begin: number, end: number): Promise<ArrayBuffer> {
  const file = await open(path);
  try {
    const bytes = new Uint8Array(end - begin);
    await file.read(bytes, 0, bytes.length, begin);
    return bytes.buffer;
  } finally {
    await file.close();
  }
}
