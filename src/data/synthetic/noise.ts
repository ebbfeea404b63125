/** Smooth random fields over the plane, for shading, pigment and texture. */
import type { Stream } from '../../random/stream';

/** A value, mostly within [−1, 1], at every point; coordinates in [−1, 1] cover the image. */
export type Field = (x: number, y: number) => number;

/** Noise whose blotches are about 2/`frequency` wide: two octaves of interpolated lattice values, turned at random. */
export function smoothNoise(random: Stream, frequency: number): Field {
  const coarse = lattice(random, frequency);
  const fine = lattice(random, 2 * frequency);
  return (x, y) => coarse(x, y) + 0.5 * fine(x, y);
}

function lattice(random: Stream, frequency: number): Field {
  const side = Math.ceil(frequency * 1.5) + 2;
  const white = whiteNoise(random);
  const values = new Float32Array(side * side).map((_, i) => white(i) / 2147483648 - 1);
  const angle = random.uniform(0, 2 * Math.PI);
  const cosine = (Math.cos(angle) * frequency) / 2;
  const sine = (Math.sin(angle) * frequency) / 2;
  return (x, y) => {
    const column = cosine * x - sine * y + side / 2 - 0.5;
    const row = sine * x + cosine * y + side / 2 - 0.5;
    const i = Math.floor(row) * side + Math.floor(column);
    const s = smoothstep(column - Math.floor(column));
    const t = smoothstep(row - Math.floor(row));
    const top = values[i] + s * (values[i + 1] - values[i]);
    const bottom = values[i + side] + s * (values[i + side + 1] - values[i + side]);
    return top + t * (bottom - top);
  };
}

/** A random 32-bit word for every index: one draw of the stream, then Wellons' integer hash "lowbias32" (2018). */
export function whiteNoise(random: Stream): (i: number) => number {
  const key = random.uint32();
  return (i) => {
    let word = Math.imul(i, 0x9e3779b9) ^ key;
    word = Math.imul(word ^ (word >>> 16), 0x7feb352d);
    word = Math.imul(word ^ (word >>> 15), 0x846ca68b);
    return (word ^ (word >>> 16)) >>> 0;
  };
}

/** 0 for t ≤ 0, 1 for t ≥ 1, 3t² − 2t³ between. */
export function smoothstep(t: number): number {
  const u = Math.min(1, Math.max(0, t));
  return u * u * (3 - 2 * u);
}

/** √(x² + y²); many times as fast as Math.hypot. */
export const hypotenuse = (x: number, y: number) => Math.sqrt(x * x + y * y);
