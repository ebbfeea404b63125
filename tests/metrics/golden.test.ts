/** 2,500 drawn cases against scikit-learn, torchmetrics and SciPy: tests/reference/metrics.py draws the same ones, and says how. */
import {
  accuracy, averagePrecision, balancedAccuracy, brierScore, classCounts, cohenKappa, confidenceCurve, confusionMatrix, detCurve,
  fitTemperature, fScore,  logLoss, matthewsCorrelation, multiclassAuc, multiclassAveragePrecision, multilabelAuc, multilabelAveragePrecision, multilabelCounts,
  negativePredictiveValue, normalizeConfusionMatrix, operatingPoint, partialAuc, precision, precisionRecallCurve, reliabilityCurve, rocAuc, rocCurve,
  scaledSoftmax, sensitivity, specificity, topKAccuracy,
} from 'tfjs-blocks/metrics';
import type { Classes, Counts, OperatingRule } from 'tfjs-blocks/metrics';
import { describe, expect, it } from 'vitest';
import { bits } from '../contracts/formula';
import golden from '../golden/metrics.json';

const SIZES = [1, 2, 3, 4, 5, 8, 13, 21, 34, 55, 100, 150, 200, 300, 500, 1000];
const size = (word: number) => (word % 97 === 0 ? 10000 : SIZES[word % 16]);
const units = (name: string, n: number) => Float64Array.from(bits(name, n), (word) => word / 2 ** 32);

function weights(name: string, kind: number, n: number): Float64Array | undefined {
  const words = bits(`${name}/weights`, n);
  if (kind === 0 || (kind === 1 && words.every((word) => word % 4 === 0))) return undefined;
  return Float64Array.from(words, (word) => (kind === 1 ? word % 4 : word / 2 ** 32));
}

function scores(name: string, kind: number, n: number): Float64Array {
  const words = bits(`${name}/scores`, n), exponents = bits(`${name}/exponents`, n);
  return Float64Array.from(words, (word, i) => {
    if (kind === 0) return word / 2 ** 32;
    if (kind === 1) return word % 7 / 4 - 1;
    if (kind === 2) return (word / 2 ** 32 - 0.5) * 2 ** (exponents[i] % 1800 - 900);
    return kind === 3 ? 0.5 + word % 512 * 2 ** -53 : 0.25;
  });
}

/** The product of each group's numbers with random ones; NaN goes in as 7. */
function digest(name: string, groups: number[][]): number[] {
  return groups.map((group) => {
    const direction = units(`${name}/direction`, group.length);
    return group.reduce((sum, value, i) => sum + (Number.isNaN(value) ? 7 : value) * direction[i], 0);
  });
}

function binary(name: string): number[][] {
  const head = bits(`${name}/head`, 8);
  const n = size(head[0]), kind = head[1] % 5, maxFpr = (1 + head[4] % 9) / 10, dropIntermediate = head[5] % 2 === 1;
  const prevalence = [0.5, 0.0625, 0.75, 0.3, 0, 1][head[2] % 6];
  const truth = units(`${name}/truth`, n).map((u) => (u < prevalence ? 1 : 0));
  const s = scores(name, kind, n), sampleWeight = weights(name, head[3] % 3, n);
  const roc = rocCurve(truth, s, { sampleWeight, dropIntermediate });
  const pr = precisionRecallCurve(truth, s, { sampleWeight, dropIntermediate });
  const det = detCurve(truth, s, { sampleWeight, dropIntermediate });
  const left = partialAuc(truth, s, { sampleWeight, maxFpr });
  const high = partialAuc(truth, s, { sampleWeight, minSensitivity: 1 - maxFpr });
  expect(roc.auc).toEqual(rocAuc(truth, s, { sampleWeight }));
  expect(pr.averagePrecision).toEqual(averagePrecision(truth, s, { sampleWeight }));
  const p = head[6] % 3 ? units(`${name}/probabilities`, n) : Float64Array.from(bits(`${name}/probabilities`, n), (word) => word % 5 / 4);
  const bins = 1 + head[7] % 20;
  const curves = (['width', 'mass'] as const).map((equal) => reliabilityCurve(truth, p, { bins, equal }));
  return [
    [roc.auc],
    roc.reason ? [NaN] : [rocAuc(truth, s, { sampleWeight, maxFpr }), left.raw, high.raw, high.scaled],
    [pr.averagePrecision],
    [roc.fpr.length, ...roc.fpr, ...roc.tpr, ...(kind === 2 ? [] : roc.thresholds.slice(1))],
    [pr.precision.length, ...pr.precision, ...pr.recall],
    [det.fpr.length, ...det.fpr, ...det.fnr],
    [brierScore(truth, p, { sampleWeight }), logLoss(truth, p, { sampleWeight }), ...curves.flatMap(({ ece, mce }) => [ece, mce])],
    operatingPoints(name, truth, s, sampleWeight, kind !== 2),
  ];
}

