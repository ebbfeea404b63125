/** What must not change a metric, over a table of all that are exported: one that is in no row fails. */
import fc from 'fast-check';
import * as metrics from 'tfjs-blocks/metrics';
import {
  accumulate, accuracy, averagePrecision, balancedAccuracy, bootstrapInterval, brierScore, classCounts, classificationReport, cohenKappa,
  confidenceCurve, confusionAccumulator, confusionCounts, confusionMatrix, delongInterval, delongTest, detCurve, dice, discordance,
  fitTemperature, fScore, jaccard, labelMapCounts, logLoss, matthewsCorrelation, mcnemarTest, meanOfDefined, multiclassAuc,
  multiclassAveragePrecision, multilabelAuc, multilabelAveragePrecision, multilabelCounts, negativePredictiveValue, normalizeConfusionMatrix,
  operatingPoint, partialAuc, precision, precisionRecallCurve, reduceCounts, reliabilityCurve, resampledAuc, rocAuc, rocCurve, scaledSoftmax,
  segmentationScores, sensitivity, specificity, thresholdCurve, thresholdJaccard, topKAccuracy, wilsonInterval,
} from 'tfjs-blocks/metrics';
import type { ConfusionMatrix, Label } from 'tfjs-blocks/metrics';
import * as spatial from 'tfjs-blocks/metrics/spatial';
import {
  averageSurfaceDistance, boxArea, cocoScores, completeIou, detectionPrecision, distanceIou, distanceTransform, froc, frocCurve,
  generalizedIou, hausdorffDistance, intersectionOverUnion, iouMatrix, nonMaxSuppression, surfaceDice, surfaceDistances,
} from 'tfjs-blocks/metrics/spatial';
import type { Box, DetectionImage } from 'tfjs-blocks/metrics/spatial';
import { describe, expect, it } from 'vitest';

/** One case, judged in all ways there are. */
interface Sample {
  /** Of three classes. */
  truth: number;
  guess: number;
  /** In [0, 1], of the odd class. */
  probability: number;
  /** Of each class. */
  row: number[];
  /** Of three labels. */
  labels: number[];
  /** With ties, and without. */
  score: number;
  unique: number;
  /** One for each label. */
  scores: number[];
}

const sample = fc.record({
  truth: fc.nat(2), guess: fc.nat(2), probability: fc.nat(8).map((n) => n / 8), labels: fc.tuple(fc.nat(1), fc.nat(1), fc.nat(1)),
  row: fc.tuple(fc.nat(4), fc.nat(4), fc.nat(4)).map((row) => row.map((n) => (n + 1) / (row[0] + row[1] + row[2] + 3))),
});
const samples = fc.array(sample, { minLength: 1, maxLength: 30 }).map((chosen) =>
  chosen.map((each, i): Sample => ({ ...each, score: each.probability, unique: each.probability + i / 1000, scores: each.row })));

/** What the classes are called, in the order of columns, and the odd one of two. */
interface Names {
  classes: Label[];
  two: [even: Label, odd: Label];
}
const plain: Names = { classes: [0, 1, 2], two: [0, 1] };

/** A metric of samples as a flat list of numbers. */
type Metric = (chosen: Sample[], weights?: number[], names?: Names) => number[];
const numbersOf = (value: unknown): number[] => {
  if (typeof value === 'number') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(numbersOf) : [];
};
const ascending = (value: unknown) => Array.from(Float64Array.from(numbersOf(value)).sort());     // NaN last

const column = <K extends keyof Sample>(chosen: Sample[], key: K) => chosen.map((each) => each[key]);
const bits = (labels: number[]) => labels.map((label) => label % 2);
const ofMatrix = (metric: (matrix: ConfusionMatrix) => unknown): Metric => (chosen, sampleWeight, { classes } = plain) => {
  const named = (key: 'truth' | 'guess') => chosen.map((each) => classes[each[key]]);
  return numbersOf(metric(confusionMatrix(named('truth'), named('guess'), { labels: classes, sampleWeight })));
};
type Weighted = { sampleWeight?: number[]; positive?: Label };
const ofScore = (metric: (truth: Label[], scores: number[], options: Weighted) => unknown, key: 'score' | 'probability' = 'score'): Metric =>
  (chosen, sampleWeight, { two } = plain) =>
    numbersOf(metric(bits(column(chosen, 'truth')).map((bit) => two[bit]), column(chosen, key), { sampleWeight, positive: two[1] }));
