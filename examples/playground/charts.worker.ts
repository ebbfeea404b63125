/** Draws the learning curve apart from the page and from training: the drawing library takes longer than a frame. */
import { learningCurve, toSvg } from 'tfjs-blocks/plots';
import type { Epoch } from './messages';

onmessage = ({ data }: MessageEvent<Epoch[]>) => {
  toSvg(learningCurve(data)).then((svg) => postMessage(svg), (error: Error) => postMessage(`<p>${error.message}</p>`));
};
