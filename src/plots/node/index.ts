export { savePlot } from './savePlot';
export { toPng } from './toPng';
