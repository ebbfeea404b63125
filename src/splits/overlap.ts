/** Checks that nothing is in both training and validation: the commonest way to fool oneself. */
import { brief, invalid } from '../shapes/check';
import { checkKeys, checkOptions, type Key } from './samples';

/**
 * Checks two lists of ids.
 *
 * Give patients' or lesions' ids rather than images' where several images show the same one.
 *
 * @throws if an id is missing, or in both: names the first three, and where the first is
 * @example
 * checkOverlap(train.map((i) => patients[i]), validation.map((i) => patients[i]));
 */
export function checkOverlap(trainIds: readonly Key[], validationIds: readonly Key[]): void {
  checkKeys('checkOverlap', 'trainIds', trainIds);
  checkKeys('checkOverlap', 'validationIds', validationIds);
  const train = new Set(trainIds);
  const shared = [...new Set(validationIds)].filter((id) => train.has(id));
  if (shared.length === 0) return;
  const named = shared.slice(0, 3).map((id) => brief(JSON.stringify(id), 100)).join(', ');
  throw new Error('Invalid `validationIds` in checkOverlap: expected none that `trainIds` has, ' +
    `received ${shared.length} (${named}${shared.length > 3 ? ', …' : ''}), the first at index ${validationIds.indexOf(shared[0])}.`);
}

/**
 * Checks the parts of a split, however many: no position is in two of them, nor is an id or a group.
 *
 * @param parts positions of each part, by name
 * @param options.n how many samples there are: then every one has to be in a part
 * @param options.ids the name of every sample: two samples of one name, a copy, are kept together
 * @param options.groups the group of every sample
 * @throws names the list, the two parts and the first position that is wrong
 * @example
 * checkSplit({ train, validation, test }, { n: images.length, groups: patients });
 */
export function checkSplit(
  parts: Readonly<Record<string, readonly number[]>> | { readonly train: readonly number[]; readonly validation: readonly number[] },
  options: { n?: number; ids?: ArrayLike<Key>; groups?: ArrayLike<Key> } = {},
): void {
  checkOptions('checkSplit', options);
  const { ids, groups } = options;
  const n = options.n ?? (ids ?? groups)?.length;
  if (!(parts as object | undefined)) throw invalid('parts', 'checkSplit', 'lists of positions by name', parts);
  const lists = Object.entries<readonly number[]>(parts);
  for (const [name, positions] of lists) {
    const isList = Array.isArray(positions) || ArrayBuffer.isView(positions);
    if (!isList) throw invalid(brief(name, 100), 'checkSplit', 'a list of positions', positions);
    const wrong = positions.findIndex((i) => !(Number.isInteger(i) && i >= 0 && i < (n ?? Infinity)));
    if (wrong < 0) continue;
    throw invalid(`${brief(name, 100)}[${wrong}]`, 'checkSplit', n === undefined ? 'a position' : `a position below ${n}`, positions[wrong]);
  }
  const parted = checkApart('position', lists, (i) => i);
  for (const [argument, keys] of Object.entries({ ids, groups })) {
    if (keys === undefined) continue;
    checkKeys('checkSplit', argument, keys, n!);
    checkApart(argument === 'ids' ? 'id' : 'group', lists, (i) => keys[i]);
  }
  if (options.n === undefined || parted.size === n) return;
  let missing = 0;
  while (parted.has(missing)) missing++;
  throw new Error(`Invalid \`parts\` in checkSplit: expected every one of ${n} positions, ${missing} is in none.`);
}

/** The part of each key; throws where a key is in two parts, or a position twice in one. */
function checkApart(what: string, lists: [string, readonly number[]][], key: (position: number) => Key): Map<Key, string> {
  const place = new Map<Key, string>();
  for (const [name, positions] of lists) {
    positions.forEach((position, index) => {
      const other = place.get(key(position));
      if (other !== undefined && (other !== name || what === 'position')) {
        throw new Error(`Invalid \`${brief(name, 100)}[${index}]\` in checkSplit: expected no ${what} of \`${brief(other, 100)}\` again, ` +
          `received ${what === 'position' ? position : `position ${position}, ${what} ${brief(JSON.stringify(key(position)))}`}.`);
      }
      place.set(key(position), name);
    });
  }
  return place;
}
