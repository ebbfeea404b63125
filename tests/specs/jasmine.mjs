/** Gives the specs jasmine's globals, before any of them loads. */
import { boot } from 'jasmine-core';

boot();
