/** Bytes and headers of safetensors files that were changed at random: read rightly, or refused in words. */
import { expect, it } from 'vitest';
import { decodeSafetensors, encodeSafetensors, openSafetensors, type Safetensors } from 'tfjs-blocks/weights';
import type { Stream } from '../../src/random/stream';
import { fuzz, mutateBytes, mutateJson } from '../fuzz';

const bytes = encodeSafetensors({
  tensors: {
    'a/kernel': { shape: [2, 3], data: new Float32Array([1, -2, 3, NaN, Infinity, 1e-40]) },
    steps: { shape: [], data: new Int32Array([-7]) }, empty: { shape: [0, 4], data: new Float32Array() },
  },
  metadata: { progress: '{"epoch":3}' },
});
const start = 8 + Number(new DataView(bytes.buffer).getBigUint64(0, true));
const header: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(8, start)));

function withHeader(json: unknown): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(json));
  const all = new Uint8Array(8 + text.length + bytes.length - start);
  new DataView(all.buffer).setBigUint64(0, BigInt(text.length), true);
  all.set(text, 8);
  all.set(bytes.subarray(start), 8 + text.length);
  return all;
}

const changed = {
  bytes: (random: Stream) => mutateBytes(bytes, random),
  headers: (random: Stream) => withHeader(mutateJson(header, random)),
};

function expectSound({ tensors, metadata }: Safetensors): void {
  for (const { shape, data } of Object.values(tensors)) expect(data.length).toBe(shape.reduce((product, size) => product * size, 1));
  for (const text of Object.values(metadata)) expect(typeof text).toBe('string');
  expect(typeof metadata === 'object' && !Array.isArray(metadata)).toBe(true);
}

it.each(Object.entries(changed))('decodeSafetensors answers for changed %s', async (target, change) => {
  const { answered, refused } = await fuzz(`decode ${target}`, (random) => expectSound(decodeSafetensors(change(random))));
  expect(Math.min(answered, refused)).toBeGreaterThan(0);
});

it.each(Object.entries(changed))('openSafetensors reads what decodeSafetensors does, of changed %s', async (target, change) => {
  const { answered, refused } = await fuzz(`open ${target}`, async (random) => {
    const given = change(random);
    const file = await openSafetensors(new Blob([given.slice()]));
    const { tensors, metadata, unread = {} } = decodeSafetensors(given);
    expect(file.metadata).toEqual(metadata);
    expect(Object.keys(file.shapes).sort()).toEqual([...Object.keys(tensors), ...Object.keys(unread)].sort());
    for (const [name, tensor] of Object.entries(tensors)) expect(await file.read(name)).toEqual(tensor);
  });
  expect(Math.min(answered, refused)).toBeGreaterThan(0);
});
