/**
 * A frame is the part of an image that a convolution reads, copied with zeros where it reaches outside:
 * row y of the frame is row y − top of the image.
 */
import type { Geometry } from './geometry';
import type { Kernels } from './module';

export interface Frame {
  height: number;
  width: number;
  top: number;
  left: number;
}

/** Frame of the input in the forward pass: all that the windows cover. */
export function inputFrame(g: Geometry): Frame {
  return {
    height: Math.max(0, (g.outHeight - 1) * g.strideHeight + g.effectiveFilterHeight),
    width: Math.max(0, (g.outWidth - 1) * g.strideWidth + g.effectiveFilterWidth),
    top: g.padInfo.top,
    left: g.padInfo.left,
  };
}

/** Address of the framed image: `room`, or the image itself where both are the same. */
export function frameImage(
  kernels: Kernels, image: number, height: number, width: number, channels: number, frame: Frame, room: number,
): number {
  if (isWhole(frame, height, width)) return image;
  kernels.padImage(image, height, width, channels, room, frame.height, frame.width, frame.top, frame.left);
  return room;
}

/** Bytes that `frameImage` needs, with 16 to spare for a read of four floats at the end: whole cache lines. */
export function frameBytes(frame: Frame, channels: number): number {
  return Math.ceil((frame.height * frame.width * channels * 4 + 16) / 64) * 64;
}

function isWhole(frame: Frame, height: number, width: number): boolean {
  return frame.top === 0 && frame.left === 0 && frame.height === height && frame.width === width;
}
