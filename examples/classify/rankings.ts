/**
 * Area under the ROC curve: the chance that a positive scores higher than a negative, half of it where both score alike.
 * NaN where there are only positives or only negatives.
 */
export function areaUnderCurve(labels: readonly number[], scores: readonly number[]): number {
  const order = Array.from(scores.keys()).sort((a, b) => scores[a] - scores[b]);
  let [wins, below] = [0, 0];     // pairs that are won, negatives below the scores at hand
  for (let start = 0, end: number; start < order.length; start = end) {
    end = start;
    while (end < order.length && scores[order[end]] === scores[order[start]]) end++;
    const positives = order.slice(start, end).reduce((sum, i) => sum + labels[i], 0);
    const negatives = end - start - positives;
    wins += positives * (below + negatives / 2);
    below += negatives;
  }
  return wins / ((labels.length - below) * below);
}
