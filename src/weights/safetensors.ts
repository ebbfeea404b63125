/**
 * safetensors: named arrays in one file, with nothing in it that could run.
 *
 * Layout: 8 bytes little-endian header length N, N bytes JSON, then the numbers. The header maps a
 * name to `{dtype, shape, data_offsets: [begin, end]}`, and `__metadata__` to strings.
 * Format: https://github.com/huggingface/safetensors
 */

/** A named array: float32 (`F32`) or int32 (`I32`) numbers in row-major order. */
export interface NamedArray {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

/** What a safetensors file holds. */
export interface Safetensors {
  readonly tensors: Record<string, NamedArray>;
  readonly metadata: Record<string, string>;
}

interface HeaderEntry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

const METADATA = '__metadata__';
const sizeOf = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);

/**
 * Bytes of a safetensors file. Names are written in the given order; the header is padded to 8 bytes.
 *
 * @example
 * const bytes = encodeSafetensors({ tensors: { bias: { shape: [2], data: new Float32Array([1, 2]) } }, metadata: {} });
 */
export function encodeSafetensors({ tensors, metadata }: Safetensors): Uint8Array {
  const header: Record<string, unknown> = { [METADATA]: metadata };
  let offset = 0;
  for (const [name, { shape, data }] of Object.entries(tensors)) {
    if (data.length !== sizeOf(shape)) {
      throw new Error(`Invalid tensor '${name}': shape [${shape}] holds ${sizeOf(shape)} numbers, received ${data.length}.`);
    }
    const dtype = data instanceof Int32Array ? 'I32' : 'F32';
    header[name] = { dtype, shape, data_offsets: [offset, offset += data.byteLength] };
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const start = 8 + Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(start + offset).fill(0x20, 8, start);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(start - 8), true);
  bytes.set(json, 8);
  offset = start;
  for (const { data } of Object.values(tensors)) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
    offset += data.byteLength;
  }
  return bytes;
}

/**
 * What the bytes of a safetensors file hold. Every length and offset is checked before it is used.
 *
 * @param source name of the file, for errors
 * @throws where the bytes are truncated or no safetensors, naming `source`
 */
export function decodeSafetensors(bytes: Uint8Array, source = 'bytes'): Safetensors {
  const fail = (why: string): never => {
    throw new Error(`Invalid safetensors file ${source}: ${why}.`);
  };
  if (bytes.length < 8) fail(`expected at least 8 bytes, received ${bytes.length}`);
  const headerLength = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const start = 8 + headerLength;
  if (start > bytes.length) fail(`its header should end at byte ${start}, the file at ${bytes.length}; it is truncated or no safetensors file`);
  const header = parseHeader(bytes.subarray(8, start)) ?? fail('its header is no JSON object');
  const { [METADATA]: metadata = {}, ...entries } = header;
  const tensors: Record<string, NamedArray> = {};
  for (const [name, entry] of Object.entries(entries as Record<string, HeaderEntry>)) {
    const { dtype, shape, data_offsets: [begin, end] = [NaN, NaN] } = entry;
    if (dtype !== 'F32' && dtype !== 'I32') fail(`'${name}' has dtype ${dtype}, expected F32 or I32`);
    if (!Array.isArray(shape) || !shape.every((size) => Number.isInteger(size) && size >= 0)) fail(`'${name}' has no valid shape`);
    if (!(begin >= 0 && end - begin === 4 * sizeOf(shape))) fail(`'${name}' spans bytes ${begin} to ${end}, which its shape [${shape}] does not fill`);
    if (start + end > bytes.length) fail(`'${name}' ends at byte ${start + end}, the file at ${bytes.length}; it is truncated`);
    const { buffer } = new Uint8Array(bytes.subarray(start + begin, start + end));
    tensors[name] = { shape, data: dtype === 'I32' ? new Int32Array(buffer) : new Float32Array(buffer) };
  }
  return { tensors, metadata: metadata as Record<string, string> };
}

function parseHeader(json: Uint8Array): Record<string, unknown> | null {
  try {
    const header: unknown = JSON.parse(new TextDecoder().decode(json));
    return typeof header === 'object' && !Array.isArray(header) ? (header as Record<string, unknown> | null) : null;
  } catch {
    return null;
  }
}
