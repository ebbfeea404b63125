export { confusionPlot, type ConfusionResult } from './confusionPlot';
export { detPlot, type DetResult } from './detPlot';
export { figure, type Figure } from './figure';
export type { Columns, FitHistory, History } from './histories';
export { htmlReport, type Report } from './htmlReport';
export { learningCurve, type EpochFigures } from './learningCurve';
export { maskGrid, type MaskItem } from './maskGrid';
export { maskOutline, outlineColors, type Picture } from './outline';
export { perImage, type PerImageOptions } from './perImage';
export { precisionRecallPlot, type PrecisionRecallResult } from './precisionRecallPlot';
export type { ImageValue } from './ranked';
export { reliabilityPlot, type ReliabilityResult } from './reliabilityPlot';
export type { Band, Repeats, SummaryInterval } from './repeats';
export type {
  CardsSection, FiguresSection, GallerySection, ReportSection, TableSection, TextSection,
} from './reportSections';
export { rocPlot, type RocResult } from './rocPlot';
export type { Runs } from './runs';
export { palette, type Specification } from './specification';
export { textTable } from './textTable';
export { thresholdPlot, type ThresholdResult } from './thresholdPlot';
export { toElement } from './toElement';
export { toHtml } from './toHtml';
export { toSvg } from './toSvg';
export { validationCurve, type ValidationResult } from './validationCurve';
