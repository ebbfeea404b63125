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
  | { kind: 'train'; settings: Settings; files: File[]; resume: boolean }
  | { kind: 'stop' }
  | { kind: 'download' };

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
  | { kind: 'started'; report: BackendReport; training: number; validation: number; skipped: string[] }
  | { kind: 'step'; epoch: number; step: number; steps: number; loss: number }
  | { kind: 'epoch'; history: Epoch[]; predictions: Prediction[] }
  | { kind: 'ended'; stopped: 'finished' | 'early' | 'interrupted' }
  | { kind: 'failed'; message: string }
  | { kind: 'resumable'; epochs: number }
  | { kind: 'files'; files: { name: string; data: Blob }[] };
