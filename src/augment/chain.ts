/**
 * A run of geometric steps as one map from source to result: matrices that follow each other are multiplied, so an image
 * is resampled once however many steps there are.
 */
import { against, along, type Move } from './field';
import { follow, identity, invert, moved, type Matrix } from './matrix';
import { placesOf, type Places } from './places';
import type { Size } from './sample';
import type { GeometryStep, WarpStep } from './steps';

/** One map made of many. */
export interface Chain {
  /** The product of all matrices where there is nothing else. */
  readonly matrix?: Matrix;
  /** How many pixels of the result a pixel of the source makes, in x and y, to tell by how much to average. */
  readonly scale: readonly [x: number, y: number];
  /** Whether to average where the image shrinks; undefined where no step changes the resolution. */
  readonly antialias?: boolean;
  /** Of the result. */
  readonly size: Size;
  /** Takes a point of the source to the result. */
  readonly forward: Move;
  /** Places in the source for a result; `before` comes between the source and all other maps. */
  places(before?: Matrix): Places;
}

type Link = Matrix | { readonly step: WarpStep; readonly size: Size };

/** @param size of the source */
export function chainOf(steps: readonly (GeometryStep | WarpStep)[], size: Size): Chain {
  const links: Link[] = [];
  let product: Matrix = identity;
  for (const step of steps) {
    const last = links.at(-1);
    if (step.kind === 'warp') links.push({ step, size });
    else if (last && !('step' in last)) links[links.length - 1] = follow(last, step.matrix);
    else links.push(step.matrix);
    if (step.kind === 'geometry') {
      product = follow(product, step.matrix);
      size = step.size ?? size;
    }
  }
  const smoothing = steps.map((step) => (step.kind === 'geometry' ? step.antialias : undefined));
  const only = links.length === 0 ? identity : links[0];
  const [a, b, , d, e] = product;
  return {
    ...(links.length <= 1 && !('step' in only) && { matrix: only }),
    scale: [Math.hypot(a, d), Math.hypot(b, e)],
    antialias: smoothing.includes(true) || (smoothing.includes(false) ? false : undefined),
    size,
    forward: inTurn(links.map(forwardOf)),
    places: (before = identity) => placesBack([before, ...links]),
  };
}

function inTurn(moves: readonly Move[]): Move {
  return (point) => {
    for (const move of moves) move(point);
  };
}

function forwardOf(link: Link): Move {
  if ('step' in link) return link.step.inverted ? along(link.step, link.size) : against(link.step, link.size);
  return (point) => point.set(moved(link, point[0], point[1]));
}

/** From the result back to the source, last link first. */
function placesBack(links: readonly Link[]): Places {
  const moves = links.map((link): Move => {
    if ('step' in link) return link.step.inverted ? against(link.step, link.size) : along(link.step, link.size);
    const back = invert(link);
    return (point) => point.set(moved(back, point[0], point[1]));
  });
  const all = inTurn(moves.reverse()), point = new Float64Array(2);
  if (links.every((link) => !('step' in link))) return placesOf(invert((links as Matrix[]).reduce(follow)));
  return (y, xs, ys) => {
    for (let x = 0; x < xs.length; x++) {
      point[0] = x;
      point[1] = y;
      all(point);
      xs[x] = point[0];
      ys[x] = point[1];
    }
  };
}
