/** Options that a transform does not take are refused, with the nearest that it takes. */
import { describe, expect, it } from 'vitest';
import * as everything from 'tfjs-blocks/augment';
import {
  augmentFromJson, compose, cutmix, drawSteps, flip, inverse, mixup, mosaic, oneOf, preview, replay, someOf, sometimes, type Sample, type Step, type Transform,
} from 'tfjs-blocks/augment';
import { stream } from 'tfjs-blocks/random';
import { allOptions, make, names, others } from './factories';
import { raster } from './samples';

const sample: Sample = { id: 'a', image: raster(32, 32, 3, (y, x, k) => (7 * y + 11 * x + 50 * k) % 256) };

it('these are all transforms', () => {
  expect(Object.keys(everything).filter((name) => !others.includes(name)).sort()).toEqual([...names].sort());
});

describe.each(names)('%s', (name) => {
  const options = allOptions[name] as Readonly<Record<string, unknown>>;

  it('takes its options and `probability`, by itself and from JSON', () => {
    const transform = make(name, { ...options, probability: 0.7 });
    const again = augmentFromJson(JSON.stringify(compose([transform])));
    const draws = (one: readonly Transform[]) => drawSteps(one, stream(5), sample.image);
    expect(draws(again.transforms)).toEqual(draws([transform]));
  });

  it('refuses others with the nearest, and null', () => {
    for (const option of [...Object.keys(options), 'probability']) {
      for (const wrong of [`${option.slice(0, -2)}${option.at(-1)}`, `${option}s`, `${option.slice(0, 2)}x${option.slice(2)}`]) {
        const given = { ...options, [wrong]: 0.5 }, message = `Invalid \`options\` in ${name}: expected one of`;
        expect(() => make(name, given)).toThrow(message);
        expect(() => make(name, given)).toThrow(`(perhaps ${JSON.stringify(option)}), received ${JSON.stringify(wrong)}.`);
        expect(() => augmentFromJson(JSON.stringify([{ name, options: given }]))).toThrow(message);
      }
      expect(() => make(name, { ...options, [option]: null })).toThrow(`Invalid \`${option}\` in ${name}: expected a value, or none, received null.`);
    }
    for (const given of [null, 7, 'flip', [], [0.5]]) expect(() => make(name, given)).toThrow(`Invalid \`options\` in ${name}: expected an object`);
    for (const own of ['__proto__', 'constructor']) {
      expect(() => augmentFromJson(`[{"name":"${name}","options":{"${own}":0.5}}]`)).toThrow(`received "${own}".`);
    }
  });
});

const odd = (value: unknown) => value as never;

