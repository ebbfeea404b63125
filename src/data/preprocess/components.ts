/**
 * Connected regions of a mask, and the repairs that rest on them: the largest region only, no holes.
 * Masks are of 0 and 1, or of 0 and 255; results are of 0 and 255.
 */
import { checkRasterSize } from '../../augment/checkSample';
import type { Raster } from '../../augment/sample';
import { maskBits } from '../../metrics/mask';
import { checkOneOf, invalid } from '../../shapes/check';

/** Which pixels touch: those that share an edge (4), or an edge or a corner (8). */
export type Connectivity = 4 | 8;

/** A label for each pixel, from 1 in the order of the regions' first pixels; 0 outside the mask. */
export interface Components {
  readonly labels: Int32Array;
  /** Pixels of each region; `areas[0]` is that of label 1. */
  readonly areas: number[];
}

/**
 * The connected regions of a mask.
 *
 * @param options.connectivity default 8
 * @throws if the mask has not one channel, or a value is not that of a mask
 * @example
 * const { areas } = connectedComponents(mask);
 */
export function connectedComponents(mask: Raster, options: { readonly connectivity?: Connectivity } = {}): Components {
  return regions(mask, 1, connectivityOf(options, 'connectedComponents'), 'connectedComponents');
}

/**
 * The mask without all regions but the largest; of equal ones the first, by rows, stays. An empty mask stays empty.
 *
 * @param options.connectivity default 8
 * @throws if the mask has not one channel, or a value is not that of a mask
 * @example
 * const lesion = largestComponent(mask);
 */
export function largestComponent(mask: Raster, options: { readonly connectivity?: Connectivity } = {}): Raster {
  const { labels, areas } = regions(mask, 1, connectivityOf(options, 'largestComponent'), 'largestComponent');
  const largest = areas.reduce((best, area, i) => (area > areas[best - 1] || best === 0 ? i + 1 : best), 0);
  return { ...mask, data: Uint8Array.from(labels, (label) => (label > 0 && label === largest ? 255 : 0)) };
}

/**
 * The mask with its holes filled: background that no path of pixels, edge to edge, joins with the border of the picture.
 *
 * @throws if the mask has not one channel, or a value is not that of a mask
 * @example
 * const lesion = fillHoles(largestComponent(mask));
 */
export function fillHoles(mask: Raster): Raster {
  const { height, width } = mask;
  const { labels } = regions(mask, 0, 4, 'fillHoles');
  const outside = new Set<number>();
  for (let column = 0; column < width; column++) outside.add(labels[column]).add(labels[(height - 1) * width + column]);
  for (let row = 0; row < height; row++) outside.add(labels[row * width]).add(labels[(row + 1) * width - 1]);
  return { ...mask, data: Uint8Array.from(labels, (label) => (label === 0 || !outside.has(label) ? 255 : 0)) };
}

function connectivityOf({ connectivity = 8 }: { readonly connectivity?: Connectivity }, caller: string): Connectivity {
  checkOneOf(caller, 'connectivity', String(connectivity), ['4', '8']);
  return connectivity;
}

/** Floods each region of a bit from its first pixel. */
function regions(mask: Raster, bit: 0 | 1, connectivity: Connectivity, caller: string): Components {
  checkRasterSize(`\`mask\` in ${caller}`, mask);
  const { height, width, channels } = mask;
  if (channels !== 1) throw invalid('mask', caller, 'one channel', channels);
  const bits = maskBits(`\`mask\` in ${caller}`, mask.data);
  const labels = new Int32Array(height * width);
  const areas: number[] = [];
  const queue = new Int32Array(height * width);
  for (let start = 0; start < labels.length; start++) {
    if (labels[start] !== 0 || bits[start] !== bit) continue;
    const label = areas.length + 1;
    labels[start] = label;
    queue[0] = start;
    let end = 1;
    for (let at = 0; at < end; at++) {
      const row = Math.floor(queue[at] / width), column = queue[at] % width;
      for (let y = Math.max(0, row - 1); y <= Math.min(height - 1, row + 1); y++) {
        for (let x = Math.max(0, column - 1); x <= Math.min(width - 1, column + 1); x++) {
          const next = y * width + x;
          if (labels[next] !== 0 || bits[next] !== bit || (connectivity === 4 && y !== row && x !== column)) continue;
          labels[next] = label;
          queue[end++] = next;
        }
      }
    }
    areas.push(end);
  }
  return { labels, areas };
}
