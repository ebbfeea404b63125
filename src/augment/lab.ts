/**
 * CIE L*a*b* of sRGB colours under D65, in bytes: L·255/100, a + 128, b + 128.
 *
 * Both ways round as OpenCV's 8-bit conversion does: on the way there light to 1/2040 and its cube root to 2⁻¹⁵, on the
 * way back light to 2⁻¹⁴ and linear colours to 2⁻¹².
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
].map((row) => row.map((entry, i) => Math.round(4096 * entry * white[i])));

/** 2⁻¹⁴ is the unit of f(Y) and of Y, X and Z on the way back, 2⁻¹² that of linear colours. */
const UNIT = 16384;

/** Linear light of each level in 1/2040, and f of such light in 1/32768. */
const linear = Uint16Array.from({ length: 256 }, (_, level) => {
  const s = level / 255;
  return Math.round(2040 * (s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4));
});
const curved = Uint16Array.from({ length: 3072 }, (_, light) => Math.round(32768 * curve(Math.fround(light / 2040))));

/** f(Y) and Y of each lightness. */
const roots = Int32Array.from({ length: 256 }, (_, level) => (
  Math.round(UNIT * (level <= 20 ? 16 / 116 + (level * 5) / (3 * 17 * 29) : (level / 2.55 + 16) / 116))));
const lights = Int32Array.from({ length: 256 }, (_, level) => (
  Math.round(UNIT * (level <= 20 ? (level * 180) / (17 * 29 ** 3) : ((level / 2.55 + 16) / 116) ** 3))));

/** The level of linear light in 1/4096. */
const encoded = Uint8ClampedArray.from({ length: 4096 }, (_, i) => {
  const s = i / 4096;
  return 255 * (s <= 0.0031308 ? 12.92 * s : 1.055 * s ** (1 / 2.4) - 0.055);
});

/** Each channel of its own; `data` is R, G, B, R, … */
export function toLab(data: Uint8Array): { lightness: Uint8Array; a: Uint8Array; b: Uint8Array } {
  const count = data.length / 3, [lightness, a, b] = [0, 1, 2].map(() => new Uint8ClampedArray(count));
  for (let i = 0, j = 0; i < count; i++, j += 3) {
    const red = linear[data[j]], green = linear[data[j + 1]], blue = linear[data[j + 2]];
    const [x, y, z] = toXyz.map((row) => curved[(row[0] * red + row[1] * green + row[2] * blue + 2048) >> 12]);
    lightness[i] = (296 * y - 1336934 + 16384) >> 15;
    a[i] = (500 * (x - y) + 128 * 32768 + 16384) >> 15;
    b[i] = (200 * (y - z) + 128 * 32768 + 16384) >> 15;
  }
  return { lightness: new Uint8Array(lightness.buffer), a: new Uint8Array(a.buffer), b: new Uint8Array(b.buffer) };
}

/** R, G, B, R, … of the three channels. */
export function fromLab(lightness: Uint8Array, a: Uint8Array, b: Uint8Array): Uint8Array {
  const data = new Uint8Array(3 * lightness.length);
  const [[redX, redY, redZ], [greenX, greenY, greenZ], [blueX, blueY, blueZ]] = toRgb;
  for (let i = 0, j = 0; i < lightness.length; i++, j += 3) {
    const f = roots[lightness[i]], y = lights[lightness[i]];
    const x = cubed(f + ((5 * a[i] * 53687 + 128) >> 13) - 4194), z = cubed(f - ((b[i] * 41943 + 16) >> 9) + 10484);
    data[j] = encoded[fraction(redX * x + redY * y + redZ * z)];
    data[j + 1] = encoded[fraction(greenX * x + greenY * y + greenZ * z)];
    data[j + 2] = encoded[fraction(blueX * x + blueY * y + blueZ * z)];
  }
  return data;
}

/** From 2⁻²⁶ to 2⁻¹², within [0, 1). */
function fraction(light: number): number {
  return Math.min(4095, Math.max(0, (light + 8192) >> 14));
}

/** The light of which f is the cube root, a line near 0; below it is cut off, not rounded. */
function cubed(f: number): number {
  return f <= 3390 ? Math.trunc((f * 108) / 841) - 290 : (((f * f) >> 14) * f) >> 14;
}

/** Cube root, cut off after 24 bits; a line near 0. */
function curve(t: number): number {
  if (t <= 0.008856) return 7.787 * t + 16 / 116;
  const root = Math.cbrt(t), unit = 2 ** (Math.floor(Math.log2(root)) - 23);
  return Math.floor(root / unit) * unit;
}
