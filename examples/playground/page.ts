/** The page: a form that starts a worker's training, and what it shows of it. */
import type { Answer, Kept, Prediction, Request, Settings } from './messages';

const element = <E extends HTMLElement>(id: string) => document.getElementById(id) as E;
const form = element<HTMLFormElement>('settings');
const [start, stop, resume, download] = ['start', 'stop', 'resume', 'download'].map((id) => element<HTMLButtonElement>(id));
const status = element('status');
const progress = element<HTMLProgressElement>('progress');

/** The worker that trains, unless it crashed: the next request starts another. */
let training: Worker | undefined;
let charts: Worker | undefined;
let files: File[] = [];
let epochs = 1;
let device = '';
let isRunning = false;
/** Whether a visitor changed the form, which then keeps what it holds. */
let isTouched = false;
let kept: Kept | undefined;
let hasModel = false;

function startTraining(): Worker {
  const worker = new Worker(new URL('./training.worker.ts', import.meta.url), { type: 'module' });
  worker.onmessage = ({ data }: MessageEvent<Answer>) => hear(data);
  worker.onerror = ({ message }) => {
    worker.terminate();
    training = undefined;
    hasModel = false;
    setRunning(false);
    const next = kept ? 'Resume goes on after the last kept epoch.' : 'Train starts anew.';
    show(`Training crashed: ${message || 'its script could not be loaded'}. ${next}`, true);
  };
  const slot = sessionStorage.getItem('slot');
  worker.postMessage({ kind: 'open', slot: slot === null ? undefined : Number(slot) } satisfies Request);
  return worker;
}

const ask = (request: Request) => (training ??= startTraining()).postMessage(request);

function startCharts(): Worker {
  const worker = new Worker(new URL('./charts.worker.ts', import.meta.url), { type: 'module' });
  worker.onmessage = ({ data }: MessageEvent<string>) => { element('curve').innerHTML = data; };
  worker.onerror = ({ message }) => {
    worker.terminate();
    charts = undefined;
    element('curve').textContent = `The learning curve could not be drawn: ${message || 'its script could not be loaded'}.`;
  };
  return worker;
}

function settings(): Settings {
  const { files: _, ...text } = Object.fromEntries(new FormData(form)) as Record<keyof Settings | 'files', string>;
  const numbers = (['size', 'depth', 'filters', 'epochs', 'learningRate'] as const).map((name) => [name, Number(text[name])]);
  return { ...text, ...Object.fromEntries(numbers) } as Settings;
}

/** `kind: 'resume'` takes its other settings from the kept run. */
function train(kind: 'train' | 'resume'): void {
  const chosen = settings();
  ({ epochs } = chosen);
  setRunning(true);
  show('Starting …');
  progress.value = 0;
  ask(kind === 'train' ? { kind, settings: chosen, files } : { kind, epochs, backend: chosen.backend });
}

function setRunning(running: boolean): void {
  isRunning = running;
  start.disabled = running;
  resume.disabled = running || !kept;
  download.disabled = running || !hasModel;
  stop.disabled = !running;
}

function show(text: string, isError = false): void {
  status.textContent = text;
  status.classList.toggle('error', isError);
}

function choose(chosen: ArrayLike<File>): void {
  files = Array.from(chosen);
  element('chosen').textContent = files.length > 0 ? `${files.length} files` : '48 synthetic images';
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  train('train');
});
form.addEventListener('input', () => { isTouched = true; });
resume.addEventListener('click', () => train('resume'));
stop.addEventListener('click', () => {
  stop.disabled = true;
  show('Stopping after this step …');
  ask({ kind: 'stop' });
});
download.addEventListener('click', () => ask({ kind: 'download' }));
const fileInput = form.elements.namedItem('files') as HTMLInputElement;
fileInput.addEventListener('change', () => choose(fileInput.files ?? []));
document.addEventListener('dragover', (event) => {
  event.preventDefault();
  document.body.classList.add('dragging');
});
document.addEventListener('dragleave', () => document.body.classList.remove('dragging'));
document.addEventListener('drop', (event) => {
  event.preventDefault();
  document.body.classList.remove('dragging');
  choose(event.dataTransfer?.files ?? []);
});

function hear(data: Answer): void {
  if (data.kind === 'ready') {
    ready(data.slot, data.kept);
  } else if (data.kind === 'started') {
    const { report, validation, skipped } = data;
    device = `${report.name} on ${report.device}`;
    const left = skipped.length > 0 ? `; left out, for want of a mask: ${skipped.join(', ')}` : '';
    show(`${data.training} images to train on, ${validation} held out, ${device}${left}`);
  } else if (data.kind === 'step') {
    progress.value = (data.epoch - 1 + data.step / data.steps) / epochs;
    show(`Epoch ${data.epoch} of ${epochs}, step ${data.step} of ${data.steps}, loss ${data.loss.toFixed(3)}, ${device}`);
  } else if (data.kind === 'epoch') {
    ({ kept } = data);
    (charts ??= startCharts()).postMessage(data.history);
    showPredictions(data.predictions, `after epoch ${data.history.length}`);
  } else if (data.kind === 'ended') {
    ({ kept } = data);
    hasModel = true;
    setRunning(false);
    if (data.best !== undefined) showPredictions(data.predictions, `after epoch ${data.best}, the best`);
    const model = data.best === undefined ? '' : ` The model is that of epoch ${data.best}, the best.`;
    const lost = kept?.reason === undefined ? '' : ` The run ends with this page: ${kept.reason}.`;
    show(`${data.stopped === 'interrupted' ? 'Stopped; Resume goes on from here.' : `Done, ${device}.`}${model}${lost}`);
  } else if (data.kind === 'failed') {
    ({ hasModel } = data);
    setRunning(false);
    show(data.message, true);
  } else {
    data.files.forEach(save);
  }
}

/** The worker knows which run is kept; the form then shows its settings. */
function ready(slot: number | undefined, found: Kept | undefined): void {
  kept = found;
  if (slot !== undefined) sessionStorage.setItem('slot', String(slot));
  if (isRunning) return;
  setRunning(false);
  if (!kept) return;
  const images = kept.files > 0 ? `${kept.files} files of yours` : 'synthetic images';
  show(`Ready. A run of ${kept.epochs} epochs on ${images} is kept; Resume goes on with it.`);
  if (isTouched) return;
  for (const [name, value] of Object.entries(kept.settings)) (form.elements.namedItem(name) as HTMLInputElement).value = String(value);
}

function showPredictions(predictions: Prediction[], when: string): void {
  element('predicted').textContent = ` ${when}`;
  element('predictions').replaceChildren(...predictions.map(({ id, jaccard, picture }) => {
    const figure = document.createElement('figure');
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [picture.width, picture.height];
    canvas.getContext('2d')!.putImageData(picture, 0, 0);
    const caption = document.createElement('figcaption');
    caption.textContent = `${id}: Jaccard ${jaccard.toFixed(2)}`;
    figure.append(canvas, caption);
    return figure;
  }));
}

function save({ name, data }: { name: string; data: Blob }): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(data);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

training = startTraining();
charts = startCharts();
if ((globalThis as { pressedEarly?: boolean }).pressedEarly) train('train');