const ofRow = (metric: (truth: Label[], rows: number[][], options: { labels: Label[]; sampleWeight?: number[] }) => unknown): Metric =>
  (chosen, sampleWeight, { classes } = plain) =>
    numbersOf(metric(chosen.map(({ truth }) => classes[truth]), column(chosen, 'row'), { labels: classes, sampleWeight }));
const withoutThresholds = (curve: object) => ({ ...curve, threshold: 0, thresholds: [] });
const counts = (chosen: Sample[]) => confusionCounts(bits(column(chosen, 'truth')), bits(column(chosen, 'guess')));
const countsOf = ({ truth, guess, labels: [fn, tn] }: Sample) => ({ tp: truth, fp: guess, fn, tn });
/** An image with up to three objects and one detection. */
const image = ({ labels, truth, guess, unique }: Sample): DetectionImage => ({
  truth: { boxes: labels.flatMap((bit, k): Box[] => (bit ? [[20 * k, 0, 20 * k + 10, 10]] : [])) },
  detections: { boxes: [[20 * truth + guess, 0, 20 * truth + guess + 10, 10]], scores: [unique] },
});
const average = 'macro';
/** The classes of two. */
const strata = (chosen: Sample[]) => bits(column(chosen, 'truth'));

/** Metrics of decisions: they do not know the order of samples and classes, and take weights. */
const byLabel: Record<string, Metric> = {
  'confusionMatrix': ofMatrix(({ values }) => ascending(values)), 'accuracy': ofMatrix(accuracy), 'balancedAccuracy': ofMatrix(balancedAccuracy),
  'matthewsCorrelation': ofMatrix(matthewsCorrelation), 'cohenKappa': ofMatrix(cohenKappa),
  'precision': ofMatrix((matrix) => precision(matrix, { average })), 'sensitivity': ofMatrix((matrix) => sensitivity(matrix, { average })),
  'specificity': ofMatrix((matrix) => specificity(matrix, { average })), 'fScore': ofMatrix((matrix) => fScore(matrix, { average, beta: 2 })),
  'negativePredictiveValue': ofMatrix((matrix) => negativePredictiveValue(matrix, { average })),
  'precision weighted': ofMatrix((matrix) => precision(matrix, { average: 'weighted', zeroDivision: 0 })),
  'classificationReport': ofMatrix(({ ...matrix }) => ascending(classificationReport({ ...matrix, labels: ['a', 'b', 'c'] }))),
  'classCounts': ofMatrix((matrix) => ascending(classCounts(matrix))),
  'normalizeConfusionMatrix': ofMatrix((matrix) => ascending(normalizeConfusionMatrix(matrix, 'all').values)),
  'confusionAccumulator': (chosen, weights, { classes } = plain) => {
    const all = confusionAccumulator({ labels: classes });
    chosen.forEach(({ truth, guess }, i) => all.add([classes[truth]], [classes[guess]], weights && [weights[i]]));
    return ascending(all.result().values);
  },
};
/** Metrics of a ranking: they see the order of scores only. */
const byScore: Record<string, Metric> = {
  'rocAuc': ofScore(rocAuc), 'averagePrecision': ofScore(averagePrecision),
  'partialAuc': ofScore((t, s, options) => partialAuc(t, s, { ...options, minSensitivity: 0.7 })),
  'rocCurve': ofScore((t, s, options) => withoutThresholds(rocCurve(t, s, options))),
  'precisionRecallCurve': ofScore((t, s, options) => withoutThresholds(precisionRecallCurve(t, s, options))),
  'detCurve': ofScore((t, s, options) => withoutThresholds(detCurve(t, s, options))),
  'thresholdCurve': ofScore((t, s, options) => withoutThresholds(thresholdCurve(t, s, options))),
  ...Object.fromEntries(([
    { kind: 'youden' }, { kind: 'sensitivity', atLeast: 0.75 }, { kind: 'specificity', atLeast: 0.5 }, { kind: 'cost', falsePositive: 1, falseNegative: 3 },
  ] as const).map((rule) => [`operatingPoint ${rule.kind}`, ofScore((t, s, options) => withoutThresholds(operatingPoint(t, s, rule, options)))])),
  'rocAuc left': ofScore((t, s, options) => rocAuc(t, s, { ...options, maxFpr: 0.3 })),
  'partialAuc left': ofScore((t, s, options) => partialAuc(t, s, { ...options, maxFpr: 0.3 })),
  'rocCurve whole': ofScore((t, s, options) => withoutThresholds(rocCurve(t, s, { ...options, dropIntermediate: false }))),
  'precisionRecallCurve thinned': ofScore((t, s, options) => withoutThresholds(precisionRecallCurve(t, s, { ...options, dropIntermediate: true }))),
  'detCurve thinned': ofScore((t, s, options) => withoutThresholds(detCurve(t, s, { ...options, dropIntermediate: true }))),
  'multilabelAuc micro': (chosen, sampleWeight) =>
    [multilabelAuc(column(chosen, 'labels'), column(chosen, 'scores'), { sampleWeight, average: 'micro' })],
  'multilabelAveragePrecision weighted': (chosen, sampleWeight) =>
    [multilabelAveragePrecision(column(chosen, 'labels'), column(chosen, 'scores'), { sampleWeight, average: 'weighted' })],
  'multilabelAuc': (chosen, sampleWeight) => [multilabelAuc(column(chosen, 'labels'), column(chosen, 'scores'), { sampleWeight })],
  'multilabelAveragePrecision': (chosen, sampleWeight) =>
    multilabelAveragePrecision(column(chosen, 'labels'), column(chosen, 'scores'), { sampleWeight, average: 'none' }),
};
/** Metrics of probabilities or of other values as they are. */
const byValue: Record<string, Metric> = {
  'brierScore': ofScore(brierScore, 'probability'), 'logLoss': ofScore(logLoss, 'probability'),
  'reliabilityCurve': ofScore((t, p, options) => reliabilityCurve(t, p, { ...options, bins: 4 }), 'probability'),
  'multiclassAuc': ofRow(multiclassAuc), 'topKAccuracy': ofRow((t, p, options) => topKAccuracy(t, p, { ...options, k: 2 })),
  'multiclassAveragePrecision': ofRow((t, p, options) => multiclassAveragePrecision(t, p, { ...options, average: 'weighted' })),
  'confidenceCurve': ofRow(confidenceCurve), 'brierScore rows': ofRow(brierScore), 'logLoss rows': ofRow(logLoss),
  'fitTemperature': ofRow((t, logits, options) => fitTemperature(t, logits, options).lossAfter),
  'reliabilityCurve mass': ofScore((t, p, options) => reliabilityCurve(t, p, { ...options, bins: 4, equal: 'mass' }), 'probability'),
  'confidenceCurve mass': ofRow((t, p, options) => confidenceCurve(t, p, { ...options, bins: 3, equal: 'mass' })),
  ...Object.fromEntries((['macro', 'micro', 'weighted', 'none'] as const).flatMap((by): [string, Metric][] => [
    [`multiclassAuc ${by}`, ofRow((t, p, options) => multiclassAuc(t, p, { ...options, average: by as 'none' }))],
    [`multiclassAveragePrecision ${by}`, ofRow((t, p, options) => multiclassAveragePrecision(t, p, { ...options, average: by as 'none' }))],
  ])),
  ...Object.fromEntries((['last', 'first', 'wrong'] as const).map((ties) =>
    [`topKAccuracy ${ties}`, ofRow((t, p, options) => topKAccuracy(t, p, { ...options, ties }))])),
  'cohenKappa quadratic': ofMatrix((matrix) => cohenKappa(matrix, { weights: 'quadratic' })),
  'cohenKappa linear': ofMatrix((matrix) => cohenKappa(matrix, { weights: 'linear' })),
  'balancedAccuracy adjusted': ofMatrix((matrix) => balancedAccuracy(matrix, { adjusted: true })),
  'multilabelCounts': (chosen, sampleWeight) =>
    numbersOf(multilabelCounts(column(chosen, 'labels'), column(chosen, 'scores').map((row) => row.map((p) => Number(p > 0.3))), { sampleWeight })),
};
/** Rankings without weights. */
const unweightedRankings: Record<string, Metric> = {
  'accumulate': (chosen) => {
    const auc = accumulate((truth: number[], scores: number[]) => rocAuc(truth, scores));
    chosen.forEach(({ truth, score }) => auc.add([truth % 2], [score]));
    return [auc.result()];
  },
  'bootstrapInterval': (chosen) => [bootstrapInterval(
    resampledAuc(strata(chosen), column(chosen, 'score')), { strata: strata(chosen), draws: 5, seed: 1 }).estimate],
  'delongInterval': ofScore((t, s, { positive }) => delongInterval(t, s, { positive }).estimate),
  'delongTest': ofScore((t, s, { positive }) => delongTest(t, s, s.map((value) => -value), { positive }).aucs[0]),
  'resampledAuc': (chosen) => [resampledAuc(strata(chosen), column(chosen, 'score'))(new Int32Array(0), new Int32Array(chosen.length).fill(1))],
  'froc': (chosen) => numbersOf(withoutThresholds(froc(chosen.map(image)))),
  'frocCurve': (chosen) => {
    const of = (hit: boolean) => chosen.filter(({ truth, guess }) => (truth === guess) === hit).map(({ unique }) => unique);
    return numbersOf(withoutThresholds(frocCurve({
      truePositives: of(true), falsePositives: of(false), lesions: chosen.length, images: chosen.length,
    })));
  },
  'detectionPrecision': (chosen) => numbersOf(detectionPrecision(chosen.map(image))),
  'cocoScores': (chosen) => numbersOf(cocoScores(chosen.map(image))),
};
/** Of each sample for itself, or of their counts. */
const unweighted: Record<string, Metric> = {
  'dice': (chosen) => [dice(counts(chosen))], 'jaccard': (chosen) => [jaccard(counts(chosen))],
  'thresholdJaccard': (chosen) => [thresholdJaccard(jaccard(counts(chosen)))],
  'segmentationScores': (chosen) => numbersOf(segmentationScores(chosen.map(countsOf))),
  'reduceCounts': (chosen) => [reduceCounts(chosen.map((each) => [countsOf(each), counts([each])]), sensitivity).mean],
  'meanOfDefined': (chosen) => [meanOfDefined(chosen.map(({ probability }) => probability || NaN)).mean],
  'wilsonInterval': (chosen) => [wilsonInterval(counts(chosen).tp, chosen.length).estimate],
};
/** Counts: of every sample twice they are twice as many. */
const counted: Record<string, Metric> = {
  'confusionCounts': (chosen) => numbersOf(counts(chosen)),
  'labelMapCounts': (chosen) => numbersOf(labelMapCounts(column(chosen, 'truth'), column(chosen, 'guess'), { classes: 3, ignore: 2 })),
  'discordance': (chosen) => numbersOf(discordance(column(chosen, 'truth'), column(chosen, 'guess'), chosen.map(({ labels }) => labels[0]))),
  'mcnemarTest': (chosen) => [mcnemarTest({ onlyFirst: counts(chosen).fp, onlySecond: counts(chosen).fn }).statistic],
};
/** The same rows, in another order. */
const ofSamples: Record<string, Metric> = {
  'scaledSoftmax': (chosen) => ascending(scaledSoftmax(column(chosen, 'scores'), 2)),
  'nonMaxSuppression': (chosen) => {
    const boxes = chosen.map((each) => image(each).detections.boxes[0]);
    return nonMaxSuppression(boxes, column(chosen, 'unique')).map((kept) => chosen[kept].probability);
  },
};

