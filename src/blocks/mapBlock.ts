/** What every block of images refuses, in words: what is no image, an image of which nothing would be left, a missing backend. */
import { invalid } from '../shapes/check';
import type { Sym } from '../shapes/sym';

type Maps = Sym | readonly Sym[];

/** What tfjs says if weights are made before a backend is there. */
const noBackend = /No backend found in registry|has not yet been initialized/;

/**
 * A block of maps [B, H, W, C], whose errors name it.
 *
 * @param names of its arguments; the last one stands for all that follow
 * @throws when it is applied: unless every argument has four sizes, if a result is empty, or if there is no backend
 */
export function mapBlock<F extends (...maps: never[]) => unknown>(where: string, block: F, names: readonly string[] = ['x']): F {
  const checked = (...maps: Maps[]) => {
    maps.forEach((map, i) => checkMaps(where, names[Math.min(i, names.length - 1)], map));
    const y = withBackend(where, () => block(...maps as never[]) as Maps);
    const [first] = maps.flat();
    if ([y].flat().some(isEmpty)) throw invalid(names[0], where, 'an image that its window fits in', first.shape.slice(1, 3));
    return y;
  };
  return checked as unknown as F;
}

/** Throws unless it is a map [B, H, W, C], or a list of them. */
export function checkMaps(where: string, argument: string, maps: Maps): void {
  for (const [i, map] of [maps].flat().entries()) {
    const shape = (map as Sym | undefined)?.shape;
    if (shape?.length === 4) continue;
    throw invalid(Array.isArray(maps) ? `${argument}[${i}]` : argument, where, 'an image, [batch, height, width, channels]', shape);
  }
}

/** Whether one of its sizes is 0 or less. */
export function isEmpty({ shape }: Sym): boolean {
  return shape.some((size) => size !== null && size <= 0);
}

/** What `apply` gives; throws a sentence if there is no backend to make weights on. */
export function withBackend<T>(where: string, apply: () => T): T {
  try {
    return apply();
  } catch (error) {
    if (!(error instanceof Error && noBackend.test(error.message))) throw error;
    throw new Error(`No backend in ${where}: call \`await useBackend('wasm')\` of tfjs-blocks/backends before you build a model.`, { cause: error });
  }
}
