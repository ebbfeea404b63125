/** Models in the tfjs layers format, `model.json` and `weights.bin`, on disk. */
import { realpath } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel, type LayersModel } from '@tensorflow/tfjs-layers';
import { readInto, readRegularFile, withFile } from '../../data/node/readFile';
import { brief, invalid } from '../../shapes/check';
import { parseObject } from '../json';
import { checkModel } from '../loadNamed';
import { checkedTopology, checkOptimizer, type Entry, freezeMarked, markLayers } from '../topology';
import { bytesOfWeights, checkedManifest, type Manifest } from '../weightsManifest';
import { writeFileAtomically } from './files';

/** Most bytes that `model.json` may have. */
const LONGEST = 100_000_000;

/**
 * Saves a model in the tfjs layers format, `model.json` and `weights.bin`, which {@link loadModel} reads from disk and
 * `tf.loadLayersModel` from a web server; where it has layers that tfjs lacks, after `registerLayers`. The optimizer is not saved.
 *
 * @param path of the folder, or of `model.json` in it
 * @throws where two weights have one name, as in models within the model: tfjs could not tell them apart when it loads them
 */
export async function saveModel(model: LayersModel, path: string): Promise<void> {
  checkModel('saveModel', model);
  const json = pathOf('saveModel', path);
  let artifacts: tf.io.ModelArtifacts | undefined;
  await model.save(tf.io.withSaveHandler(async (given) => {
    artifacts = given;
    return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
  }));
  const { weightData, weightSpecs, ...topology } = artifacts!;
  markLayers(model, topology.modelTopology as Entry);
  const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
  checkedManifest(weightsManifest);
  await writeFileAtomically(join(dirname(json), 'weights.bin'), new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData)));
  await writeFileAtomically(json, JSON.stringify({ ...topology, weightsManifest }));
}

/**
 * Loads a model in the tfjs layers format from disk. Layers of this library that {@link saveModel} wrote come back as what they were:
 * they train as before, and what was frozen is. Nothing changes in what `tf.loadLayersModel` makes.
 *
 * @param path of the folder, or of `model.json` in it
 * @throws where `model.json` or a weight file is missing, broken, no regular file or outside of the folder, naming it; where it
 * was saved with an optimizer that tfjs lacks, as `adam` of this library
 */
export async function loadModel(path: string): Promise<LayersModel> {
  const json = pathOf('loadModel', path);
  const text = (await readRegularFile(json, LONGEST)).toString('utf8');
  const [content, modelTopology, manifest] = naming(json, () => {
    const { weightsManifest, ...rest } = parseObject(text);
    if (!rest.modelTopology || !weightsManifest) throw new Error('expected a tfjs layers model');
    const topology = checkedTopology(rest.modelTopology);
    checkOptimizer(rest.trainingConfig);
    return [rest, topology, checkedManifest(weightsManifest)] as const;
  });
  const weightData = await readWeightFiles(dirname(json), manifest);
  const weightSpecs = manifest.flatMap(({ weights }) => weights);
  const model = await loadLayersModel(tf.io.fromMemory({ ...content, modelTopology, weightSpecs, weightData }))
    .catch((error: unknown) => naming(json, () => { throw error; }));
  freezeMarked(model, modelTopology);
  return model;
}

function pathOf(where: string, path: string): string {
  if (typeof path as unknown !== 'string') throw invalid('path', where, 'the path of a file or folder', path);
  return path.endsWith('.json') ? path : join(path, 'model.json');
}

/** All in one; their sizes are compared with what `model.json` says before anything is read. */
async function readWeightFiles(directory: string, manifest: Manifest): Promise<ArrayBuffer> {
  const paths = manifest.flatMap((group) => group.paths.map((path) => join(directory, path)));
  const home = await realpath(directory);
  const sizes: number[] = [];
  for (const path of paths) {
    const real = await realpath(path).catch((cause: NodeJS.ErrnoException) => {
      throw new Error(`Invalid weights ${brief(path, 400)}: expected a file, received ${cause.code}.`, { cause });
    });
    if (!real.startsWith(home.endsWith(sep) ? home : home + sep)) {
      throw new Error(`Invalid weights ${brief(path, 400)}: expected a file in the folder of model.json.`);
    }
    sizes.push(await withFile(real, async (_, size) => size));
  }
  const [expected, received] = [bytesOfWeights(manifest), sizes.reduce((sum, size) => sum + size, 0)];
  if (received !== expected) throw new Error(`Invalid weights ${brief(paths.join(', '), 400)}: expected ${expected} bytes, received ${received}.`);
  const bytes = new Uint8Array(expected);
  let begin = 0;
  for (const [i, path] of paths.entries()) {
    const part = bytes.subarray(begin, begin += sizes[i]);
    await withFile(path, (file) => readInto(file, part, 0, path));
  }
  return bytes.buffer;
}

/** What `read` gives; an error of it names the file of the model. */
function naming<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const { message } = error as Error;
    const reason = error instanceof TypeError || error instanceof RangeError ? `tfjs cannot make a net of it (${message})` : message;
    throw new Error(`Invalid model ${brief(path)}: ${brief(reason, 300)}`, { cause: error });
  }
}
