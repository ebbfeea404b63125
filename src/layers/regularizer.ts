/** Regularizers in the configs of layers, as tfjs writes them. */
import { regularizers } from '@tensorflow/tfjs-layers';

/** L1 and L2 of a kernel. */
export type Regularizer = ReturnType<typeof regularizers.l1l2>;

interface Saved {
  className: 'L1L2';
  config: { l1: number; l2: number };
}

export function regularizerConfig(regularizer: Regularizer | undefined): { [key: string]: string | { l1: number; l2: number } } | null {
  return regularizer ? { className: 'L1L2', config: (regularizer as unknown as { getConfig(): Saved['config'] }).getConfig() } : null;
}

/** Of a saved config, or as it is. */
export function regularizerOf(saved: Regularizer | Saved | null | undefined): Regularizer | undefined {
  return saved && 'config' in saved ? regularizers.l1l2(saved.config) : saved ?? undefined;
}
