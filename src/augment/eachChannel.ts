import type { Raster } from './sample';

/** The raster with each channel changed by itself; `change` gives as many levels as it is given. */
export function eachChannel(image: Raster, change: (levels: Uint8Array) => ArrayLike<number>): Raster {
  const { data, channels } = image, result = new Uint8Array(data.length);
  for (let k = 0; k < channels; k++) {
    const changed = change(data.filter((_, i) => i % channels === k));
    for (let i = 0, to = k; i < changed.length; i++, to += channels) result[to] = changed[i];
  }
  return { ...image, data: result };
}