/** Two masks in one row of pixels. */
type OfMasks = (truth: number[], prediction: number[]) => number[];
const distances = (truth: number[], prediction: number[]) => surfaceDistances(truth, prediction, { shape: [1, truth.length], spacing: 0.5 });
const ofMasks: Record<string, OfMasks> = {
  surfaceDistances: (t, p) => ascending([...distances(t, p).toTruth, ...distances(t, p).toPrediction]),
  hausdorffDistance: (t, p) => [hausdorffDistance(distances(t, p), { percentile: 95 })],
  averageSurfaceDistance: (t, p) => [averageSurfaceDistance(distances(t, p))],
  surfaceDice: (t, p) => [surfaceDice(distances(t, p), { tolerance: 1 })],
  distanceTransform: (t, p) => ascending([t, p].flatMap((mask) => [...distanceTransform(mask, { shape: [1, mask.length] })])),
};
const ofBoxes: Record<string, (a: Box, b: Box) => number[]> = {
  boxArea: (a, b) => [boxArea(a) + boxArea(b)], intersectionOverUnion: (a, b) => [intersectionOverUnion(a, b)],
  iouMatrix: (a, b) => iouMatrix([a], [b]).flat(), generalizedIou: (a, b) => [generalizedIou(a, b)],
  distanceIou: (a, b) => [distanceIou(a, b)], completeIou: (a, b) => [completeIou(a, b)],
};

