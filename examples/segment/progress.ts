/** How a run shows where it is: a bar in a terminal, a line an epoch elsewhere. */
import { SingleBar } from 'cli-progress';
import type { EpochFigures } from 'tfjs-blocks/plots';
import type { StepLog } from 'tfjs-blocks/train';

export interface Meter {
  step(log: StepLog): void;
  epoch(log: EpochFigures, best: boolean): void;
  stop(): void;
}

function minutes(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** @param epochs epochs in all, to tell the time left */
export function meter(epochs: number, stream: NodeJS.WriteStream = process.stdout): Meter {
  const start = performance.now();
  let epochStart = start;
  let steps = 0, images = 0;
  const bar = stream.isTTY ? new SingleBar({
    format: 'epoch {epoch} {bar} step {value}/{total}  loss {loss}  {rate} images/s  {left} left',
    stream, clearOnComplete: true, gracefulExit: false, barsize: 20, barCompleteChar: '█', barIncompleteChar: '░',
  }) : undefined;
  return {
    step({ epoch, step, steps: total, batch, loss }) {
      const now = performance.now();
      steps++;
      images += batch;
      const remaining = (epochs - epoch + 1) * total - step;
      const payload = {
        epoch: `${epoch}/${epochs}`, loss: loss.toFixed(3), rate: (images / ((now - epochStart) / 1000)).toFixed(1),
        left: minutes(((now - start) / 1000 / steps) * remaining),
      };
      if (bar && !bar.isActive) bar.start(total, step, payload);
      else bar?.update(step, payload);
    },
    epoch(log, best) {
      bar?.stop();
      const now = performance.now();
      const figures = (['jaccard', 'dice', 'thresholdJaccard'] as const).map((name) => `${name} ${log[name].toFixed(3)}`).join('  ');
      stream.write(`epoch ${String(log.epoch).padStart(String(epochs).length)}/${epochs}  loss ${log.loss.toFixed(3)}  `
        + `validation loss ${log.validationLoss.toFixed(3)}  ${figures}  ${(images / ((now - epochStart) / 1000)).toFixed(1)} images/s  `
        + `${minutes((now - start) / 1000)}${best ? '  best' : ''}\n`);
      epochStart = now;
      images = 0;
    },
    stop: () => bar?.stop(),
  };
}
