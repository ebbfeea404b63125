export { unet } from './unet';
export type { UnetOptions } from './unet';
