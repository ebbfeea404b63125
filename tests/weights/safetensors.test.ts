import { describe, expect, it } from 'vitest';
import { decodeSafetensors, encodeSafetensors, openSafetensors, type Safetensors } from 'tfjs-blocks/weights';

const content = {
  tensors: {
    'a/kernel': { shape: [2, 3], data: new Float32Array([1, -2, 3, NaN, Infinity, 1e-40]) },
    steps: { shape: [], data: new Int32Array([-7]) },
    empty: { shape: [0, 4], data: new Float32Array() },
  },
  metadata: { progress: '{"epoch":3}' },
};

describe('safetensors', () => {
  it('gives back what was written', () => {
    expect(decodeSafetensors(encodeSafetensors(content))).toEqual(content);
  });

  it('keeps every name, but that of the metadata', () => {
    const array = content.tensors.steps;
    const tensors = Object.fromEntries(['__proto__', 'constructor', ''].map((name) => [name, array]));
    const { tensors: read } = decodeSafetensors(encodeSafetensors({ tensors, metadata: {} }));
    expect(Object.keys(read)).toEqual(['__proto__', 'constructor', '']);
    expect(Object.values(read)).toEqual([array, array, array]);
    expect(() => encodeSafetensors({ tensors: { __metadata__: array }, metadata: {} })).toThrow("Invalid tensor '__metadata__'");
  });

  it('reads bytes that lie anywhere in a buffer', () => {
    const bytes = encodeSafetensors(content);
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(decodeSafetensors(shifted.subarray(3))).toEqual(content);
  });

  it('has the published layout', () => {
    const bytes = encodeSafetensors({ tensors: { x: { shape: [1], data: new Float32Array([1]) } }, metadata: {} });
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect(JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))))
      .toEqual({ __metadata__: {}, x: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } });
    expect([...bytes.subarray(8 + length)]).toEqual([0, 0, 0x80, 0x3f]);
  });

  it('refuses every truncation, naming the file', () => {
    const bytes = encodeSafetensors(content);
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeSafetensors(bytes.subarray(0, length), 'run.safetensors')).toThrow('Invalid safetensors file run.safetensors');
    }
  });

  it('refuses headers that lie', () => {
    const withHeader = (header: string) => {
      const bytes = new Uint8Array(8 + header.length + 4);
      new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
      bytes.set(new TextEncoder().encode(header), 8);
      return () => decodeSafetensors(bytes);
    };
    expect(withHeader('[]')).toThrow('no JSON object');
    expect(withHeader('{"x":{"dtype":"F99","shape":[1],"data_offsets":[0,4]}}')).toThrow('dtype F99, expected one of F32, F64');
    expect(withHeader('{"x":{"dtype":["F32"],"shape":[1],"data_offsets":[0,4]}}')).toThrow('dtype ["F32"], expected one of');
    expect(withHeader('{"x":{"dtype":"C64","shape":[1],"data_offsets":[0,4]}}')).toThrow('does not fill');
    expect(withHeader('{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4,4]}}')).toThrow('does not fill');
    for (const metadata of ['"text"', '5', 'true', '["a"]', 'null']) expect(withHeader(`{"__metadata__":${metadata}}`)).toThrow('its metadata are no object');
    expect(withHeader(`{"x":${'['.repeat(20_000)}${']'.repeat(20_000)}}`)).toThrow('nested at most 200 levels deep');
    expect(withHeader(`{"${'x'.repeat(1e5)}":{"dtype":"${'y'.repeat(1e5)}"}}`)).toThrow(/^.{1,400}$/);
    expect(withHeader('{"x":{"dtype":"toString","shape":[1],"data_offsets":[0,4]}}')).toThrow('dtype toString');
    expect(withHeader('{"x":{"dtype":"F64","shape":[1],"data_offsets":[0,4]}}')).toThrow('does not fill');
    expect(withHeader('{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}')).toThrow('does not fill');
    expect(withHeader('{"x":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}')).toThrow('no valid shape');
    expect(withHeader('{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}')).toThrow('truncated');
    expect(withHeader('{"x":{"dtype":"F32","shape":[1]}}')).toThrow('does not fill');
    expect(withHeader('{"x":{"dtype":"F32","shape":[1],"data_offsets":5}}')).toThrow('does not fill');
    expect(withHeader('{"x":{"dtype":"F32","shape":[1],"data_offsets":[0.5,4.5]}}')).toThrow('does not fill');
    expect(withHeader('{"x":{"dtype":"F32","shape":[1],"data_offsets":["0","4"]}}')).toThrow('does not fill');
    const half = (name: string, begin: number) => `"${name}":{"dtype":"F16","shape":[1],"data_offsets":[${begin},${begin + 2}]}`;
    expect(withHeader(`{${half('x', 2)},${half('y', 0)}}`)).not.toThrow();
    expect(withHeader(`{${half('x', 0)},${half('y', 0)}}`)).toThrow("'y' begins at byte 0 of the data, expected 2");
    expect(withHeader(`{${half('x', 2)}}`)).toThrow("'x' begins at byte 2 of the data, expected 0");
    expect(withHeader(`{${half('x', 0)}}`)).toThrow('its arrays end at byte 2 of the data, the file at 4');
    expect(withHeader('{"__metadata__":{"a":1}}')).toThrow('its metadata are not all strings');
    expect(withHeader('{"x":null}')).toThrow("Invalid safetensors file bytes: 'x' has");
    expect(() => encodeSafetensors({ tensors: { x: { shape: [2], data: new Float32Array(3) } }, metadata: {} })).toThrow("Invalid tensor 'x'");
  });

  it('writes nothing that it would not read', () => {
    const x = { shape: [2], data: new Float32Array(2) };
    const write = (content: unknown) => () => encodeSafetensors(content as Safetensors);
    for (const metadata of [null, undefined, 'text', ['a'], { a: 1 }, { a: null }, { a: undefined }]) {
      expect(write({ tensors: { x }, metadata })).toThrow('Invalid `metadata` in encodeSafetensors: expected an object of strings');
    }
    const dated = Object.assign(new Date(0), { a: 'text' });
    expect(decodeSafetensors(write({ tensors: { x }, metadata: dated })()).metadata).toEqual({ a: 'text' });
    for (const shape of [[-1, -2], [0.5, 4], [[2]], ['2'], undefined, 2, new Int32Array([2])]) {
      expect(write({ tensors: { x: { ...x, shape } }, metadata: {} })).toThrow("Invalid tensor 'x'");
    }
    for (const tensor of [null, undefined, {}, { shape: [2] }, 5]) expect(write({ tensors: { x: tensor }, metadata: {} })).toThrow("Invalid tensor 'x'");
    for (const tensors of [undefined, null, 5, [x]]) expect(write({ tensors, metadata: {} })).toThrow('Invalid `tensors` in encodeSafetensors');
    expect(write(undefined)).toThrow('Invalid `tensors` in encodeSafetensors');
    expect(write({ tensors: { ['x'.repeat(1e5)]: null }, metadata: {} })).toThrow(/^.{1,600}$/);
    expect(write({ tensors: { x }, metadata: { a: 'x'.repeat(1e8) } })).toThrow('a header of at most 100000000 bytes');
  });

  it('reads bytes only', async () => {
    for (const bytes of [undefined, null, 'text', encodeSafetensors(content).buffer, new Float32Array(4)]) {
      expect(() => decodeSafetensors(bytes as never)).toThrow('Invalid `bytes` in decodeSafetensors: expected a Uint8Array');
    }
    expect(() => decodeSafetensors(new ArrayBuffer(16) as never)).toThrow('expected a Uint8Array, received "ArrayBuffer".');
    for (const source of [undefined, null, {}, encodeSafetensors(content)]) {
      await expect(openSafetensors(source as never)).rejects.toThrow('Invalid `source` in openSafetensors: expected a Blob');
    }
    const file = await openSafetensors(new Blob([encodeSafetensors(content)]));
    await expect(file.read(undefined as never)).rejects.toThrow('expected one of its arrays, received undefined');
  });

  it('reads every type of number', () => {
    const file = (dtype: string, bytes: number[], count: number) => {
      const header = JSON.stringify({ x: { dtype, shape: [count], data_offsets: [0, bytes.length] } });
      const all = [...new Uint8Array(new BigUint64Array([BigInt(header.length)]).buffer), ...new TextEncoder().encode(header), ...bytes];
      return decodeSafetensors(new Uint8Array(all)).tensors.x.data;
    };
    const bytesOf = (data: ArrayBufferView) => [...new Uint8Array(data.buffer)];
    expect(file('F64', bytesOf(new Float64Array([1.5, -1e300])), 2)).toEqual(new Float32Array([1.5, -Infinity]));
    const halves = [0x3c00, 0xc000, 0x7bff, 0x0001, 0x8000, 0x7c00, 0xfc00, 0x7e00];
    expect(file('F16', bytesOf(new Uint16Array(halves)), 8)).toEqual(new Float32Array([1, -2, 65504, 2 ** -24, -0, Infinity, -Infinity, NaN]));
    expect(file('BF16', bytesOf(new Uint16Array([0x3f80, 0xc049])), 2)).toEqual(new Float32Array([1, -3.140625]));
    expect(file('I64', bytesOf(new BigInt64Array([-5n])), 1)).toEqual(new Int32Array([-5]));
    expect(file('I16', bytesOf(new Int16Array([-300])), 1)).toEqual(new Int32Array([-300]));
    expect(file('U16', bytesOf(new Uint16Array([65535])), 1)).toEqual(new Int32Array([65535]));
    expect(file('U32', bytesOf(new Uint32Array([7])), 1)).toEqual(new Int32Array([7]));
    expect(file('U64', bytesOf(new BigUint64Array([7n])), 1)).toEqual(new Int32Array([7]));
    expect(file('I8', [255, 1], 2)).toEqual(new Int32Array([-1, 1]));
    expect(file('U8', [255, 1], 2)).toEqual(new Int32Array([255, 1]));
    expect(file('BOOL', [0, 1], 2)).toEqual(new Int32Array([0, 1]));
  });
});

