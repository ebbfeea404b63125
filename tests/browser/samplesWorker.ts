/** A Web Worker that makes samples from recipes of samples in memory. */
import { fromSamples, serveSamples, type SamplesRecipe } from 'tfjs-blocks/data';

serveSamples((recipe) => fromSamples((recipe as SamplesRecipe).samples));