it.each<[string, () => unknown]>([
  ['`options` in oneOf: expected one of "weights", "probability" (perhaps "weights"), received "weight"', () => oneOf([flip()], odd({ weight: [1] }))],
  ['`weights` in oneOf: expected 1 positive numbers, received 7', () => oneOf([flip()], odd({ weights: 7 }))],
  ['`options` in someOf: expected one of "count", "probability" (perhaps "count"), received "counts"', () => someOf([flip()], odd({ count: 1, counts: 1 }))],
  ['`probability` in sometimes: expected a probability in [0, 1], received "0.5"', () => sometimes(odd('0.5'), [flip()])],
  ['`options` in sometimes: expected one of "probability" (perhaps "probability"), received "probabilty"',
    () => augmentFromJson('[{"name":"sometimes","options":{"probability":0.1,"probabilty":0.5,"transforms":[{"name":"flip"}]}}]')],
  ['`options` in compose: expected one of "border", "outsideKeypoints", "minArea", "minVisibility" (perhaps "minVisibility"), received "minVisibilty"',
    () => compose([], odd({ minVisibilty: 0.5 }))],
  ['`options` in compose', () => replay(sample, [], odd({ bordr: 'reflect' }))],
  ['`outsideKeypoints` in compose: expected one of "drop", "keep" (perhaps "keep"), received "keeps"', () => compose([], odd({ outsideKeypoints: 'keeps' }))],
  ['`border` in compose: expected one of "kind", "fill", "fillMask" (perhaps "fillMask"), received "fillmask"',
    () => compose([], odd({ border: { kind: 'constant', fill: 0, fillMask: 0, fillmask: 0 } }))],
  ['`border` in compose: expected \'reflect\', or kind', () => compose([], odd({ border: { kind: 'constant', fill: '0', fillMask: 0 } }))],
  ['`transforms` in compose: expected a list of transforms, received 5', () => compose(odd(5))],
  ['`transforms` in drawSteps: expected a list of transforms', () => drawSteps(odd({ }), stream(0), sample.image)],
  ['`options` in cutmix: expected one of "alpha"', () => cutmix(sample, sample, stream(0), odd({ alfa: 1 }))],
  ['`options` in mixup: expected one of "alpha"', () => mixup(sample, sample, stream(0), odd({ alfa: 1 }))],
  ['`options` in mosaic: expected one of "centerRange"', () => mosaic([sample, sample, sample, sample], stream(0), odd({ centreRange: [0.3, 0.4] }))],
  ['`options` in preview: expected one of "count", "columns", "seed" (perhaps "columns"), received "column"', () => preview(sample, compose([]), odd({ column: 4 }))],
  ['`count` in preview: expected an integer from 1 to 1000, received 1000000000', () => preview(sample, compose([]), { count: 1e9 })],
  ['`text` in augmentFromJson: expected one of "transforms", "options" (perhaps "options"), received "option"', () => augmentFromJson('{"transforms":[],"option":{}}')],
  ['`transforms` in augmentFromJson: expected one of "name", "options" (perhaps "options"), received "option"', () => augmentFromJson('[{"name":"flip","option":{}}]')],
  ['`antialias` in resize: expected true or false, received "no"', () => make('resize', { height: 2, width: 2, antialias: 'no' })],
  ['`probability` in flip: expected a probability in [0, 1], received "1"', () => make('flip', { probability: '1' })],
  ['`fields` in the step resize of a: expected one of "matrix", "size", "antialias", "kind", "name" (perhaps "antialias"), received "antialais"',
    () => replay(sample, [{ kind: 'geometry', name: 'resize', matrix: [1, 0, 0, 0, 1, 0], antialais: true } as Step])],
  ['`sigma` in the step x of inverse: expected a number from 0.01 to 100, received undefined', () => inverse([odd({ kind: 'gaussianBlur', name: 'x' })], sample.image)],
])('Invalid %s', (message, call) => {
  expect(call).toThrow(`Invalid ${message}`);
});

describe('JSON nested 20,000 deep is refused', () => {
  const deep = (open: string, close: string, core = '') => open.repeat(20_000) + core + close.repeat(20_000);
  it.each([
    ['lists', deep('[', ']')], ['objects', deep('{"transforms":', '}', '[]')],
    ['transforms', `[${deep('{"name":"sometimes","options":{"probability":1,"transforms":[', ']}}', '{"name":"flip"}')}]`],
    ['an option', `[{"name":"flip","options":{"horizontal":${deep('[', ']')}}}]`], ['an option of all', `{"transforms":[],"options":{"border":${deep('{"a":', '}', '1')}}}`],
  ])('%s', (_, text) => {
    expect(() => augmentFromJson(text)).toThrow('Invalid `text` in augmentFromJson: expected at most 100 levels of nesting, received "more".');
  });

  it('and as steps', () => {
    const nested = JSON.parse(deep('[', ']')) as never;
    for (const steps of [nested, [nested], [{ kind: nested }], [{ kind: 'warp', name: 'a', spline: nested }], [{ kind: 'hue', name: nested, degrees: 1 }]]) {
      expect(() => replay(sample, steps as never)).toThrow(/^Invalid `.*` in the steps? .*expected .{1,900}$|^Invalid `steps` in a/);
    }
  });
});

