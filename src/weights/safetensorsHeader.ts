/** The header of a safetensors file, every length and offset checked before it is used, and its numbers by their type. */

/** A named array: float32 or int32 numbers in row-major order. */
export interface NamedArray {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

/** Where an array lies in the file. */
export interface Entry {
  dtype: DataType;
  shape: number[];
  /** Bytes from the end of the header. */
  data_offsets: [begin: number, end: number];
}

export interface Header {
  entries: Record<string, Entry>;
  metadata: Record<string, string>;
}

/** Bytes a number, little-endian as every processor that runs JavaScript, and how to read it at an index. */
const dataTypes = {
  F32: [4, (view: DataView, i: number) => view.getFloat32(4 * i, true)],
  F64: [8, (view: DataView, i: number) => view.getFloat64(8 * i, true)],
  F16: [2, (view: DataView, i: number) => halfToNumber(view.getUint16(2 * i, true))],
  BF16: [2, (view: DataView, i: number) => brainFloat(view.getUint16(2 * i, true))],
  I32: [4, (view: DataView, i: number) => view.getInt32(4 * i, true)],
  I64: [8, (view: DataView, i: number) => Number(view.getBigInt64(8 * i, true))],
  I8: [1, (view: DataView, i: number) => view.getInt8(i)],
  U8: [1, (view: DataView, i: number) => view.getUint8(i)],
  BOOL: [1, (view: DataView, i: number) => view.getUint8(i)],
} as const;

/** What numbers are stored as; those with F become float32 here, the others int32. */
type DataType = keyof typeof dataTypes;

export const METADATA = '__metadata__';
export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

/** Most bytes that a header may have, as in the format's own library. */
const LONGEST = 100_000_000;

/** The error that a file is no valid one. */
function invalidFile(source: string, why: string): Error {
  return new Error(`Invalid safetensors file ${source}: ${why}.`);
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
  const header = parseObject(json);
  if (!header) throw invalidFile(source, 'its header is no JSON object');
  const { [METADATA]: metadata, ...entries } = header as Record<string, Entry> & { [METADATA]?: Record<string, string> | null };
  const strings = Object.values(metadata ?? {}).every((value) => typeof value === 'string');
  if (!strings) throw invalidFile(source, 'its metadata are not all strings');
  for (const [name, entry] of Object.entries(entries)) {
    const why = fault(entry, dataBytes);
    if (why) throw invalidFile(source, `'${name}' ${why}`);
  }
  checkCovered(entries, dataBytes, source);
  return { entries, metadata: metadata ?? {} };
}

/** Throws unless the arrays lie one behind the other, from the first byte to the last: nothing is read twice, nothing is hidden. */
function checkCovered(entries: Record<string, Entry>, dataBytes: number, source: string): void {
  let covered = 0;
  const inOrder = Object.entries(entries).sort(([, { data_offsets: a }], [, { data_offsets: b }]) => a[0] - b[0] || a[1] - b[1]);
  for (const [name, { data_offsets: [begin, end] }] of inOrder) {
    if (begin !== covered) {
      throw invalidFile(source, `'${name}' begins at byte ${begin} of the data, expected ${covered}, the end of the one before`);
    }
    covered = end;
  }
  if (covered !== dataBytes) throw invalidFile(source, `its arrays end at byte ${covered} of the data, the file at ${dataBytes}`);
}

/** Why an entry is not valid. */
function fault(entry: Partial<Entry> | null, dataBytes: number): string | undefined {
  const { dtype = '' as DataType, shape = [], data_offsets: offsets } = entry ?? {};
  const [begin, end] = Array.isArray(offsets) && offsets.every((offset) => Number.isInteger(offset)) ? offsets : [NaN, NaN];
  if (!Object.hasOwn(dataTypes, dtype)) return `has dtype ${dtype}, expected one of ${Object.keys(dataTypes).join(', ')}`;
  if (!Array.isArray(entry?.shape) || !shape.every((size) => Number.isInteger(size) && size >= 0)) return 'has no valid shape';
  if (!(begin >= 0 && end - begin === dataTypes[dtype][0] * sizeOf(shape))) {
    return `spans bytes ${begin} to ${end}, which its shape [${shape}] of ${dtype} does not fill`;
  }
  return end > dataBytes ? `ends at byte ${end} of the data, the file at ${dataBytes}; it is truncated` : undefined;
}

/** The numbers of an entry from its bytes. @throws where an I64 does not fit into 32 bits, naming entry and file */
export function toArray({ dtype, shape }: Entry, bytes: Uint8Array, name: string, source: string): NamedArray {
  if (dtype === 'F32') return { shape, data: new Float32Array(new Uint8Array(bytes).buffer) };
  if (dtype === 'I32') return { shape, data: new Int32Array(new Uint8Array(bytes).buffer) };
  const [, read] = dataTypes[dtype];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const data = dtype.includes('F') ? new Float32Array(sizeOf(shape)) : new Int32Array(sizeOf(shape));
  for (let i = 0; i < data.length; i++) {
    const value = read(view, i);
    data[i] = value;
    if (dtype === 'I64' && data[i] !== value) throw invalidFile(source, `'${name}' holds ${value}, which does not fit into 32 bits`);
  }
  return { shape, data };
}

function parseObject(json: Uint8Array): object | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(json));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
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
