/** An image in host memory: rows, then columns, then channels (HWC), one number a channel. */
export interface Raster {
  /** height·width·channels numbers; grey levels 0–255 where they are a picture. */
  readonly data: Uint8Array;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** One example on its way from file to batch. */
export interface Sample {
  /** Name that errors and reports use, such as `ISIC_0000000`. */
  readonly id: string;
  readonly image: Raster;
  /** One channel, 0 or 255, the height and width of `image`. */
  readonly mask?: Raster;
  /** Class of the whole image. */
  readonly label?: string;
}