describe('steps out of bounds are refused before anything is done', () => {
  const name = 'x', point = [1, 2, 3, 4, 5, 6], white = [255, 255, 255];
  it.each<[string, object]>([
    ['`width` in the step x of a: expected an integer from 1 to 65535, received 16000000.', { kind: 'geometry', matrix: [1, 0, 0, 0, 1, 0], size: { height: 1, width: 16e6 } }],
    ['`height` in the step x of a: expected at most 100000000 pixels, received "60000 × 60000".', { kind: 'geometry', matrix: [1, 0, 0, 0, 1, 0], size: { height: 6e4, width: 6e4 } }],
    ['`matrix` in the step x of a: expected six or eight finite numbers', { kind: 'geometry', matrix: [1, 0, NaN, 0, 1, 0] }],
    ['`matrix` in the step x of a', { kind: 'geometry', matrix: [1, 2, 0, 2, 4, 0] }],
    ['`size` in the step x of a: expected one of "height", "width"', { kind: 'geometry', matrix: [1, 0, 0, 0, 1, 0], size: { height: 4, width: 4, depth: 4 } }],
    ['`spacing` in the step x of a: expected a number from 0.5 to 1000000, received -1.', { kind: 'ruler', side: 'left', spacing: -1, length: 3, level: 0 }],
    ['`side` in the step x of a: expected one of left, right, top, bottom, received "up".', { kind: 'ruler', side: 'up', spacing: 4, length: 3, level: 0 }],
    ['`rows` in the step x of a: expected an odd integer from 1 to 511, received 7000000.', { kind: 'filter', rows: 7e6, columns: 1, kernel: [1] }],
    ['`kernel` in the step x of a: expected rows · columns numbers', { kind: 'filter', rows: 3, columns: 3, kernel: [1] }],
    ['`rows` in the step x of a: expected an integer from 2 (linear) or 4 (cubic) to 1024, received 7000000.',
      { kind: 'warp', spline: 'linear', rows: 7e6, columns: 2, right: [0, 0, 0, 0], down: [0, 0, 0, 0] }],
    ['`right` in the step x of a', { kind: 'warp', spline: 'linear', rows: 2, columns: 2, right: [0, 0, 0], down: [0, 0, 0, 0] }],
    ['`sigma` in the step x of a', { kind: 'gaussianBlur', sigma: 1e9 }], ['`tiles` in the step x of a', { kind: 'clahe', clipLimit: 2, tiles: 1e6 }],
    ['`quality` in the step x of a', { kind: 'jpeg', quality: 0 }], ['`bits` in the step x of a', { kind: 'posterize', bits: 9 }],
    ['`seed` in the step x of a', { kind: 'gaussianNoise', seed: -1, deviation: 1 }], ['`order` in the step x of a', { kind: 'channelShuffle', order: [0, 0, 1] }],
    ['`rectangles` in the step x of a', { kind: 'cutout', rectangles: [[-4, 0, 2, 2]], fill: 0 }],
    ['`hairs` in the step x of a', { kind: 'hair', hairs: [{ points: point, thickness: 1e9, color: white }] }],
    ['`hairs` in the step x of a', { kind: 'hair', hairs: [{ points: point, thickness: 1, color: white, colour: white }] }],
    ['`hairs` in the step x of a: expected a list of 0 to 1000, each a hair', { kind: 'hair', hairs: Array.from({ length: 1001 }, () => ({ points: point, thickness: 1, color: white })) }],
    ['`softness` in the step x of a', { kind: 'vignette', radius: 1, softness: 0, strength: 1 }], ['`factor` in the step x of a', { kind: 'saturation', factor: 1e6 }],
    ['`factor` in the step x of a: expected a number from 0 to 1000000, received undefined.', { kind: 'gamma' }],
  ])('Invalid %s', (message, step) => {
    expect(() => replay(sample, [{ name, ...step } as Step])).toThrow(`Invalid ${message}`);
  });

  it('whatever the list is', () => {
    for (const steps of [null, 7, 'flip', {}]) expect(() => replay(sample, steps as never)).toThrow('Invalid `steps` in a: expected a list of steps');
    for (const step of [null, undefined, 7, {}]) expect(() => replay(sample, [step] as never)).toThrow('Invalid `kind` in the steps of a: expected one of');
  });
});