function operatingPoints(name: string, truth: ArrayLike<number>, s: Float64Array, sampleWeight: Float64Array | undefined, withThreshold: boolean): number[] {
  const head = bits(`${name}/rules`, 8);
  const atLeast = [0, 0.5, 0.8, 0.9, 1, head[0] / 2 ** 32][head[1] % 6];
  const cost = { kind: 'cost', falsePositive: head[2] % 4, falseNegative: head[3] % 4 } as const;
  const rules: OperatingRule[] = [
    { kind: 'youden' }, { kind: 'sensitivity', atLeast }, { kind: 'specificity', atLeast }, cost, { ...cost, prevalence: (1 + head[4] % 15) / 16 },
  ];
  return rules.flatMap((rule) => {
    const { threshold, reason, counts: { tp, fp, fn, tn }, ...point } = operatingPoint(truth, s, rule, { sampleWeight });
    const shown = reason ? NaN : withThreshold ? threshold === Infinity ? -1 : threshold : 0;
    return [shown, point.sensitivity, point.specificity, point.precision, tp, fp, fn, tn];
  });
}

const averages = ['macro', 'micro', 'weighted'] as const;
const rates = (classes: Classes, options: { average: 'macro' | 'micro' | 'weighted'; zeroDivision?: number | 'omit'; beta?: number }) =>
  [precision(classes, options), sensitivity(classes, options), fScore(classes, options)];

function classes(name: string): number[][] {
  const head = bits(`${name}/head`, 8);
  const n = size(head[0]), k = 2 + head[1] % 8, occurring = Math.max(1, k - head[2] % 3);
  const truth = bits(`${name}/truth`, n).map((word) => word % occurring);
  const wrong = units(`${name}/wrong`, n), guesses = bits(`${name}/guess`, n);
  const guess = truth.map((label, i) => (wrong[i] < [0.1, 0.5, 1][head[3] % 3] ? guesses[i] % k : label));
  const sampleWeight = weights(name, head[4] % 3, n);
  const zeroDivision = ([0, 1, 'omit'] as const)[head[5] % 3];
  const labels = Array.from({ length: k }, (_, i) => i);
  const matrix = confusionMatrix<number>(truth, guess, { labels, sampleWeight });
  const matrices = [matrix, confusionMatrix(truth, guess, { sampleWeight }), normalizeConfusionMatrix(matrix, 'all')];
  const each = { average: 'none', zeroDivision } as const;
  const small = head[6] % 2 === 1;
  const words = Float64Array.from(bits(`${name}/probabilities`, n * k), (word) => (small ? word % 6 + 1 : word));
  const p = Array.from({ length: n }, (_, i) => {
    const row = words.subarray(i * k, (i + 1) * k), sum = row.reduce((a, b) => a + b, 0);
    return row.map((word) => word / sum);
  });
  const options = { labels, sampleWeight };
  const ovr = averages.map((average) => multiclassAuc(truth, p, { ...options, average }));
  const ap = averages.map((average) => multiclassAveragePrecision(truth, p, { ...options, average }));
  const ovo = (['macro', 'weighted'] as const).map((average) => multiclassAuc(truth, p, { labels, strategy: 'ovo', average }));
  const confidence = confidenceCurve(truth, p, { bins: 10 });
  return [
    matrices.flatMap(({ values }) => values.flat()),
    [accuracy(matrix), balancedAccuracy(matrix)],
    [matthewsCorrelation(matrix)],
    (['none', 'linear', 'quadratic'] as const).map((kind) => cohenKappa(matrix, { weights: kind })),
    ...[1, 2, 0.5].map((beta) => [
      ...averages.flatMap((average) => rates(matrix, { average, zeroDivision, beta })),
      ...precision(matrix, each), ...sensitivity(matrix, each), ...fScore(matrix, { ...each, beta }),
    ]),
    [specificity, negativePredictiveValue].flatMap((rate) =>
      [...averages.map((average) => rate(matrix, { average, zeroDivision })), ...rate(matrix, each)]),
    [ovr[0], ovr[2], ovr[1], ...multiclassAuc(truth, p, { ...options, average: 'none' })],
    k > 2 ? ovo : [NaN, NaN],
    [ap[0], ap[2], ap[1]],
    [k > 2 ? topKAccuracy(truth, p, { ...options, k: 1 + head[7] % k }) : NaN],
    [logLoss(truth, p, options), brierScore(truth, p, options)],
    small ? [NaN, NaN] : [confidence.ece, confidence.mce],
  ];
}

