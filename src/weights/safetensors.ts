/**
 * safetensors: named arrays in one file, with nothing in it that could run.
 *
 * Layout: 8 bytes little-endian header length N, N bytes JSON, then the numbers. The header maps a
 * name to `{dtype, shape, data_offsets: [begin, end]}`, and `__metadata__` to strings.
 * Format: https://github.com/huggingface/safetensors
 */
import { brief, invalid } from '../shapes/check';
import { isObject } from './json';
import {
  areStrings, classOf, type Entry, headerLength, invalidFile, isWhole, LONGEST, METADATA, type NamedArray, parseHeader, toArray,
} from './safetensorsHeader';

/** What a safetensors file holds. */
export interface Safetensors {
  readonly tensors: Record<string, NamedArray>;
  readonly metadata: Record<string, string>;
  /** Of a file that was read: arrays that are not among the tensors, and why; absent where there are none. Nothing is written of them. */
  readonly unread?: Record<string, string>;
}

/** A safetensors file of which only the header was read. */
export interface SafetensorsFile {
  /** Names and shapes of its arrays. */
  readonly shapes: Record<string, readonly number[]>;
  readonly metadata: Record<string, string>;
  /** Read one array. @throws where there is none of that name, or it cannot be read: other types, or fewer bytes than when it was opened */
  read(name: string): Promise<NamedArray>;
}

