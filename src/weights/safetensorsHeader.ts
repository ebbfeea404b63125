/** The header of a safetensors file, every length and offset checked before it is used, and its numbers by their type. */
import { brief } from '../shapes/check';
import { isObject, parseObject } from './json';

/** A named array: float32 or int32 numbers in row-major order. */
export interface NamedArray {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

/** Where an array lies in the file. */
export interface Entry {
  dtype: string;
  shape: number[];
  /** Bytes from the end of the header. */
  data_offsets: [begin: number, end: number];
}

export interface Header {
  entries: Record<string, Entry>;
  metadata: Record<string, string>;
}

/** Bytes per number, little-endian as every processor that runs JavaScript, and how to read it at an index. */
const dataTypes: Record<string, readonly [bytes: number, read: (view: DataView, i: number) => number]> = {
  F32: [4, (view, i) => view.getFloat32(4 * i, true)],
  F64: [8, (view, i) => view.getFloat64(8 * i, true)],
  F16: [2, (view, i) => halfToNumber(view.getUint16(2 * i, true))],
  BF16: [2, (view, i) => brainFloat(view.getUint16(2 * i, true))],
  I32: [4, (view, i) => view.getInt32(4 * i, true)],
  I64: [8, (view, i) => Number(view.getBigInt64(8 * i, true))],
  I16: [2, (view, i) => view.getInt16(2 * i, true)],
  I8: [1, (view, i) => view.getInt8(i)],
  U64: [8, (view, i) => Number(view.getBigUint64(8 * i, true))],
  U32: [4, (view, i) => view.getUint32(4 * i, true)],
  U16: [2, (view, i) => view.getUint16(2 * i, true)],
  U8: [1, (view, i) => view.getUint8(i)],
  BOOL: [1, (view, i) => view.getUint8(i)],
};

/** Bits per number of the other types of the format, which are not read. */
const otherTypes: Record<string, number> = {
  C64: 64, F8_E4M3: 8, F8_E5M2: 8, F8_E8M0: 8, F8_E4M3FNUZ: 8, F8_E5M2FNUZ: 8, F6_E2M3: 6, F6_E3M2: 6, F4: 4,
};

/** What numbers are stored as; those with F become float32 here, the others int32. Undefined for what the format has not. */
function bitsOf(dtype: unknown): number | undefined {
  if (typeof dtype !== 'string') return undefined;
  return Object.hasOwn(dataTypes, dtype) ? 8 * dataTypes[dtype][0] : Object.hasOwn(otherTypes, dtype) ? otherTypes[dtype] : undefined;
}

const readTypes = Object.keys(dataTypes).join(', ');

export const METADATA = '__metadata__';
export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

const isShape = (shape: unknown): shape is number[] =>
  Array.isArray(shape) && [...shape as number[]].every((size) => Number.isInteger(size) && size >= 0);

/** Whether an array has a shape, and as many numbers as it says. */
export function isWhole(array: Partial<NamedArray> | null): array is NamedArray {
  return isShape(array?.shape) && array.data?.length === sizeOf(array.shape);
}

/** What errors tell of a value that may hold millions of numbers: of an object its class. */
export const classOf = (value: unknown): unknown =>
  (typeof value === 'object' && value !== null ? Object.prototype.toString.call(value).slice(8, -1) : value);

/** Whether it is an object of strings, as metadata are. */
export const areStrings = (value: unknown): value is Record<string, string> =>
  isObject(value) && Object.values(value).every((text) => typeof text === 'string');

/** Most bytes that a header may have, as in the format's own library. */
export const LONGEST = 100_000_000;

/** The error that a file is no valid one. */
export function invalidFile(source: string, why: string): Error {
  return new Error(`Invalid safetensors file ${brief(source)}: ${why}.`);
}

/** Bytes of the header, which the first eight of the file tell; `fileBytes` is the length of the whole. */
export function headerLength(start: Uint8Array, fileBytes: number, source: string): number {
  if (start.length < 8) throw invalidFile(source, `expected at least 8 bytes, received ${start.length}`);
  const length = Number(new DataView(start.buffer, start.byteOffset).getBigUint64(0, true));
  if (8 + length > fileBytes) {
    throw invalidFile(source, `its header should end at byte ${8 + length}, the file at ${fileBytes}; it is truncated or no safetensors file`);
  }
  if (length > LONGEST) throw invalidFile(source, `its header has ${length} bytes, expected at most ${LONGEST}`);
  return length;
}

/** What the header says; `dataBytes` follow it. */
export function parseHeader(json: Uint8Array, dataBytes: number, source: string): Header {
  const header = headerObject(json, source);
  const { [METADATA]: metadata = {}, ...entries } = header as Record<string, Entry> & { [METADATA]?: Record<string, string> };
  if (!isObject(metadata)) throw invalidFile(source, 'its metadata are no object');
  if (!areStrings(metadata)) throw invalidFile(source, 'its metadata are not all strings');
  for (const [name, entry] of Object.entries(entries)) {
    const why = fault(entry, dataBytes);
    if (why) throw invalidFile(source, `'${brief(name, 100)}' ${why}`);
  }
  checkCovered(entries, dataBytes, source);
  return { entries, metadata };
}

/** Throws unless the arrays lie one behind the other, from the first byte to the last: nothing is read twice, nothing is hidden. */
function checkCovered(entries: Record<string, Entry>, dataBytes: number, source: string): void {
  let covered = 0;
  const inOrder = Object.entries(entries).sort(([, { data_offsets: a }], [, { data_offsets: b }]) => a[0] - b[0] || a[1] - b[1]);
  for (const [name, { data_offsets: [begin, end] }] of inOrder) {
    if (begin !== covered) {
      throw invalidFile(source, `'${brief(name, 100)}' begins at byte ${begin} of the data, expected ${covered}, the end of the one before`);
    }
    covered = end;
  }
  if (covered !== dataBytes) throw invalidFile(source, `its arrays end at byte ${covered} of the data, the file at ${dataBytes}`);
}

/** Why an entry is not valid. */
function fault(entry: Partial<Entry> | null, dataBytes: number): string | undefined {
  const { dtype, shape, data_offsets: offsets } = entry ?? {};
  const pair = Array.isArray(offsets) && offsets.length === 2 && offsets.every((offset) => Number.isInteger(offset));
  const [begin, end] = pair ? offsets : [NaN, NaN];
  const bits = bitsOf(dtype);
  if (bits === undefined) return `has dtype ${shown(dtype)}, expected one of ${readTypes}`;
  if (!isShape(shape)) return 'has no valid shape';
  if (!(begin >= 0 && 8 * (end - begin) === bits * sizeOf(shape))) {
    return `spans bytes ${begin} to ${end}, which its shape [${brief(String(shape), 60)}] of ${dtype} does not fill`;
  }
  return end > dataBytes ? `ends at byte ${end} of the data, the file at ${dataBytes}; it is truncated` : undefined;
}

const shown = (value: unknown) => brief(typeof value === 'string' ? value : String(JSON.stringify(value)), 60);

/** The numbers of an entry from its bytes, or why they are not read. */
export function toArray({ dtype, shape }: Entry, bytes: Uint8Array): NamedArray | string {
  if (dtype === 'F32') return { shape, data: new Float32Array(new Uint8Array(bytes).buffer) };
  if (dtype === 'I32') return { shape, data: new Int32Array(new Uint8Array(bytes).buffer) };
  if (!Object.hasOwn(dataTypes, dtype)) return `has dtype ${dtype}, expected one of ${readTypes}`;
  const [, read] = dataTypes[dtype];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const floats = dtype.includes('F');
  const data = floats ? new Float32Array(sizeOf(shape)) : new Int32Array(sizeOf(shape));
  for (let i = 0; i < data.length; i++) {
    const value = read(view, i);
    data[i] = value;
    if (!floats && data[i] !== value) return `holds ${value}, which does not fit into 32 bits`;
  }
  return { shape, data };
}

function headerObject(json: Uint8Array, source: string): Record<string, unknown> {
  try {
    return parseObject(new TextDecoder('utf-8', { fatal: true }).decode(json));
  } catch (cause) {
    throw invalidFile(source, `its header is no JSON object that can be read (${brief((cause as Error).message, 100)})`);
  }
}

/** IEEE 754 binary16: one sign, 5 exponent and 10 fraction bits. */
function halfToNumber(bits: number): number {
  const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (exponent === 0 ? 2 ** -24 * fraction : 2 ** (exponent - 25) * (1024 + fraction));
}

/** The upper half of a float32. */
function brainFloat(bits: number): number {
  return new Float32Array(new Uint32Array([bits << 16]).buffer)[0];
}