function multilabel(name: string): number[][] {
  const head = bits(`${name}/head`, 8);
  const n = size(head[0]), k = 2 + head[1] % 5;
  const truth = units(`${name}/truth`, n * k).map((u) => (u < [0.5, 0.1, 0.9][head[2] % 3] ? 1 : 0));
  const s = scores(name, head[3] % 2, n * k), guess = s.map((score) => (score >= 0.5 ? 1 : 0));
  const sampleWeight = weights(name, head[4] % 3, n);
  const zeroDivision = ([0, 1, 'omit'] as const)[head[5] % 3];
  const options = { samples: n, sampleWeight };
  const counts: Counts[] = multilabelCounts(truth, guess, options);
  const bySample = multilabelCounts(truth, guess, { samples: n, by: 'sample' });
  const auc = averages.map((average) => multilabelAuc(truth, s, { ...options, average }));
  const ap = averages.map((average) => multilabelAveragePrecision(truth, s, { ...options, average }));
  return [
    averages.flatMap((average) => rates(counts, { average, zeroDivision })),
    rates(bySample, { average: 'macro', zeroDivision }),
    [auc[0], auc[2], auc[1]],
    [ap[0], ap[2], ap[1]],
  ];
}

function temperature(name: string): number[][] {
  const head = bits(`${name}/head`, 8);
  const n = SIZES[head[0] % 16], k = 2 + head[1] % 5;
  const truth = bits(`${name}/truth`, n).map((word) => word % k), words = bits(`${name}/logits`, n * k);
  const logits = Array.from(truth, (label, i) => Array.from(words.subarray(i * k, (i + 1) * k), (word, c) =>
    (head[3] % 2 ? word % 7 - 3 : (word / 2 ** 32 - 0.5) * 2 ** (head[4] % 10 - 2)) + (c === label ? head[5] % 3 : 0)));
  const fit = fitTemperature(truth, logits, { sampleWeight: weights(name, head[2] % 3, n) });
  return [[fit.temperature], [fit.lossBefore, fit.lossAfter], scaledSoftmax(logits, 1 + head[6] % 5).flat()];
}

describe.each(Object.entries({ binary, classes, multilabel, temperature }))('%s: scikit-learn and SciPy', (family, compute) => {
  const { cases, digests } = golden[family as 'binary'];
  const expected = new Float64Array(Uint8Array.from(Buffer.from(digests, 'base64')).buffer);

  it(`${cases} drawn cases within 1e-12`, () => {
    const wide = expected.length / cases;
    for (let index = 0; index < cases; index++) {
      const name = `metrics/${family}/${index}`;
      digest(name, compute(name)).forEach((value, group) => {
        const theirs = expected[index * wide + group];
        const error = Math.abs(value - theirs) / Math.max(1, Math.abs(theirs));
        if (!(error <= 1e-12)) expect.fail(`${name}, group ${group}: ${value}, expected ${theirs}`);
      });
    }
  });
});

it('counts of classes against the others add up', () => {
  const counts = classCounts(confusionMatrix(['a', 'b', 'c', 'b'], ['a', 'c', 'c', 'b']));
  expect(counts).toEqual([{ tp: 1, fp: 0, fn: 0, tn: 3 }, { tp: 1, fp: 0, fn: 1, tn: 2 }, { tp: 1, fp: 1, fn: 0, tn: 2 }]);
});
