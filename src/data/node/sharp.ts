/**
 * The optional peer `sharp` (libvips), which decodes, resizes and encodes pictures in Node.
 * It is loaded when a picture is first touched, so that everything else works without it.
 */
import type { Sharp as Pipeline } from 'sharp';
import type { Raster } from '../../augment/sample';

/** The function `sharp`. @throws where the package is not installed, saying how to install it */
export async function loadSharp(caller: string): Promise<typeof import('sharp').default> {
  try {
    return (await import('sharp')).default;
  } catch (cause) {
    throw new Error(`Missing package \`sharp\` in ${caller}: run \`npm install sharp\`, then try again.`, { cause });
  }
}

/** A pipeline that starts at a raster of 1, 3 or 4 channels. */
export async function fromRaster(raster: Raster, caller: string): Promise<Pipeline> {
  const { data, height, width, channels } = raster;
  if (channels !== 1 && channels !== 3 && channels !== 4) {
    throw new Error(`Invalid \`raster\` in ${caller}: expected 1, 3 or 4 channels, received ${channels}.`);
  }
  if (data.length !== height * width * channels) {
    const expected = `${height}·${width}·${channels} = ${height * width * channels} bytes`;
    throw new Error(`Invalid \`raster\` in ${caller}: expected ${expected}, received ${data.length}.`);
  }
  const sharp = await loadSharp(caller);
  return sharp(data, { raw: { height, width, channels } });
}

/** The raster at a pipeline's end, one byte a channel. */
export async function toRaster(pipeline: Pipeline): Promise<Raster> {
  const { data, info } = await pipeline.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  return { data: new Uint8Array(data), height: info.height, width: info.width, channels: info.channels };
}