function expectClose(a: number[], b: number[]): void {
  expect(a).toHaveLength(b.length);
  a.forEach((value, i) => {
    if (value !== b[i] && !(Number.isNaN(value) && Number.isNaN(b[i]))) expect(value).toBeCloseTo(b[i], 10);
  });
}

const weighted = { ...byLabel, ...byScore, ...byValue };
const rankings = { ...byScore, ...unweightedRankings };
const ofChosen = { ...weighted, ...unweightedRankings, ...unweighted, ...counted, ...ofSamples };

it('holds every metric that takes weights among those with weights', () => {
  const files = import.meta.glob<string>('../../src/metrics/**/*.ts', { query: '?raw', import: 'default', eager: true });
  const withWeights = Object.values(files).flatMap((text) => text.split(/^export (?=function|const)/m).slice(1))
    .filter((part) => /sampleWeight|(Binary|Column|Multiclass|Multilabel|Probability|Reliability)Options/.test(part.slice(0, part.search(/\) *\{$|: \(/m))))
    .map((part) => /^(?:function|const) (\w+)/.exec(part)![1]).filter((name) => name in metrics);
  expect(withWeights.length).toBeGreaterThan(20);
  const rows = new Set(Object.keys(weighted).map((name) => name.split(' ')[0]));
  expect(withWeights.filter((name) => !rows.has(name))).toEqual([]);
});

it('holds every metric that is exported', () => {
  const exported = Object.keys({ ...metrics, ...spatial });
  const rows = Object.keys({ ...ofChosen, ...ofMasks, ...ofBoxes }).map((name) => name.split(' ')[0]);
  expect([...new Set(rows)].sort()).toEqual(exported.sort());
});

describe.each(Object.entries(ofChosen))('%s', (_, metric) => {
  it('does not depend on the order of samples', () => {
    fc.assert(fc.property(samples, fc.integer(), (chosen, by) => {
      const places = chosen.map((each, i) => ({ each, key: Math.imul(i + 1, by | 1) }));
      expectClose(metric(places.sort((a, b) => a.key - b.key).map(({ each }) => each)), metric(chosen));
    }), { numRuns: 30 });
  });
});

describe.each(Object.entries(weighted))('%s', (_, metric) => {
  it('takes a sample of weight 10 as ten, and none of weight 0', () => {
    const drawn = samples.chain((chosen) => fc.tuple(fc.constant(chosen), fc.array(fc.nat(10), { minLength: chosen.length, maxLength: chosen.length })));
    fc.assert(fc.property(drawn, ([chosen, weights]) => {
      fc.pre(weights.some((weight) => weight > 0));
      expectClose(metric(chosen, weights), metric(chosen.flatMap((each, i) => Array.from({ length: weights[i] }, () => each))));
    }), { numRuns: 30 });
  });

  it('takes weights of 1 as none', () => {
    fc.assert(fc.property(samples, (chosen) => expectClose(metric(chosen, chosen.map(() => 1)), metric(chosen))), { numRuns: 15 });
  });

  it('does not depend on what classes are called', () => {
    const names: Names[] = [{ classes: ['b', 'c', 'a'], two: ['x', 'w'] }, { classes: [7, -1, 0.5], two: [true, false] }];
    fc.assert(fc.property(samples, (chosen) => names.forEach((named) => expectClose(metric(chosen, undefined, named), metric(chosen)))), { numRuns: 15 });
  });
});

describe.each(Object.entries({ ...unweightedRankings, ...unweighted, ...counted }))('%s', (name, metric) => {
  it('of every sample twice is the same, or twice as many', () => {
    const times = name in counted ? 2 : 1;
    fc.assert(fc.property(samples, (chosen) =>
      expectClose(metric(chosen.flatMap((each) => [each, each])), metric(chosen).map((value) => times * value))), { numRuns: 30 });
  });
});

describe.each(Object.entries(rankings))('%s', (_, metric) => {
  it('sees the order of scores only', () => {
    const rising = (s: number) => Math.exp(40 * s) - 1e9;
    fc.assert(fc.property(samples, (chosen) => {
      const mapped = chosen.map((each) => ({ ...each, score: rising(each.score), unique: rising(each.unique), scores: each.scores.map(rising) }));
      expect(metric(mapped)).toEqual(metric(chosen));
    }), { numRuns: 30 });
  });
});

describe.each(Object.entries(byLabel))('%s', (_, metric) => {
  it('does not depend on the order of classes', () => {
    fc.assert(fc.property(samples, (chosen) => {
      const swapped = chosen.map((each) => ({ ...each, truth: (each.truth + 1) % 3, guess: (each.guess + 1) % 3 }));
      expectClose(metric(swapped), metric(chosen));
    }), { numRuns: 30 });
  });
});

describe.each(Object.entries(ofMasks))('%s', (_, metric) => {
  it('does not depend on the side a row is read from, nor on which mask is the truth', () => {
    fc.assert(fc.property(samples, (chosen) => {
      const truth = bits(column(chosen, 'truth')), prediction = bits(column(chosen, 'guess'));
      expectClose(metric([...truth].reverse(), [...prediction].reverse()), metric(truth, prediction));
      expectClose(metric(prediction, truth), metric(truth, prediction));
    }), { numRuns: 50 });
  });
});

describe.each(Object.entries(ofBoxes))('%s', (_, metric) => {
  const box = fc.tuple(fc.nat(8), fc.nat(8), fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 })).map(([x, y, w, h]): Box => [x, y, x + w, y + h]);
  it('does not depend on place, mirror or which box comes first', () => {
    const shifted = ([x1, y1, x2, y2]: Box): Box => [x1 + 3, y1 - 5, x2 + 3, y2 - 5];
    const mirrored = ([x1, y1, x2, y2]: Box): Box => [-x2, y1, -x1, y2];
    fc.assert(fc.property(box, box, (a, b) => {
      for (const other of [metric(b, a), metric(shifted(a), shifted(b)), metric(mirrored(a), mirrored(b))]) expectClose(other, metric(a, b));
    }));
  });
});

