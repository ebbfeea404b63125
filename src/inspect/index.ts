export { summary } from './summary';
export type { LayerSummary, Summary } from './summary';
