/** Spreads every class over two folds at least, so that no training part lacks one. */
import type { Stream } from '../random/stream';
import { gather, type Key } from './samples';

/** How many groups are moved at most. */
const MOVES = 1000;

/**
 * Moves whole groups, in place, until no class of two or more groups lies in one fold; as it is where none does.
 *
 * A random walk (as WalkSAT of B. Selman, H. Kautz, B. Cohen 1994): as long as a class lies in one fold, one of its groups goes to
 * another fold, to that which leaves the fewest such classes and then the fewest samples, or, one time in four, whichever comes.
 * The fold that it leaves keeps a group of the class, so that none gets empty.
 */
export function spreadClasses(
  fold: Int32Array, order: readonly number[], labels: ArrayLike<Key>, groups: ArrayLike<Key>, folds: number, random: Stream,
): void {
  const owners = new Map<Key, Set<number[]>>(), sizes = new Array<number>(folds).fill(0);
  for (const part of gather(order, groups).values()) {
    sizes[fold[part[0]]] += part.length;
    for (const i of part) owners.set(labels[i], (owners.get(labels[i]) ?? new Set()).add(part));
  }
  const classes = [...owners.values()].filter(({ size }) => size > 1).map((own) => [...own]);
  const together = () => classes.filter(([first, ...others]) => others.every((part) => fold[part[0]] === fold[first[0]]));
  const move = (part: number[], to: number) => {
    sizes[fold[part[0]]] -= part.length;
    sizes[to] += part.length;
    for (const i of part) fold[i] = to;
  };

  for (let moves = 0, left = together(); left.length > 0 && moves < MOVES; moves++, left = together()) {
    const from = fold[left[0][0][0]];
    const choices = random.shuffle(left[0].flatMap((part) => sizes.map((_, to) => ({ part, to })))).filter(({ to }) => to !== from);
    const ranked = choices.map(({ part, to }) => {
      move(part, to);
      const rank = { part, to, left: together().length, samples: sizes[to] };
      move(part, from);
      return rank;
    });
    const [{ part, to }] = random.bernoulli(0.25) ? choices : ranked.sort((a, b) => a.left - b.left || a.samples - b.samples);
    move(part, to);
  }
}