describe('swapped', () => {
  it('classes and signs leave the AUC, signs alone turn it round', () => {
    fc.assert(fc.property(samples, (chosen) => {
      const truth = bits(chosen.map((each) => each.truth)), scores = chosen.map(({ probability }) => probability);
      const turned = scores.map((s) => -s), other = truth.map((bit) => 1 - bit);
      const auc = rocAuc(truth, scores);
      expectClose([rocAuc(other, turned), 1 - rocAuc(truth, turned), rocAuc(truth, scores, { positive: 1 })], [auc, auc, auc]);
    }));
  });

  it('positives and negatives leave what is symmetrical', () => {
    fc.assert(fc.property(samples, (chosen) => {
      const truth = bits(column(chosen, 'truth')), p = column(chosen, 'probability');
      const other = truth.map((bit) => 1 - bit), q = p.map((value) => 1 - value), ones = new Int32Array(truth.length).fill(1);
      const symmetrical: ((t: number[], s: number[]) => unknown)[] = [
        brierScore, logLoss, rocAuc, (t, s) => delongInterval(t, s), (t, s) => delongTest(t, s, s.map((value) => value * value)).aucs[0],
        (t, s) => resampledAuc(t, s)(ones, ones),
      ];
      for (const metric of symmetrical) expectClose(numbersOf(metric(other, q)), numbersOf(metric(truth, p)));
      const [a, b] = [partialAuc(truth, p, { maxFpr: 0.4 }), partialAuc(other, q, { minSensitivity: 0.6 })];
      expectClose([a.raw, a.scaled], [b.raw, b.scaled]);
      const { low, high } = wilsonInterval(counts(chosen).tp, truth.length), missed = wilsonInterval(truth.length - counts(chosen).tp, truth.length);
      expectClose([low, high], [1 - missed.high, 1 - missed.low]);
      const tested = (onlyFirst: number, onlySecond: number) => mcnemarTest({ onlyFirst, onlySecond }).pValue;
      expect(tested(counts(chosen).fp, counts(chosen).fn)).toBe(tested(counts(chosen).fn, counts(chosen).fp));
    }));
  });

  it('labels change nothing but their order; truth and prediction swap precision and sensitivity', () => {
    fc.assert(fc.property(samples, (chosen) => {
      const truth = chosen.map((each) => each.truth), guess = chosen.map((each) => each.guess);
      const names = ['b', 'c', 'a'];
      const matrix = confusionMatrix(truth, guess, { labels: [0, 1, 2] });
      const named = confusionMatrix(truth.map((k) => names[k]), guess.map((k) => names[k]), { labels: names });
      expect(named.values).toEqual(matrix.values);
      const transposed = confusionMatrix(guess, truth, { labels: [0, 1, 2] });
      expectClose(precision(matrix, { average: 'none' }), sensitivity(transposed, { average: 'none' }));
      for (const same of [matthewsCorrelation, cohenKappa, accuracy]) expectClose([same(matrix)], [same(transposed)]);
    }));
  });

  it('one yes-or-no decision is a label of two classes', () => {
    fc.assert(fc.property(samples, (chosen) => {
      const truth = bits(chosen.map((each) => each.truth)), scores = chosen.map(({ probability }) => probability);
      expectClose([multilabelAuc(truth.map((bit) => [bit]), scores.map((s) => [s]))], [rocAuc(truth, scores)]);
      const [counts] = multilabelCounts(truth.map((bit) => [bit]), scores.map((s) => [Number(s >= 0.5)]));
      expectClose([accuracy(counts)], [accuracy(confusionMatrix(truth, scores.map((s) => Number(s >= 0.5))))]);
    }));
  });
});

