/**
 * Changes of images of three channels in place; `../../tables.ts` and `../../mix.ts` say what is computed. What works on
 * four pixels at a time reads and changes up to twelve bytes past the end.
 */
import { pin } from './pin';

/** How often each level occurs: 256 counts of red, of green and of blue. */
export function histogram(data: usize, bytes: usize, counts: usize): void {
  memory.fill(counts, 0, 3072);
  for (const end = data + bytes; data < end; data += 3) {
    count(counts, load<u8>(data));
    count(counts + 1024, load<u8>(data, 1));
    count(counts + 2048, load<u8>(data, 2));
  }
}

@inline
function count(counts: usize, level: usize): void {
  const p = counts + (level << 2);
  store<u32>(p, load<u32>(p) + 1);
}

/** New levels from three tables of 256. */
export function lookUp(data: usize, bytes: usize, tables: usize): void {
  for (const end = data + bytes; data < end; data += 3) {
    store<u8>(data, load<u8>(tables + <usize>load<u8>(data)));
    store<u8>(data, load<u8>(tables + <usize>load<u8>(data, 1), 256), 1);
    store<u8>(data, load<u8>(tables + <usize>load<u8>(data, 2), 512), 2);
  }
}

/** Floats from three tables of 256. */
export function toFloats(data: usize, bytes: usize, tables: usize, to: usize): void {
  for (const end = data + bytes; data < end; data += 3, to += 12) {
    store<f32>(to, load<f32>(tables + (<usize>load<u8>(data) << 2)));
    store<f32>(to, load<f32>(tables + (<usize>load<u8>(data, 1) << 2), 1024), 4);
    store<f32>(to, load<f32>(tables + (<usize>load<u8>(data, 2) << 2), 2048), 8);
  }
}

export function saturate(data: usize, bytes: usize, own: i32, red: i32, green: i32, blue: i32): void {
  const owns = pin(i32x4.splat(own)), reds = pin(i32x4.splat(red)), greens = pin(i32x4.splat(green)), blues = pin(i32x4.splat(blue));
  const half = pin(i32x4.splat(8192)), pickRed = pin(RED), pickGreen = pin(GREEN), pickBlue = pin(BLUE), weave = pin(WEAVE);
  for (const end = data + bytes; data < end; data += 12) {
    const pixels = v128.load(data);
    const r = i8x16.swizzle(pixels, pickRed), g = i8x16.swizzle(pixels, pickGreen), b = i8x16.swizzle(pixels, pickBlue);
    const grey = i32x4.add(i32x4.add(i32x4.mul(reds, r), i32x4.mul(greens, g)), i32x4.add(i32x4.mul(blues, b), half));
    storePixels(data, i32x4.shr_s(i32x4.add(i32x4.mul(owns, r), grey), 14), i32x4.shr_s(i32x4.add(i32x4.mul(owns, g), grey), 14),
      i32x4.shr_s(i32x4.add(i32x4.mul(owns, b), grey), 14), weave);
  }
}

export function turnHue(data: usize, bytes: usize, turn: i32): void {
  const turns = pin(i32x4.splat(turn)), circle = pin(i32x4.splat(49152)), third = pin(i32x4.splat(16384)), sixth = pin(i32x4.splat(8192));
  const half = pin(i32x4.splat(4096)), pickRed = pin(RED), pickGreen = pin(GREEN), pickBlue = pin(BLUE), weave = pin(WEAVE);
  for (const end = data + bytes; data < end; data += 12) {
    const pixels = v128.load(data);
    const r = i8x16.swizzle(pixels, pickRed), g = i8x16.swizzle(pixels, pickGreen), b = i8x16.swizzle(pixels, pickBlue);
    const most = i32x4.max_s(i32x4.max_s(r, g), b), chroma = i32x4.sub(most, i32x4.min_s(i32x4.min_s(r, g), b));
    const isRed = i32x4.eq(most, r), isGreen = i32x4.eq(most, g);
    const difference = v128.bitselect(i32x4.sub(g, b), v128.bitselect(i32x4.sub(b, r), i32x4.sub(r, g), isGreen), isRed);
    const start = v128.andnot(i32x4.add(third, v128.andnot(third, isGreen)), isRed);
    const along = i32x4.trunc_sat_f32x4_s(
      f32x4.div(f32x4.convert_i32x4_s(i32x4.shl(difference, 13)), f32x4.convert_i32x4_s(chroma)));
    let hue = i32x4.add(i32x4.add(turns, start), along);
    hue = wrapped(i32x4.sub(hue, v128.and(i32x4.gt_s(hue, circle), circle)), circle);
    const top = i32x4.add(i32x4.shl(most, 13), half), fromGreen = wrapped(i32x4.sub(hue, third), circle);
    const fromBlue = wrapped(i32x4.sub(fromGreen, third), circle);
    storePixels(data, channel(top, chroma, hue, circle, sixth), channel(top, chroma, fromGreen, circle, sixth),
      channel(top, chroma, fromBlue, circle, sixth), weave);
  }
}

/** On the circle, from one turn before it. */
@inline
function wrapped(hue: v128, circle: v128): v128 {
  return i32x4.add(hue, v128.and(i32x4.shr_s(hue, 31), circle));
}

/** Of a distance from the hue. */
@inline
function channel(top: v128, chroma: v128, hue: v128, circle: v128, sixth: v128): v128 {
  const distance = i32x4.sub(i32x4.min_s(hue, i32x4.sub(circle, hue)), sixth);
  const away = i32x4.min_s(v128.andnot(distance, i32x4.shr_s(distance, 31)), sixth);
  return i32x4.shr_s(i32x4.sub(top, i32x4.mul(chroma, away)), 13);
}

/** Bytes of four pixels that give four lanes of a channel; −1 gives 0. */
const RED = i8x16(0, -1, -1, -1, 3, -1, -1, -1, 6, -1, -1, -1, 9, -1, -1, -1);
const GREEN = i8x16(1, -1, -1, -1, 4, -1, -1, -1, 7, -1, -1, -1, 10, -1, -1, -1);
const BLUE = i8x16(2, -1, -1, -1, 5, -1, -1, -1, 8, -1, -1, -1, 11, -1, -1, -1);

/** And back: four reds, four greens, four blues to four pixels. */
const WEAVE = i8x16(0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11, -1, -1, -1, -1);

/** Four pixels in twelve bytes, clipped to 0–255. */
@inline
function storePixels(data: usize, r: v128, g: v128, b: v128, weave: v128): void {
  const pixels = i8x16.swizzle(i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_s(r, g), i16x8.narrow_i32x4_s(b, b)), weave);
  v128.store64_lane(data, pixels, 0);
  v128.store32_lane(data, pixels, 2, 8);
}
