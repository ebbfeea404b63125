/** The main job, run as `npm start` runs it, at a size that takes seconds. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel, model as layersModel } from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from 'tfjs-blocks/backends';
import { input } from 'tfjs-blocks/blocks';
import { syntheticDermoscopy } from 'tfjs-blocks/data';
import { encodePng } from 'tfjs-blocks/data/node';
import { unet } from 'tfjs-blocks/models';
import { checkOverlap } from 'tfjs-blocks/splits';
import { writeWeights } from 'tfjs-blocks/weights';
import { loadSafetensors, saveSafetensors } from 'tfjs-blocks/weights/node';
import { loadLesions } from '../../examples/segment/lesions';
import { parseFlags, withDefaults } from '../../examples/segment/options';
import { prepareFolder, runSettings, setAside } from '../../examples/segment/outFolder';

const root = resolve(import.meta.dirname, '../..');
const tiny = ['--size', '16', '--batch', '32', '--seed', '3'];
let folder: string;
beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), 'segment-')); });
afterAll(() => rm(folder, { recursive: true }));

async function start(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const command = promisify(execFile)(process.execPath, ['--import', 'tsx', 'examples/segment/main.ts', ...args], { cwd: root });
  return command.then((output) => ({ code: 0, ...output }), (error: { code: number; stdout: string; stderr: string }) => error);
}

const begin = (...args: string[]) => spawn(process.execPath, ['--import', 'tsx', 'examples/segment/main.ts', ...args], { cwd: root });
const exitCode = (run: ChildProcess) => new Promise((resolve) => { run.on('exit', resolve); });
const progressIn = async (out: string) => JSON.parse((await loadSafetensors(join(out, 'checkpoint.safetensors')))!.metadata.progress);

describe('npm start', () => {
  it('tells its flags', async () => {
    const { code, stdout } = await start('--help');
    expect(code).toBe(0);
    for (const flag of ['data', 'out', 'backend', 'size', 'epochs', 'batch', 'seed', 'resume', 'allow-missing']) {
      expect(stdout).toContain(`--${flag}`);
    }
  });

  it('leaves model, metrics and report, and 1 + 1 epochs equal 2', async () => {
    const [whole, parts] = [join(folder, 'whole'), join(folder, 'parts')];
    const first = await start(...tiny, '--epochs', '2', '--out', whole);
    expect(first).toMatchObject({ code: 0 });
    expect(first.stdout).toContain('SYNTHETIC');
    expect((await readdir(whole)).sort()).toEqual(['checkpoint.safetensors', 'metrics.json', 'model', 'report.html']);
    const metrics = JSON.parse(await readFile(join(whole, 'metrics.json'), 'utf8'));
    expect(metrics).toMatchObject({ synthetic: true, images: { training: 96, validation: 24 } });
    expect(metrics.history).toHaveLength(2);
    expect(metrics.validation.images).toHaveLength(24);
    const report = await readFile(join(whole, 'report.html'), 'utf8');
    expect(report).toContain('Synthetic images');
    expect(report).not.toMatch(/(src|href)="(?!data:|#)/);

    await start(...tiny, '--epochs', '1', '--out', parts);
    expect(await start('--resume', '--epochs', '2', '--out', parts)).toMatchObject({ code: 0 });
    for (const name of ['checkpoint.safetensors', 'model/weights.bin', 'metrics.json']) {
      expect((await readFile(join(parts, name))).equals(await readFile(join(whole, name))), name).toBe(true);
    }
  });

  describe('interrupted', () => {
    const args = ['--size', '32', '--batch', '1', '--seed', '3', '--epochs', '1'];
    const whole = () => join(folder, 'unbroken');
    beforeAll(() => start(...args, '--out', whole()), 180_000);

    it.each(['SIGINT', 'SIGHUP'] as const)('saves itself within the epoch on %s, and the resumed run ends as one that was not', async (cause) => {
      const parts = join(folder, cause);
      const run = begin(...args, '--out', parts);
      let output = '';
      run.stdout.once('data', () => setTimeout(() => run.kill(cause), 300));
      run.stdout.on('data', (text: Buffer) => { output += text.toString(); });
      expect(await exitCode(run), output).toBe(130);
      expect(output).toContain(`npm start -- --resume --out ${parts}`);
      expect((await progressIn(parts)).step).toBeLessThan(96);
      expect(await start('--resume', '--out', parts)).toMatchObject({ code: 0 });
      const [expected, received] = await Promise.all([whole(), parts].map((out) => readFile(join(out, 'checkpoint.safetensors'))));
      expect(received.equals(expected)).toBe(true);
    });

    it('saves itself where the reader of its output has ended, as with `npm start | head -1`', async () => {
      const out = join(folder, 'piped');
      const run = begin(...tiny, '--epochs', '50', '--out', out);
      run.stdout.once('data', () => run.stdout.destroy());
      expect(await exitCode(run)).toBe(130);
      expect((await progressIn(out)).epoch).toBeLessThan(50);
    });
  });

  it('leaves an earlier run alone where a new one cannot begin', async () => {
    const out = join(folder, 'whole');
    expect(await start('--data', join(folder, 'nowhere'), '--out', out)).toMatchObject({ code: 1 });
    expect((await readdir(out)).sort()).toEqual(['checkpoint.safetensors', 'metrics.json', 'model', 'report.html']);
  });

  it('refuses a checkpoint that is damaged, names it and leaves it', async () => {
    const out = join(folder, 'damaged'), path = join(out, 'checkpoint.safetensors');
    const { tensors, metadata } = (await loadSafetensors(join(folder, 'whole', 'checkpoint.safetensors')))!;
    const progress = JSON.parse(metadata.progress) as object;
    await saveSafetensors({ tensors, metadata: { ...metadata, progress: JSON.stringify({ ...progress, samples: 1 }) } }, path);
    const before = await readFile(path);
    const { code, stderr } = await start('--resume', '--epochs', '3', '--out', out);
    expect(code).toBe(1);
    expect(stderr).toContain(`Error: Invalid checkpoint ${path}: its sum of losses is damaged.`);
    expect(await readdir(out)).toEqual(['checkpoint.safetensors']);
    expect((await readFile(path)).equals(before)).toBe(true);
  });

  it('saves a model that plain tfjs loads and that predicts the same', async () => {
    await useBackend('wasm');
    const directory = join(folder, 'whole');
    const image = input([16, 16, 3]);
    const ours = layersModel({ inputs: image, outputs: unet({ filters: 8, seed: 1 })(image) });
    const { tensors } = (await loadSafetensors(join(directory, 'checkpoint.safetensors')))!;
    writeWeights(ours, Object.fromEntries(Object.entries(tensors)
      .filter(([name]) => name.startsWith('best:')).map(([name, array]) => [name.slice(5), array])));
    const { modelTopology, weightsManifest } = JSON.parse(await readFile(join(directory, 'model/model.json'), 'utf8')) as tf.io.ModelJSON;
    const weightData = new Uint8Array(await readFile(join(directory, 'model/weights.bin'))).buffer;
    const plain = await loadLayersModel(tf.io.fromMemory({ modelTopology, weightSpecs: weightsManifest[0].weights, weightData }));
    const x = tf.randomUniform([2, 16, 16, 3], -1, 1);
    const [expected, received] = [ours, plain].map((net) => (net.predict(x) as tf.Tensor).dataSync());
    received.forEach((value, index) => expect(Math.abs(value - expected[index])).toBeLessThanOrEqual(1e-6));
  });

  it('ends with one line that names what is wrong', async () => {
    const { code, stderr } = await start('--data', join(folder, 'nowhere'), '--out', join(folder, 'unused'));
    expect(code).toBe(1);
    expect(stderr).toContain(join(folder, 'nowhere'));
    expect(stderr).not.toContain('    at ');
  });
});

it('holds out whole patients, if the CSV names them', async () => {
  const data = join(folder, 'patients');
  const samples = syntheticDermoscopy({ count: 24, size: 16, seed: 0 });
  for (const part of ['images', 'masks']) await mkdir(join(data, part), { recursive: true });
  for (const { id, image, mask } of samples) {
    await writeFile(join(data, 'images', `${id}.png`), await encodePng(image));
    await writeFile(join(data, 'masks', `${id}.png`), await encodePng(mask!));
  }
  const rows = samples.map(({ id }, i) => `${id}.png,IP_${i % 8},${Number(i % 8 < 4)}`);
  await writeFile(join(data, 'labels.csv'), ['image_id,patient_id,melanoma', ...rows, ''].join('\n'));
  const { training, validation } = await loadLesions({ ...withDefaults({ data }), size: 16 });
  const [seen, held] = [training, validation].map((part) => part.map(({ group }) => group!));
  expect(new Set([...seen, ...held]).size).toBe(8);
  expect(() => checkOverlap(seen, held)).not.toThrow();
  expect(held.length % 3).toBe(0);
});

describe('flags', () => {
  it.each([
    [['--size', '100'], "Invalid --size: expected a multiple of 16, the U-Net's stride, such as 96, received 100"],
    [['--size', '0'], "Invalid --size: expected an integer from 1 to 4096, received '0'"],
    [['--epochs', 'two'], 'Invalid --epochs: expected an integer from 1'],
    [['--batch', '1.5'], 'Invalid --batch: expected an integer from 1'],
    [['--seed', '-1'], '--seed'],
    [['--learning-rate', 'fast'], "Invalid --learning-rate: expected a positive number, received 'fast'"],
    [['--backend', 'abacus'], "Invalid --backend: expected one of wasm, cpu, webgl, webgpu, tensorflow, received 'abacus'"],
    [['--sise', '64'], "Unknown option '--sise'"],
    [['images'], "Unexpected argument 'images'"],
  ])('%j', (args, message) => {
    expect(() => parseFlags(args)).toThrow(message);
  });
});

describe('the folder of a run', () => {
  it('names an --out that is a file', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    await expect(prepareFolder(file)).rejects.toThrow(`Invalid --out: expected a folder that can be written, received '${file}'`);
  });

  it('keeps what an earlier run left', async () => {
    const out = join(folder, 'twice');
    await mkdir(join(out, 'model'), { recursive: true });
    await writeFile(join(out, 'metrics.json'), 'first');
    await writeFile(join(out, 'notes.txt'), 'mine');
    expect(await setAside(out)).toBe(join(out, 'previous-1'));
    await writeFile(join(out, 'metrics.json'), 'second');
    expect(await setAside(out)).toBe(join(out, 'previous-2'));
    expect((await readdir(out)).sort()).toEqual(['notes.txt', 'previous-1', 'previous-2']);
    expect(await readFile(join(out, 'previous-1', 'metrics.json'), 'utf8')).toBe('first');
    expect(await setAside(out)).toBeUndefined();
  });

  it('resumes with the settings of the run, and names a flag that says otherwise', async () => {
    const flags = (...args: string[]) => parseFlags(['--resume', '--out', join(folder, 'whole'), ...args]);
    expect((await runSettings(flags())).settings).toMatchObject({ size: 16, batch: 32, seed: 3, data: null });
    expect((await runSettings(flags('--size', '16'))).settings.size).toBe(16);
    await expect(runSettings(flags('--batch', '4'))).rejects.toThrow('Invalid --batch');
    await expect(runSettings(flags('--backend', 'cpu'))).rejects.toThrow('was started with wasm, received cpu');
    expect((await runSettings(flags())).settings.epochs).toBe(2);
    expect((await runSettings(flags('--epochs', '5'))).settings.epochs).toBe(5);
    await expect(runSettings(flags('--data', 'x'))).rejects.toThrow('was started with synthetic images, received x');
    await expect(runSettings(parseFlags(['--resume', '--out', join(folder, 'new')]))).rejects.toThrow('Invalid --resume: expected');
  });

  it('resumes a run begun before there was --threads as one of one thread', async () => {
    const out = join(folder, 'old');
    await mkdir(out);
    const { threads: _, ...settings } = withDefaults({});
    await saveSafetensors({ tensors: {}, metadata: { settings: JSON.stringify(settings) } }, join(out, 'checkpoint.safetensors'));
    const resumed = (...args: string[]) => runSettings(parseFlags(['--resume', '--out', out, ...args]));
    expect((await resumed()).settings.threads).toBe(1);
    expect((await resumed('--threads', '1')).settings.threads).toBe(1);
    await expect(resumed('--threads', '2')).rejects.toThrow('was started with 1, received 2');
  });
});
