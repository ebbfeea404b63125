export { boxArea, intersectionOverUnion, iouMatrix, nonMaxSuppression } from './boxes';
export type { Box, NonMaxSuppressionOptions } from './boxes';
export { confusionCounts, type Counts, type Thresholds } from './counts';
export { accuracy, precision, sensitivity, specificity } from './rates';
export { dice, jaccard, segmentationScores, thresholdJaccard, type SegmentationScores } from './segmentation';
