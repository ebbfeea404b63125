import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import { useBackend } from './src/backends';
console.log(await useBackend('webgpu'));
const a=tf.randomNormal<tf.Rank.R4>([2,16,16,8]);const f=tf.randomNormal<tf.Rank.R4>([3,3,8,8]);
const g=tf.grads((x:any,w:any)=>tf.sum(tf.conv2d(x,w,1,'same')))([a,f]);
console.log((await g[1].data()).slice(0,4));
const nav=(globalThis.navigator as any).gpu; const ad=await nav.requestAdapter(); console.log(ad.info, ad.info?.vendor, ad.info?.device, ad.info?.description, ad.info?.architecture, ad.isFallbackAdapter, ad.info?.isFallbackAdapter, ad.limits.maxBufferSize);
console.log((tf.backend() as any).adapterInfo);
