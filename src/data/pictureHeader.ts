/** Size and depth of a picture from the first bytes of its file, before anything is decoded. */

/** What the header of a PNG or JPEG says. */
export interface PictureHeader {
  readonly height: number;
  readonly width: number;
  /** Bits a channel. */
  readonly bits: number;
  /** Without colours; with transparency or without. */
  readonly isGray: boolean;
}

/** The header of a PNG or JPEG file; undefined for other formats, or where the bytes end before it. */
export function pictureHeader(bytes: Uint8Array): PictureHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length >= 26 && view.getUint32(0) === 0x89504e47) {
    return { width: view.getUint32(16), height: view.getUint32(20), bits: bytes[24], isGray: bytes[25] === 0 || bytes[25] === 4 };
  }
  if (bytes.length < 4 || view.getUint16(0) !== 0xffd8) return undefined;
  for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff; at += 2 + view.getUint16(at + 2)) {
    const isFrame = bytes[at + 1] >= 0xc0 && bytes[at + 1] <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(bytes[at + 1]);
    if (isFrame) return { bits: bytes[at + 4], height: view.getUint16(at + 5), width: view.getUint16(at + 7), isGray: bytes[at + 9] === 1 };
  }
  return undefined;
}
