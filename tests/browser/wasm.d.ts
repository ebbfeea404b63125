/** With `?url` Vite serves a binary and gives its URL. */
declare module '*.wasm?url' {
  const url: string;
  export default url;
}