/** A piece of a {@link ByteSource}. */
export interface Slice {
  /** Read it. */
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** Bytes that are read in pieces: a file, a `Blob`, the answer to a range request. */
export interface ByteSource {
  readonly size: number;
  /** The bytes from `begin` to before `end`. */
  slice(begin: number, end: number): Slice;
}

/**
 * The bytes of a safetensors file, F32 and I32, which {@link decodeSafetensors} reads. Names are written in the given order; the header is
 * padded to 8 bytes.
 *
 * @throws if an array is neither of float32 nor of int32, has no shape or not as many numbers as it says, or is called `__metadata__`; if
 * the metadata are not all strings, or the header has more than 100 MB
 * @example
 * const bytes = encodeSafetensors({ tensors: { bias: { shape: [2], data: new Float32Array([1, 2]) } }, metadata: {} });
 */
export function encodeSafetensors(content: Safetensors): Uint8Array<ArrayBuffer> {
  const { tensors, metadata } = (content as Safetensors | null | undefined) ?? {};
  if (!isObject(tensors)) throw invalid('tensors', 'encodeSafetensors', 'an object of arrays by name', classOf(tensors));
  if (!areStrings(metadata)) throw invalid('metadata', 'encodeSafetensors', 'an object of strings', metadata);
  const header = new Map<string, unknown>([[METADATA, { ...metadata }]]);
  let offset = 0;
  for (const [name, array] of Object.entries(tensors)) {
    if (name === METADATA) throw new Error(`Invalid tensor '${name}': the format keeps this name for the metadata.`);
    if (!isWhole(array)) {
      const { shape, data } = (array as Partial<NamedArray> | null | undefined) ?? {};
      const received = `[${brief(String(shape), 60)}] with ${data?.length} numbers`;
      throw new Error(`Invalid tensor '${brief(name, 100)}': expected a shape of whole numbers and as many numbers as it says, received ${received}.`);
    }
    const { shape, data } = array;
    const dtype = data instanceof Int32Array ? 'I32' : data instanceof Float32Array ? 'F32' : undefined;
    if (!dtype) throw new Error(`Invalid tensor '${brief(name, 100)}': expected a Float32Array or an Int32Array.`);
    header.set(name, { dtype, shape, data_offsets: [offset, offset += data.byteLength] });
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  if (json.length > LONGEST) throw invalid('content', 'encodeSafetensors', `a header of at most ${LONGEST} bytes`, json.length);
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
 * What the bytes of a safetensors file hold. F64, F16 and BF16 become float32; integers and BOOL become int32. Arrays of other types, or
 * with an integer that does not fit into 32 bits, are listed in `unread`.
 *
 * @param source name of the file, for errors
 * @throws where the bytes are truncated or no safetensors, naming `source`
 */
export function decodeSafetensors(bytes: Uint8Array, source = 'bytes'): Safetensors {
  if (!(bytes as unknown instanceof Uint8Array)) throw invalid('bytes', 'decodeSafetensors', 'a Uint8Array', classOf(bytes));
  const start = 8 + headerLength(bytes, bytes.length, source);
  const { entries, metadata } = parseHeader(bytes.subarray(8, start), bytes.length - start, source);
  return contentOf(metadata, Object.entries(entries).map(([name, entry]) => {
    const [begin, end] = entry.data_offsets;
    return [name, toArray(entry, bytes.subarray(start + begin, start + end))];
  }));
}

/** As {@link decodeSafetensors}, array by array. */
export async function readSafetensors(source: ByteSource, name: string): Promise<Safetensors> {
  const { entries, metadata, arrayOf } = await opened(source, name);
  const arrays: [string, NamedArray | string][] = [];
  for (const [key, entry] of Object.entries(entries)) arrays.push([key, await arrayOf(entry)]);
  return contentOf(metadata, arrays);
}

function contentOf(metadata: Record<string, string>, arrays: [string, NamedArray | string][]): Safetensors {
  const unread = arrays.filter(([, array]) => typeof array === 'string') as [string, string][];
  const tensors = Object.fromEntries(arrays.filter(([, array]) => typeof array !== 'string') as [string, NamedArray][]);
  return { tensors, metadata, ...(unread.length > 0 ? { unread: Object.fromEntries(unread) } : {}) };
}

/**
 * Open a safetensors file: its header is read now, each array when it is asked for.
 *
 * @param source a `Blob` or `File`, or anything with a size and slices
 * @param name of the file, for errors
 * @throws where the file is truncated or no safetensors, naming it; `read` also where the array's type is not read or bytes are missing
 * @example
 * const file = await openSafetensors(new Blob([encodeSafetensors({ tensors, metadata: {} })]));
 * const { shape, data } = await file.read('conv1.weight');
 */
export async function openSafetensors(source: ByteSource, name = 'bytes'): Promise<SafetensorsFile> {
  const { size, slice } = (source as Partial<ByteSource> | null | undefined) ?? {};
  if (typeof size !== 'number' || typeof slice !== 'function') {
    throw invalid('source', 'openSafetensors', 'a Blob, or what has a `size` and a `slice`', classOf(source));
  }
  const { entries, metadata, arrayOf } = await opened(source, name);
  return {
    shapes: Object.fromEntries(Object.entries(entries).map(([key, { shape }]) => [key, shape])),
    metadata,
    async read(key) {
      if (!Object.hasOwn(entries, key)) throw new Error(`Invalid \`name\` for ${name}: expected one of its arrays, received ${brief(String(key), 100)}.`);
      const array = await arrayOf(entries[key]);
      if (typeof array === 'string') throw invalidFile(name, `'${brief(key, 100)}' ${array}`);
      return array;
    },
  };
}

/** The header of a source, and how to read an array. */
async function opened(source: ByteSource, name: string) {
  const bytesAt = async (begin: number, end: number) => {
    const bytes = new Uint8Array(await source.slice(begin, end).arrayBuffer());
    if (bytes.length === end - begin) return bytes;
    throw invalidFile(name, `expected ${end - begin} bytes from ${begin} on, received ${bytes.length}; it has become shorter`);
  };
  const start = 8 + headerLength(await bytesAt(0, Math.min(8, source.size)), source.size, name);
  const { entries, metadata } = parseHeader(await bytesAt(8, start), source.size - start, name);
  const arrayOf = async (entry: Entry) => toArray(entry, await bytesAt(start + entry.data_offsets[0], start + entry.data_offsets[1]));
  return { entries, metadata, arrayOf };
}
