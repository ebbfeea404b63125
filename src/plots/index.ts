export { htmlReport, type Report } from './htmlReport';
export { learningCurve, type EpochFigures } from './learningCurve';
export { maskOutline, outlineColors, type Picture } from './outline';
export { perImage, type ImageValue } from './perImage';
export type {
  CardsSection, FiguresSection, GallerySection, ReportSection, TableSection, TextSection,
} from './reportSections';
export { palette, type Specification } from './specification';
export { textTable } from './textTable';
export { toSvg } from './toSvg';
