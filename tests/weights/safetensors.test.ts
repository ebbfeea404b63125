import { describe, expect, it } from 'vitest';
import { decodeSafetensors, encodeSafetensors } from 'tfjs-blocks/weights';

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
    expect(withHeader('{"x":{"dtype":"F64","shape":[1],"data_offsets":[0,4]}}')).toThrow('dtype F64, expected F32 or I32');
    expect(withHeader('{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}')).toThrow('does not fill');
    expect(withHeader('{"x":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}')).toThrow('no valid shape');
    expect(withHeader('{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}')).toThrow('truncated');
    expect(withHeader('{"x":{"dtype":"F32","shape":[1]}}')).toThrow('does not fill');
    expect(() => encodeSafetensors({ tensors: { x: { shape: [2], data: new Float32Array(3) } }, metadata: {} })).toThrow("Invalid tensor 'x'");
  });
});
