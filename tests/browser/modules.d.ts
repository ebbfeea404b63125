/** What the browser tests take from Vite, and from vitest.browser.config.ts by `inject`. */
import 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Whether the pages are served with the headers of cross-origin isolation. */
    isolated: boolean;
  }
}

declare module '*.wasm?url' {
  const url: string;
  export default url;
}