describe('a safetensors file with arrays that are not read', () => {
  const header = JSON.stringify({
    seed: { dtype: 'I64', shape: [1], data_offsets: [0, 8] }, small: { dtype: 'F8_E4M3', shape: [2, 2], data_offsets: [8, 12] },
    x: { dtype: 'F32', shape: [1], data_offsets: [12, 16] },
  });
  const numbers = [...new Uint8Array(new BigInt64Array([2n ** 31n]).buffer), 1, 2, 3, 4, 0, 0, 0x80, 0x3f];
  const bytes = Uint8Array.from([...new Uint8Array(new BigUint64Array([BigInt(header.length)]).buffer), ...new TextEncoder().encode(header), ...numbers]);
  const why = { seed: 'holds 2147483648, which does not fit into 32 bits', small: expect.stringMatching(/^has dtype F8_E4M3, expected one of F32/) as string };

  it('lists them beside those that are', () => {
    expect(decodeSafetensors(bytes)).toEqual({ tensors: { x: { shape: [1], data: new Float32Array([1]) } }, metadata: {}, unread: why });
  });

  it('says why where one is asked for', async () => {
    const file = await openSafetensors(new Blob([bytes]), 'a.safetensors');
    expect((await file.read('x')).data).toEqual(new Float32Array([1]));
    await expect(file.read('seed')).rejects.toThrow(`Invalid safetensors file a.safetensors: 'seed' ${why.seed}.`);
    await expect(file.read('small')).rejects.toThrow("'small' has dtype F8_E4M3, expected one of F32");
  });
});

