/**
 * The AUC of resamples: sorted once, then each resample is a pass over the sorted cases, weighed by how often they were drawn.
 *
 *     AUC = Σ over pairs of a drawn positive and a drawn negative of (1 if it ranks higher, 1/2 if equal) / number of pairs
 */
import type { Statistic } from './bootstrap';
import { checkRanking } from './interval';

/**
 * The AUC as a statistic for {@link bootstrapInterval}, several times faster than one that sorts every resample.
 *
 * @param truth N labels, 0 or 1 (or booleans)
 * @param scores N numbers, higher for positives
 * @returns a function whose value is NaN for resamples of one class only, which `strata: truth` avoids
 * @throws where the lengths differ, a label is neither 0 nor 1, or a score is NaN
 * @example
 * bootstrapInterval(resampledAuc(truth, scores), { strata: truth, draws: 1000, seed: 7 });
 */
export function resampledAuc(truth: ArrayLike<number | boolean>, scores: ArrayLike<number>): Statistic {
  checkRanking('resampledAuc', truth, { scores });
  const n = truth.length;
  const order = Uint32Array.from({ length: n }, (_, i) => i).sort((a, b) => scores[a] - scores[b]);
  // per case in ascending order: 1 if positive, plus 2 if its score is above that of the case before
  const kind = Uint8Array.from(order, (i, rank) => Number(truth[i]) + 2 * Number(rank > 0 && scores[i] > scores[order[rank - 1]]));

  return (_, counts) => {
    let pairs = 0, below = 0, positives = 0, tiedPositives = 0, tiedNegatives = 0;
    for (let rank = 0; rank < n; rank++) {
      if (kind[rank] > 1) {
        pairs += tiedPositives * (below + tiedNegatives / 2);
        positives += tiedPositives;
        below += tiedNegatives;
        tiedPositives = tiedNegatives = 0;
      }
      if (kind[rank] & 1) tiedPositives += counts[order[rank]];
      else tiedNegatives += counts[order[rank]];
    }
    pairs += tiedPositives * (below + tiedNegatives / 2);
    return pairs / ((positives + tiedPositives) * (below + tiedNegatives));
  };
}
