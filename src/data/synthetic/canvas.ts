import { hypotenuse } from './noise';

/** A picture being painted: red, green and blue in [0, 1], on the square [−1, 1]² with y downwards. */
export interface Canvas {
  readonly size: number;
  /** size·size·3 numbers, rows, columns, channels. */
  readonly pixels: Float32Array;
}

export type Colour = readonly [number, number, number];
export type Point = readonly [number, number];

/** The coordinate of the centre of the i-th pixel. */
export const coordinate = (i: number, size: number) => (2 * i + 1) / size - 1;

/** Blends a colour into every pixel by the opacity, in [0, 1], at its centre. */
export function blend(canvas: Canvas, colour: Colour, opacity: (x: number, y: number) => number): void {
  const { size, pixels } = canvas;
  for (let row = 0, i = 0; row < size; row++) {
    for (let column = 0; column < size; column++, i += 3) {
      mix(pixels, i, colour, opacity(coordinate(column, size), coordinate(row, size)));
    }
  }
}

/** Draws a line through the points, antialiased; `width` in the units of the plane. */
export function stroke(canvas: Canvas, points: readonly Point[], width: number, colour: Colour, strength: number): void {
  const { size, pixels } = canvas;
  const coverage = new Map<number, number>();
  const reach = width / 2 + 2 / size;
  const index = (x: number) => Math.round(((x + 1) * size - 1) / 2);
  for (let p = 1; p < points.length; p++) {
    const [from, to] = [points[p - 1], points[p]];
    const rows = [index(Math.min(from[1], to[1]) - reach), index(Math.max(from[1], to[1]) + reach)];
    const columns = [index(Math.min(from[0], to[0]) - reach), index(Math.max(from[0], to[0]) + reach)];
    for (let row = Math.max(0, rows[0]); row <= Math.min(size - 1, rows[1]); row++) {
      for (let column = Math.max(0, columns[0]); column <= Math.min(size - 1, columns[1]); column++) {
        const distance = distanceToSegment(coordinate(column, size), coordinate(row, size), from, to);
        const cover = Math.min(1, (width * size) / 2, Math.max(0, 0.5 + ((width / 2 - distance) * size) / 2));
        const i = 3 * (row * size + column);
        coverage.set(i, Math.max(cover, coverage.get(i) ?? 0));
      }
    }
  }
  for (const [i, cover] of coverage) mix(pixels, i, colour, cover * strength);
}

function mix(pixels: Float32Array, i: number, colour: Colour, opacity: number): void {
  for (let band = 0; band < 3; band++) pixels[i + band] += opacity * (colour[band] - pixels[i + band]);
}

function distanceToSegment(x: number, y: number, [fromX, fromY]: Point, [toX, toY]: Point): number {
  const dx = toX - fromX;
  const dy = toY - fromY;
  const along = ((x - fromX) * dx + (y - fromY) * dy) / (dx * dx + dy * dy || 1);
  const t = Math.min(1, Math.max(0, along));
  return hypotenuse(x - fromX - t * dx, y - fromY - t * dy);
}