describe('an open safetensors file', () => {
  const bytes = encodeSafetensors(content);

  it('reads only what is asked for', async () => {
    const read: [number, number][] = [];
    const slice = (begin: number, end: number) => {
      read.push([begin, end]);
      return { arrayBuffer: async () => bytes.slice(begin, end).buffer };
    };
    const file = await openSafetensors({ size: bytes.length, slice });
    const start = read[1][1];
    expect(file.shapes).toEqual({ 'a/kernel': [2, 3], steps: [], empty: [0, 4] });
    expect(file.metadata).toEqual(content.metadata);
    expect(await file.read('steps')).toEqual(content.tensors.steps);
    expect(read.slice(2)).toEqual([[start + 24, start + 28]]);
  });

  it('refuses bytes that are not there any more', async () => {
    let size = bytes.length;
    const slice = (begin: number, end: number) => ({ arrayBuffer: async () => bytes.slice(begin, Math.min(end, size)).buffer });
    const file = await openSafetensors({ size, slice }, 'x.safetensors');
    size -= 1;
    await expect(file.read('steps')).rejects.toThrow('Invalid safetensors file x.safetensors: expected 4 bytes from');
  });

  it('is a blob as well', async () => {
    const file = await openSafetensors(new Blob([bytes.slice()]), 'x.safetensors');
    expect(await file.read('a/kernel')).toEqual(content.tensors['a/kernel']);
    await expect(file.read('b')).rejects.toThrow('Invalid `name` for x.safetensors: expected one of its arrays, received b.');
    await expect(openSafetensors(new Blob([bytes.slice(0, 30)]), 'x.safetensors')).rejects.toThrow('Invalid safetensors file x.safetensors');
  });
});
