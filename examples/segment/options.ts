/** The command line of the example: flags, their defaults and what is wrong with them. */
import { parseArgs } from 'node:util';

export const usage = `Segment skin lesions in dermoscopy images with a U-Net, from image files to a trained, saved and judged model.

npm start -- [options]

  --data DIR           ISIC-style folder: images, masks, labels.csv; default: synthetic images, made from the seed
  --out DIR            where model/, metrics.json, report.html and checkpoint.safetensors go, of one run at a time; default out
  --backend NAME       wasm (default), cpu, webgl, webgpu or tensorflow
  --threads N          threads of the wasm backend; default 1
  --size N             height and width of the images in pixels, a multiple of 16; default 128
  --epochs N           epochs in all, those before --resume included; default 24, synthetic 14.
                       The learning rate falls over the default number whatever N is, so 2 + 2 epochs equal 4
  --batch N            images a step; default 8
  --filters N          channels of the U-Net's first level; default 16, synthetic 8
  --seed N             of split, order, augmentation and weights; default 0
  --learning-rate X    highest learning rate; default 0.002
  --allow-missing      leave out images without a mask and masks without an image, and say which
  --resume             go on where the run in --out stopped, with its settings
  --help               this text

Ctrl-C ends the step that runs, saves, and leaves the run to --resume.
A teaching example, not a medical device.`;

/** What a run depends on: kept in its checkpoint, the same when it is resumed, but for the epochs. */
export interface Settings {
  readonly backend: string;
  readonly threads: number;
  /** Epochs in all. */
  readonly epochs: number;
  readonly data: string | null;
  readonly size: number;
  readonly batch: number;
  readonly filters: number;
  readonly seed: number;
  readonly learningRate: number;
  readonly allowMissing: boolean;
}

/** The flags that were given. */
export interface Flags {
  readonly settings: Partial<Settings>;
  readonly out: string;
  readonly resume: boolean;
  readonly help: boolean;
}

/** The settings of a run that is begun with these flags. */
export function withDefaults(given: Partial<Settings>): Settings {
  const { data = null } = given;
  return {
    data, backend: 'wasm', threads: 1, size: 128, epochs: defaultEpochs(data), batch: 8, filters: data === null ? 8 : 16,
    seed: 0, learningRate: 2e-3, allowMissing: false, ...given,
  };
}

const backends = ['wasm', 'cpu', 'webgl', 'webgpu', 'tensorflow'];

/** Epochs of a run, and over which the learning rate falls. */
export const defaultEpochs = (data: string | null) => (data === null ? 14 : 24);

/** Times the U-Net halves the image; sizes are multiples of 2^depth. */
export const depth = 4;

/**
 * @throws naming the flag that is unknown or the value that is out of its range
 */
export function parseFlags(args: string[]): Flags {
  const { values } = parseArgs({
    args,
    options: {
      data: { type: 'string' }, out: { type: 'string', default: 'out' }, backend: { type: 'string' },
      threads: { type: 'string' }, size: { type: 'string' }, epochs: { type: 'string' }, batch: { type: 'string' },
      filters: { type: 'string' }, seed: { type: 'string' }, 'learning-rate': { type: 'string' },
      'allow-missing': { type: 'boolean' }, resume: { type: 'boolean', default: false }, help: { type: 'boolean', default: false },
    },
  });
  const integer = (flag: 'threads' | 'size' | 'epochs' | 'batch' | 'filters' | 'seed', least: number, most = 2 ** 32 - 1) => {
    const text = values[flag];
    if (text === undefined) return undefined;
    if (/^\d+$/.test(text) && Number(text) >= least && Number(text) <= most) return Number(text);
    throw new Error(`Invalid --${flag}: expected an integer from ${least} to ${most}, received '${text}'.`);
  };
  const size = integer('size', 1, 4096);
  if (size && size % 2 ** depth !== 0) {
    const lower = Math.max(1, Math.floor(size / 2 ** depth)) * 2 ** depth;
    throw new Error(`Invalid --size: expected a multiple of ${2 ** depth}, the U-Net's stride, such as ${lower}, received ${size}.`);
  }
  const { backend } = values;
  if (backend !== undefined && !backends.includes(backend)) {
    throw new Error(`Invalid --backend: expected one of ${backends.join(', ')}, received '${backend}'.`);
  }
  const rate = values['learning-rate'];
  if (rate !== undefined && !(Number(rate) > 0 && Number.isFinite(Number(rate)))) {
    throw new Error(`Invalid --learning-rate: expected a positive number, received '${rate}'.`);
  }
  const settings = {
    data: values.data, backend, threads: integer('threads', 1, 256), size, epochs: integer('epochs', 1),
    batch: integer('batch', 1, 65536), filters: integer('filters', 1, 1024), seed: integer('seed', 0),
    learningRate: rate && Number(rate), allowMissing: values['allow-missing'],
  };
  return {
    settings: Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)),
    out: values.out, resume: values.resume, help: values.help,
  };
}

/** The flag of a setting: `learning-rate` of `learningRate`. */
export const flagOf = (name: string) => name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);

/** What is wrong with kept settings, if anything: they must be what the flags of the same values give. */
export function settingsFault(kept: Record<string, unknown>): string | undefined {
  const given = Object.entries(kept).filter(([, value]) => value !== null && value !== false);
  try {
    const { settings } = parseFlags(given.map(([name, value]) => (value === true ? `--${flagOf(name)}` : `--${flagOf(name)}=${String(value)}`)));
    const expected = withDefaults(settings) as unknown as Record<string, unknown>;
    const names = new Set([...Object.keys(expected), ...Object.keys(kept)]);
    const other = [...names].find((name) => !Object.hasOwn(kept, name) || kept[name] !== expected[name]);
    return other && `${other}: expected ${JSON.stringify(expected[other])}, received ${JSON.stringify(kept[other])}`;
  } catch (error) {
    return (error as Error).message;
  }
}
