/**
 * CIE L*a*b* of sRGB colours under D65, in bytes: L·255/100, a + 128, b + 128.
 *
 * The way there rounds as OpenCV's 8-bit conversion does: light to 1/2040, its cube root to 2⁻¹⁵.
 */

const white = [0.950456, 1, 1.088754];
const toXyz = [
  [0.412453, 0.357580, 0.180423],
  [0.212671, 0.715160, 0.072169],
  [0.019334, 0.119193, 0.950227],
].map((row, i) => row.map((entry) => Math.round((4096 * entry) / white[i])));
const toRgb = [
  [3.240479, -1.53715, -0.498535],
  [-0.969256, 1.875991, 0.041556],
  [0.055648, -0.204043, 1.057311],
].map((row) => row.map((entry, i) => entry * white[i]));

/** Each channel of its own; `data` is R, G, B, R, … */
export function toLab(data: Uint8Array): { lightness: Uint8Array; a: Uint8Array; b: Uint8Array } {
  const count = data.length / 3, [lightness, a, b] = [0, 1, 2].map(() => new Uint8ClampedArray(count));
  const linear = Uint16Array.from({ length: 256 }, (_, level) => {
    const s = level / 255;
    return Math.round(2040 * (s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4));
  });
  const roots = Uint16Array.from({ length: 3072 }, (_, light) => Math.round(32768 * curve(light / 2040)));
  for (let i = 0, j = 0; i < count; i++, j += 3) {
    const red = linear[data[j]], green = linear[data[j + 1]], blue = linear[data[j + 2]];
    const [x, y, z] = toXyz.map((row) => roots[(row[0] * red + row[1] * green + row[2] * blue + 2048) >> 12]);
    lightness[i] = (296 * y - 1336934 + 16384) >> 15;
    a[i] = (500 * (x - y) + 128 * 32768 + 16384) >> 15;
    b[i] = (200 * (y - z) + 128 * 32768 + 16384) >> 15;
  }
  return { lightness: new Uint8Array(lightness.buffer), a: new Uint8Array(a.buffer), b: new Uint8Array(b.buffer) };
}

/** R, G, B, R, … of the three channels. */
export function fromLab(lightness: Uint8Array, a: Uint8Array, b: Uint8Array): Uint8Array {
  const data = new Uint8ClampedArray(3 * lightness.length);
  for (let i = 0, j = 0; i < lightness.length; i++, j += 3) {
    const f = (lightness[i] / 2.55 + 16) / 116;
    const x = uncurved(f + (a[i] - 128) / 500), y = uncurved(f), z = uncurved(f - (b[i] - 128) / 200);
    for (let k = 0; k < 3; k++) {
      const s = toRgb[k][0] * x + toRgb[k][1] * y + toRgb[k][2] * z;
      data[j + k] = 255 * (s <= 0.0031308 ? 12.92 * s : 1.055 * s ** (1 / 2.4) - 0.055);
    }
  }
  return new Uint8Array(data.buffer);
}

/** Cube root, a line near 0. */
function curve(t: number): number {
  return t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116;
}

function uncurved(f: number): number {
  return f > 0.206893 ? f ** 3 : (f - 16 / 116) / 7.787;
}
