/**
 * Relatives of the IoU that tell how far two boxes are apart when they do not meet. With C the smallest box around both, d the
 * distance of the centres, c the diagonal of C, and w, h the sides:
 *
 *     GIoU = IoU − (area(C) − area(a ∪ b)) / area(C)                                         in (−1, 1]
 *     DIoU = IoU − d² / c²                                                                   in (−1, 1]
 *     CIoU = DIoU − v² / (1 − IoU + v),   v = 4/π² · (atan(w_a / h_a) − atan(w_b / h_b))²
 *
 * NaN where neither box has an area. H. Rezatofighi et al. (2019), arXiv:1902.09630; Z. Zheng et al. (2020), arXiv:1911.08287.
 */
import { boxArea, intersectionOverUnion, type Box } from './boxes';

/** The smallest box around both. */
function hull(a: Box, b: Box): Box {
  return [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])];
}

/**
 * Generalised IoU.
 *
 * @example
 * generalizedIou([0, 0, 1, 1], [2, 0, 3, 1]);     // −1/3
 */
export function generalizedIou(a: Box, b: Box): number {
  const iou = intersectionOverUnion(a, b);
  const union = (boxArea(a) + boxArea(b)) / (1 + iou);      // as IoU·union is the intersection
  const area = boxArea(hull(a, b));
  return iou - (area - union) / area;
}

/** Distance IoU. */
export function distanceIou(a: Box, b: Box): number {
  const [x1, y1, x2, y2] = hull(a, b);
  const dx = (a[0] + a[2] - b[0] - b[2]) / 2, dy = (a[1] + a[3] - b[1] - b[3]) / 2;
  return intersectionOverUnion(a, b) - (dx * dx + dy * dy) / ((x2 - x1) ** 2 + (y2 - y1) ** 2);
}

/** Complete IoU: the distance IoU, less for another ratio of the sides. */
export function completeIou(a: Box, b: Box): number {
  const [ratioA, ratioB] = [a, b].map(([x1, y1, x2, y2]) => Math.atan2(x2 - x1, y2 - y1));
  const v = (2 * (ratioA - ratioB) / Math.PI) ** 2;
  return distanceIou(a, b) - (v === 0 ? 0 : v * v / (1 - intersectionOverUnion(a, b) + v));
}
