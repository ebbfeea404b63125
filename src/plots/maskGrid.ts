/** Pictures with the outlines of their true and predicted masks, in rows and columns. */
import { isInside, maskBits } from '../metrics/mask';
import { checkPositiveIntegers, invalid } from '../shapes/check';
import { figure, type Figure } from './figure';
import { titled } from './lineChart';
import { maskOutline, outlineColors, type Picture } from './outline';
import { pngDataUri } from './png';

/** One picture of a {@link maskGrid}. */
export interface MaskItem {
  readonly id: string;
  /** [H, W, 3] */
  readonly image: Picture;
  /** Mask of 0 and 1, or of 0 and 255, H·W bytes. */
  readonly truth: Uint8Array;
  /** Mask of 0 and 1, or of 0 and 255, H·W bytes. */
  readonly prediction: Uint8Array;
  /** Written below the picture; NaN is undefined. */
  readonly score?: number;
}

/** Pixels: the longer side of a picture in the figure, the space between two, and the height of the words below. */
const side = 170, gap = 14, words = 40;

/**
 * A grid of overlays: truth blue and broad, prediction yellow and narrow, as by `maskOutline`.
 *
 * The pictures go into the figure as PNG; large ones are made smaller by a whole factor first, small ones are enlarged.
 *
 * @param items what is shown, row by row
 * @param options.columns default 4
 * @param options.label name of the score; default `'Jaccard'`
 * @param options.title default `'Masks'`
 * @throws where there is no item, sizes disagree, or a value is not that of a mask
 * @example
 * const grid = await maskGrid(samples.map(({ id, image, mask }, i) => ({ id, image, truth: mask.data, prediction: predictions[i] })));
 */
export async function maskGrid(
  items: readonly MaskItem[], options: { columns?: number; label?: string; title?: string } = {},
): Promise<Figure> {
  const { columns = 4, label = 'Jaccard', title = 'Masks' } = options;
  checkPositiveIntegers('maskGrid', { columns });
  if (items.length === 0) throw invalid('items', 'maskGrid', 'at least one picture', items);
  const across = Math.min(columns, items.length);
  const cells = await Promise.all(items.map(async ({ id, image, truth, prediction, score }, index) => {
    const { height, width } = image;
    const longer = Math.max(height, width);
    const factor = Math.ceil(longer / 128);
    const [small, found] = [shrinkMask('truth', truth, image, factor), shrinkMask('prediction', prediction, image, factor)];
    const overlay = maskOutline(shrink(image, factor), small, found, { scale: Math.max(3, Math.round((384 * factor) / longer)) });
    const w = (side * width) / longer, h = (side * height) / longer;
    const left = (index % across) * (side + gap), top = Math.floor(index / across) * (side + words);
    return {
      url: await pngDataUri(overlay), id, score: score === undefined ? '' : `${label} ${Number.isNaN(score) ? 'undefined' : score.toFixed(3)}`,
      x: left + (side - w) / 2, y: top + (side - h) / 2, x2: left + (side + w) / 2, y2: top + (side + h) / 2, left, below: top + side,
    };
  }));
  const place = (field: string) => ({ field, type: 'quantitative', scale: null, axis: null });
  const text = (field: string, dy: number, style: object) => ({
    mark: { type: 'text', align: 'left', baseline: 'top', dy, fontSize: 12, limit: side, ...style },
    encoding: { x: place('left'), y: place('below'), text: { field, type: 'nominal' } },
  });
  const kinds = ['truth', 'prediction'] as const;
  const specification = {
    width: across * (side + gap) - gap,
    height: Math.ceil(items.length / across) * (side + words) - 6,
    data: { values: cells },
    layer: [
      {
        mark: { type: 'image', aspect: false },
        encoding: { x: place('x'), y: place('y'), x2: { field: 'x2' }, y2: { field: 'y2' }, url: { field: 'url' } },
      },
      text('id', 4, { fontWeight: 600, color: '#1c2733' }),
      text('score', 19, { color: '#55616d' }),
      {
        data: { values: kinds.map((kind) => ({ kind })) },
        mark: { type: 'rule', opacity: 0 },
        encoding: {
          stroke: {
            field: 'kind', type: 'nominal', scale: { domain: kinds, range: kinds.map((kind) => outlineColors[kind]) },
            legend: { orient: 'bottom', symbolType: 'stroke', symbolSize: 500, symbolOpacity: 1, symbolStrokeWidth: 4 },
          },
        },
      },
    ],
  };
  const scored = items.filter(({ score }) => score !== undefined).length;
  return figure(titled(specification, title, [`${items.length} ${items.length === 1 ? 'image' : 'images'}`]), [
    ['image', 'height', 'width', ...(scored > 0 ? [label] : [])],
    ...items.map(({ id, image, score = NaN }) => [id, image.height, image.width, ...(scored > 0 ? [score] : [])]),
  ]);
}

/** Means over squares of pixels; rows and columns that are left over are dropped. */
function shrink({ data, height, width, channels }: Picture, factor: number): Picture {
  const small = { height: Math.floor(height / factor), width: Math.floor(width / factor), channels };
  const result = new Uint8Array(small.height * small.width * channels);
  for (let i = 0; i < result.length; i++) {
    const k = i % channels, x = Math.floor(i / channels) % small.width, y = Math.floor(i / channels / small.width);
    let sum = 0;
    for (let dy = 0; dy < factor; dy++) {
      for (let dx = 0; dx < factor; dx++) sum += data[((y * factor + dy) * width + x * factor + dx) * channels + k];
    }
    result[i] = sum / (factor * factor) + 0.5;
  }
  return { ...small, data: result };
}

/** The mask's pixels, by majority. */
function shrinkMask(name: string, mask: Uint8Array, { height, width }: Picture, factor: number): Uint8Array {
  if (factor === 1 || mask.length !== height * width) return mask;
  const data = maskBits(`\`${name}\` in maskGrid`, mask, { inside: 255 });
  return shrink({ data, height, width, channels: 1 }, factor).data.map((level) => (isInside(level) ? 255 : 0));
}
