/** The page: a form that starts a worker's training, and what it shows of it. */
import type { Answer, Epoch, Prediction, Request, Settings } from './messages';

const element = <E extends HTMLElement>(id: string) => document.getElementById(id) as E;
const form = element<HTMLFormElement>('settings');
const [start, stop, resume, download] = ['start', 'stop', 'resume', 'download'].map((id) => element<HTMLButtonElement>(id));
const status = element('status');
const progress = element<HTMLProgressElement>('progress');

const training = new Worker(new URL('./training.worker.ts', import.meta.url), { type: 'module' });
const charts = new Worker(new URL('./charts.worker.ts', import.meta.url), { type: 'module' });
const ask = (request: Request) => training.postMessage(request);

let files: File[] = [];
let epochs = 1;
let device = '';

function settings(): Settings {
  const text = Object.fromEntries(new FormData(form)) as Record<keyof Settings, string>;
  const numbers = ['size', 'depth', 'filters', 'epochs', 'learningRate'].map((name) => [name, Number(text[name as keyof Settings])]);
  return { ...text, ...Object.fromEntries(numbers) } as Settings;
}

function train(again: boolean): void {
  ({ epochs } = settings());
  setRunning(true);
  show('Starting …');
  progress.value = 0;
  ask({ kind: 'train', settings: settings(), files, resume: again });
}

function setRunning(running: boolean): void {
  start.disabled = resume.disabled = download.disabled = running;
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
  train(false);
});
resume.addEventListener('click', () => train(true));
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

training.onmessage = ({ data }: MessageEvent<Answer>) => {
  if (data.kind === 'started') {
    const { report, validation, skipped } = data;
    device = `${report.name} on ${report.device}`;
    const left = skipped.length > 0 ? `; left out, for want of a mask: ${skipped.join(', ')}` : '';
    show(`${data.training} images to train on, ${validation} held out, ${device}${left}`);
  } else if (data.kind === 'step') {
    progress.value = (data.epoch - 1 + data.step / data.steps) / epochs;
    show(`Epoch ${data.epoch} of ${epochs}, step ${data.step} of ${data.steps}, loss ${data.loss.toFixed(3)}, ${device}`);
  } else if (data.kind === 'epoch') {
    showEpoch(data.history, data.predictions);
  } else if (data.kind === 'ended') {
    setRunning(false);
    show(data.stopped === 'interrupted' ? 'Stopped; Resume goes on from here.' : `Done, ${device}.`);
  } else if (data.kind === 'failed') {
    setRunning(false);
    show(data.message, true);
  } else if (data.kind === 'resumable') {
    resume.disabled = false;
    show(`Ready. A run of ${data.epochs} epochs is kept; Resume goes on with it.`);
  } else {
    data.files.forEach(save);
  }
};
training.onerror = ({ message }) => show(message, true);
charts.onmessage = ({ data }: MessageEvent<string>) => { element('curve').innerHTML = data; };

function showEpoch(history: Epoch[], predictions: Prediction[]): void {
  charts.postMessage(history);
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
