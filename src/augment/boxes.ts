/**
 * Boxes moved with their image: the smallest upright box around what the image shows of the moved one.
 *
 * Edges lie between pixels, pixel centres at whole numbers, so an edge at e is at e − ½ among centres. A matrix moves
 * the four corners; a warp bends edges, so that points a pixel apart are moved.
 */
import { checkOneOf, invalid } from '../shapes/check';
import type { Chain } from './chain';
import type { Boxes, BoxFormat, Size } from './sample';

/** Which boxes remain. */
export interface BoxLimits {
  /** Least area of a clipped box in pixels; default 0. Boxes of no area go always. */
  readonly minArea?: number;
  /** Least area of a box over that of the one around the whole moved box, outside parts too; default 0. */
  readonly minVisibility?: number;
}

/** Share of a number, and part of a pixel, by which rounding may move what is compared with a bound. */
export const ROUNDING = 1e-6;

const formats: readonly BoxFormat[] = ['coco', 'pascal_voc', 'yolo', 'normalised'];

/** Numbers for an error, those that are not finite by their names, which JSON lacks. */
export function shownNumbers(values: unknown): unknown {
  const named = (value: unknown) => (typeof value === 'number' && !Number.isFinite(value) ? String(value) : value);
  return Array.isArray(values) ? values.map(named) : values;
}

/** Left, top, right, bottom. */
export type Edges = readonly [left: number, top: number, right: number, bottom: number];

/** The boxes as edges in pixels. */
export function edgesOf({ format, values }: Boxes, { height, width }: Size): Edges[] {
  return values.map(([a, b, c, d]) => {
    if (format === 'coco') return [a, b, a + c, b + d];
    if (format === 'yolo') return [(a - c / 2) * width, (b - d / 2) * height, (a + c / 2) * width, (b + d / 2) * height];
    return format === 'normalised' ? [a * width, b * height, c * width, d * height] : [a, b, c, d];
  });
}

/** Edges in pixels as the format says them. */
export function fromEdges(format: BoxFormat, [left, top, right, bottom]: Edges, { height, width }: Size): Edges {
  if (format === 'coco') return [left, top, right - left, bottom - top];
  if (format === 'pascal_voc') return [left, top, right, bottom];
  const [x0, y0, x1, y1] = [left / width, top / height, right / width, bottom / height];
  return format === 'yolo' ? [(x0 + x1) / 2, (y0 + y1) / 2, x1 - x0, y1 - y0] : [x0, y0, x1, y1];
}

/** Throws unless the format is known and every box has an area and lies in the image, up to a rounding error. */
export function checkBoxes(id: string, boxes: Boxes, size: Size): void {
  const where = `the boxes of ${id}`;
  checkOneOf(where, 'format', boxes.format, formats);
  const { values, labels } = boxes, given: unknown = values;
  if (!Array.isArray(given)) throw invalid('values', where, 'a list of boxes', given);
  const odd = given.findIndex((value) => !(Array.isArray(value) && value.every((one) => typeof one === 'number')));
  if (odd >= 0) throw invalid(`values[${odd}]`, where, `a ${boxes.format} box, four numbers`, given[odd]);
  const slack = ROUNDING * Math.max(size.width, size.height);
  if (labels && labels.length !== values.length) throw invalid('labels', where, `${values.length}, one a box`, labels.length);
  edgesOf(boxes, size).forEach(([left, top, right, bottom], i) => {
    const isInside = left >= -slack && top >= -slack && right <= size.width + slack && bottom <= size.height + slack;
    if (values[i].length === 4 && isInside && left < right && top < bottom) return;
    const expected = `a ${boxes.format} box with an area inside ${size.height} × ${size.width} pixels`;
    throw invalid(`values[${i}]`, where, expected, shownNumbers(values[i]));
  });
}

/**
 * The boxes that remain where the chain has moved them, in their format for the new size. A box that equals a limit on paper remains,
 * and one that touches the image along an edge goes, whatever its corners round to: all is compared up to {@link ROUNDING}.
 */
export function moveBoxes(boxes: Boxes, from: Size, chain: Chain, { minArea = 0, minVisibility = 0 }: BoxLimits): Boxes {
  const { size, forward, matrix } = chain;
  const kept: { index: number; value: Edges }[] = [], all = ({ height, width }: Size): Edges => [0, 0, width, height];
  edgesOf(boxes, from).forEach((edges, index) => {
    const points = outline(overlap(edges, all(from)), forward, matrix ? Infinity : 1);
    const clipped = overlap(around(clip(points, size)), all(size)), least = Math.max(minArea, minVisibility * areaOf(around(points)));
    if (hasArea(clipped) && areaOf(clipped) >= least * (1 - ROUNDING)) {
      kept.push({ index, value: fromEdges(boxes.format, clipped, size) });
    }
  });
  return {
    ...boxes,
    values: kept.map(({ value }) => value),
    ...(boxes.labels && { labels: kept.map(({ index }) => boxes.labels![index]) }),
  };
}

/** The moved outline, points at most `apart` pixels from each other before. */
function outline([left, top, right, bottom]: Edges, forward: (point: Float64Array) => void, apart: number): Point[] {
  const corners = [[left, top], [right, top], [right, bottom], [left, bottom]], point = new Float64Array(2);
  return corners.flatMap(([x, y], i) => {
    const [nextX, nextY] = corners[(i + 1) % 4];
    const parts = Math.max(1, Math.ceil(Math.hypot(nextX - x, nextY - y) / apart));
    return Array.from({ length: parts }, (_, part): Point => {
      point[0] = x + ((nextX - x) * part) / parts - 0.5;
      point[1] = y + ((nextY - y) * part) / parts - 0.5;
      forward(point);
      return [point[0] + 0.5, point[1] + 0.5];
    });
  });
}

type Point = readonly [x: number, y: number];

/** The part of a polygon inside the image, cut by one side after the other (I. Sutherland, G. Hodgman, 1974). */
function clip(polygon: readonly Point[], { height, width }: Size): Point[] {
  const sides: ((point: Point) => number)[] = [([x]) => x, ([, y]) => y, ([x]) => width - x, ([, y]) => height - y];
  return sides.reduce<Point[]>((left, depth) => left.flatMap((point, i) => {
    const before = left.at(i - 1)!, a = depth(before), b = depth(point), t = a / (a - b);
    const crossing: Point[] = a < 0 === b < 0 ? [] : [[before[0] + t * (point[0] - before[0]), before[1] + t * (point[1] - before[1])]];
    return b < 0 ? crossing : [...crossing, point];
  }), [...polygon]);
}

function around(points: readonly Point[]): Edges {
  const xs = points.map(([x]) => x), ys = points.map(([, y]) => y);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

/** What two boxes share; of none, edges the wrong way round. */
export function overlap([a, b, c, d]: Edges, [left, top, right, bottom]: Edges): Edges {
  return [Math.max(a, left), Math.max(b, top), Math.min(c, right), Math.min(d, bottom)];
}

/** Whether more is left than rounding leaves. */
export function hasArea([left, top, right, bottom]: Edges): boolean {
  return right - left > ROUNDING && bottom - top > ROUNDING;
}

export function areaOf([left, top, right, bottom]: Edges): number {
  return Math.max(0, right - left) * Math.max(0, bottom - top);
}
