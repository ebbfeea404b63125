/**
 * Checks that no id is in both training and validation: the commonest way to fool oneself.
 *
 * Give patients' or lesions' ids rather than images' where several images show the same one.
 *
 * @throws where an id is in both; names the first three
 * @example
 * checkOverlap(train.map((i) => patients[i]), validation.map((i) => patients[i]));
 */
export function checkOverlap(
  trainIds: readonly (string | number)[], validationIds: readonly (string | number)[],
): void {
  const train = new Set(trainIds);
  const shared = [...new Set(validationIds)].filter((id) => train.has(id));
  if (shared.length === 0) return;
  const named = shared.slice(0, 3).map((id) => JSON.stringify(id)).join(', ');
  throw new Error('Invalid `validationIds` in checkOverlap: expected none that `trainIds` has, ' +
    `received ${shared.length} (${named}${shared.length > 3 ? ', …' : ''}).`);
}
