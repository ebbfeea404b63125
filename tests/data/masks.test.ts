/** One rule of what a mask is, wherever masks are read. */
import '@tensorflow/tfjs-backend-cpu';
import { describe, expect, it } from 'vitest';
import { compose, cutmix, cutout, flip, mosaic, pad, type Raster, type Sample } from 'tfjs-blocks/augment';
import {
  binaryMask, connectedComponents, fillHoles, inpaint, largestComponent, maskTensor, resizeMask, resizeSample, toTensors,
} from 'tfjs-blocks/data';
import { confusionCounts } from 'tfjs-blocks/metrics';
import { distanceTransform, surfaceDistances } from 'tfjs-blocks/metrics/spatial';
import { maskGrid, maskOutline } from 'tfjs-blocks/plots';
import { stream } from 'tfjs-blocks/random';

const raster = (values: ArrayLike<number>, height = 4, channels = 1): Raster => (
  { data: Uint8Array.from(values), height, width: values.length / height / channels, channels });
const image = raster(Uint8Array.from({ length: 48 }, (_, i) => 5 * i), 4, 3);
const sampleOf = (mask: Raster, id = 'a'): Sample => ({ id, image, mask });
const bits = [0, 0, 0, 0, 0, 1, 1, 1, 0, 1, 0, 1, 0, 1, 1, 1];
const random = () => stream(3, 'masks');
const constant = { kind: 'constant', fill: 0, fillMask: 1 } as const;
const tensorOf = (sample: Sample) => {
  const tensor = maskTensor([sample]), values = [...tensor.dataSync()];
  tensor.dispose();
  return values;
};

/** A figure of a large picture, left of it as the mask's first pixel and right of it as its sixth. */
async function gridOf({ data }: Raster, size: number): Promise<string> {
  const halves = Uint8Array.from({ length: size * size }, (_, i) => data[i % size < size / 2 ? 0 : 5]);
  const large = raster(new Uint8Array(3 * size * size), size, 3);
  return JSON.stringify(await maskGrid([{ id: 'a', image: large, truth: halves, prediction: halves }]));
}

/** What reads a mask, and what it makes of it in plain numbers. */
const readers: Record<string, (mask: Raster) => unknown> = {
  binaryMask: (mask) => [...binaryMask(mask).data],
  'binaryMask with levels': (mask) => [...binaryMask(mask, { levels: true }).data],
  maskTensor: (mask) => tensorOf(sampleOf(mask)),
  toTensors: (mask) => [...toTensors([sampleOf(mask)]).masks.dataSync()],
  resizeMask: (mask) => [...resizeMask(mask, [7, 9]).data],
  'resizeMask of the same size': (mask) => [...resizeMask(mask, [4, 4]).data],
  resizeSample: (mask) => [...resizeSample(sampleOf(mask), [3, 8], { mode: 'fit' }).mask!.data],
  fillHoles: (mask) => [...fillHoles(mask).data],
  largestComponent: (mask) => [...largestComponent(mask).data],
  connectedComponents: (mask) => connectedComponents(mask),
  inpaint: (mask) => [...inpaint(image, mask).data],
  compose: (mask) => [...compose([flip({ horizontal: 1 })])(sampleOf(mask), random()).mask!.data],
  'compose with a border': (mask) => tensorOf(compose([pad({ height: 6, width: 6 })], { border: constant })(sampleOf(mask), random())),
  'compose with fillMask': (mask) => tensorOf(compose([cutout({ probability: 1, fillMask: 1 })])(sampleOf(mask), random())),
  cutmix: (mask) => tensorOf(cutmix(sampleOf(mask), sampleOf(raster(bits.map((bit) => 255 * bit)), 'b'), random())),
  mosaic: (mask) => tensorOf(mosaic([sampleOf(raster(bits)), ...['b', 'c', 'd'].map((id) => sampleOf(mask, id))] as never, random())),
  maskOutline: (mask) => [...maskOutline(image, mask.data, mask.data).data],
  maskGrid: (mask) => gridOf(mask, 64),
  'maskGrid of a large picture': (mask) => gridOf(mask, 160),
  'the truth of confusionCounts': (mask) => confusionCounts(mask.data, bits.map((bit) => 0.9 * bit), { threshold: 0.5 }),
  'the prediction of confusionCounts': (mask) => confusionCounts(bits, mask.data),
  surfaceDistances: (mask) => surfaceDistances(mask.data, bits, { shape: [4, 4] }),
  distanceTransform: (mask) => [...distanceTransform(mask.data, { shape: [4, 4] })],
};

describe.each(Object.entries(readers))('%s', (name, read) => {
  it('reads 0 and 1 as 0 and 255', async () => {
    const expected = await read(raster(bits.map((bit) => 255 * bit)));
    expect(await read(raster(bits))).toEqual(expected);
    expect(await read(raster(new Uint8Array(16)))).not.toEqual(expected);
  });

  it.skipIf(name === 'binaryMask with levels')('refuses other values by name', async () => {
    for (const [from, to, named] of [[[0, 1], [3, 255], '3, 255'], [[0, 1], [0, 2], '0, 2'], [[0], [255], '1, 255']] as const) {
      const values = bits.map((bit) => { const at = (from as readonly number[]).indexOf(bit); return at < 0 ? bit : to[at]!; });
      await expect((async () => { await read(raster(values)); })()).rejects.toThrow(new RegExp(`expected .*0 and 1.* received the values ${named}\\.$`));
    }
  });
});

describe('binaryMask', () => {
  it('cuts levels above 128 where the caller says that there are some', () => {
    expect([...binaryMask(raster([0, 3, 127, 128, 129, 200, 254, 255]), { levels: true }).data]).toEqual([0, 0, 0, 0, 255, 255, 255, 255]);
    const floats = { ...raster(bits), data: Float32Array.from(bits, (bit) => (bit ? 128.5 : 256)) as unknown as Uint8Array };
    expect(() => binaryMask(floats, { levels: true })).toThrow('Invalid `mask` in binaryMask: expected levels from 0 to 255, received the values 128.5, 256.');
  });

  it('names no more values than one can read', () => {
    expect(() => binaryMask(raster(Uint8Array.from({ length: 256 }, (_, i) => i)))).toThrow('received 256 values, such as 2, 3, 4.');
  });

  it('gives a mask that is empty or full back', () => {
    for (const [level, full] of [[0, 0], [1, 255], [255, 255]]) expect([...binaryMask(raster([level, level], 1)).data]).toEqual([full, full]);
  });
});

it('a mask that shrinks to level 1 is empty, not full', () => {
  const speck = raster(Uint8Array.from({ length: 1024 }, (_, i) => (i < 4 ? 1 : 0)), 32);
  expect([...resizeMask(speck, [1, 1]).data]).toEqual([0]);
});

it('names the sample whose mask is none', () => {
  const odd = sampleOf(raster(bits.map((bit) => 100 * bit)), 'lesion 7');
  for (const act of [() => maskTensor([odd]), () => resizeSample(odd, [2, 2]), () => compose([])(odd, random()), () => cutmix(odd, odd, random())]) {
    expect(act).toThrow(/lesion 7.* received the values 0, 100\.$/);
  }
});