describe('batch by batch', () => {
  const cuts = (n: number) => [0, Math.floor(n / 3), Math.floor(n / 2), n];
  const batches = <T>(values: T[]) => cuts(values.length).slice(1).map((end, i) => values.slice(cuts(values.length)[i], end)).filter(({ length }) => length > 0);

  it('any metric is the same to the bit', () => {
    fc.assert(fc.property(samples, (chosen) => {
      const sum = accumulate((truth: number[], scores: Float32Array, rows: number[][], weights: number[]) => [
        rocAuc(bits(truth), scores, { sampleWeight: weights }), multiclassAuc(truth, rows), logLoss(bits(truth), scores),
        reliabilityCurve(bits(truth), scores).ece,
      ]);
      const columns = (part: Sample[]) => [
        part.map(({ truth }) => truth), Float32Array.from(part, ({ probability }) => probability), part.map(({ row }) => row),
        part.map(({ guess }) => guess / 7),
      ] as [number[], Float32Array, number[][], number[]];
      for (const part of batches(chosen)) sum.add(...columns(part));
      const [truth, scores, rows, weights] = columns(chosen);
      expect(sum.result()).toEqual([
        rocAuc(bits(truth), scores, { sampleWeight: weights }), multiclassAuc(truth, rows), logLoss(bits(truth), scores),
        reliabilityCurve(bits(truth), scores).ece,
      ]);
    }));
  });

  it('confusion matrices too, with labels that come late and fractional weights', () => {
    fc.assert(fc.property(samples, (chosen) => {
      const counts = confusionAccumulator<string>();
      const columns = (part: Sample[]) => [
        part.map(({ truth }) => `class ${truth}`), part.map(({ guess }) => `class ${guess}`), part.map(({ probability }) => probability / 3),
      ] as [string[], string[], number[]];
      counts.add(['x'], ['y']);
      counts.reset();
      expect(() => counts.result()).toThrow('Invalid `truth` in confusionMatrix: expected at least one value, received 0.');
      for (const part of batches(chosen)) counts.add(...columns(part));
      const [truth, guess, sampleWeight] = columns(chosen);
      expect(counts.result()).toEqual(confusionMatrix(truth, guess, { sampleWeight }));
    }));
  });

  it('keeps copies, forgets on reset, and wants batches that fit', () => {
    const auc = accumulate((truth: number[], scores: Float32Array) => rocAuc(truth, scores));
    expect(() => auc.result()).toThrow('Invalid `batches` in accumulate: expected at least one value, received 0.');
    const scores = Float32Array.of(0.1, 0.9);
    auc.add([0, 1], scores);
    scores.fill(0);
    expect(auc.result()).toBe(1);
    expect(() => auc.add([0, 1], Float32Array.of(1))).toThrow('Invalid `inputs[1]` in accumulate: expected 2 values, received 1.');
    auc.reset();
    auc.add([1, 0], Float32Array.of(0.1, 0.9));
    expect(auc.result()).toBe(0);
  });
});
