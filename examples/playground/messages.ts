/** What the page and its workers say to each other. */
import type { BackendName, BackendReport } from 'tfjs-blocks/backends';

/** What the form holds. */
export interface Settings {
  size: number;
  depth: number;
  filters: number;
  norm: 'batch' | 'group' | 'none';
  activation: 'relu' | 'swish' | 'gelu';
  backend: BackendName | 'auto';
  epochs: number;
  learningRate: number;
}

export type Request =
  | { kind: 'open'; slot?: number }
  | { kind: 'train'; settings: Settings; files: File[] }
  /** Goes on with the kept run: its images and its settings, but for these. */
  | { kind: 'resume'; epochs: number; backend: Settings['backend'] }
  | { kind: 'stop' }
  | { kind: 'download' };

/** The run that Resume goes on with. */
export interface Kept {
  epochs: number;
  settings: Settings;
  /** Files of the visitor; 0: the synthetic images. */
  files: number;
  /** Why it ends with the page, if it does. */
  reason?: string;
}

/** Figures of an epoch, as the learning curve takes them. */
export interface Epoch {
  epoch: number;
  loss: number;
  validationLoss: number;
  jaccard: number;
  dice: number;
  thresholdJaccard: number;
}

/** A held-out image with both outlines drawn in. */
export interface Prediction {
  id: string;
  jaccard: number;
  picture: ImageData;
}

export type Answer =
  | { kind: 'ready'; slot?: number; kept?: Kept }
  | { kind: 'started'; report: BackendReport; training: number; validation: number; skipped: string[] }
  | { kind: 'step'; epoch: number; step: number; steps: number; loss: number }
  | { kind: 'epoch'; history: Epoch[]; predictions: Prediction[]; kept?: Kept }
  /** `best`: the epoch whose weights the model now has, and by which the predictions are. */
  | { kind: 'ended'; stopped: 'finished' | 'early' | 'interrupted'; best: number | undefined; predictions: Prediction[]; kept?: Kept }
  | { kind: 'failed'; message: string; hasModel: boolean }
  | { kind: 'files'; files: { name: string; data: Blob }[] };
