import type { Safetensors } from '../weights/safetensors';

/** A checksum over all that a checkpoint holds: MurmurHash3 of 32 bits (A. Appleby, 2008), of names, shapes, numbers and metadata. */
export function checksum({ tensors, metadata }: Safetensors): string {
  let hash = 0;
  const mix = (word: number) => {
    const key = Math.imul(word, 0xcc9e2d51);
    const mixed = hash ^ Math.imul((key << 15) | (key >>> 17), 0x1b873593);
    hash = (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0;
  };
  const mixText = (text: string) => {
    mix(text.length);
    for (let i = 0; i < text.length; i++) mix(text.charCodeAt(i));
  };
  for (const [name, text] of sorted(metadata)) mixText(JSON.stringify([name, text]));
  for (const [name, { shape, data }] of sorted(tensors)) {
    mixText(JSON.stringify([name, shape]));
    const words = new Uint32Array(data.buffer, data.byteOffset, data.length);
    for (let i = 0; i < words.length; i++) mix(words[i]);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}

const sorted = <T>(record: Record<string, T>): [string, T][] => Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
