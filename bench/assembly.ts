/** Compile AssemblyScript in memory, for loops that the kernels are measured against. */
import asc from 'assemblyscript/asc';

/** What `source` exports; its memory, if it uses one, is exported too. */
export async function compile(source: string, flags: readonly string[] = []): Promise<WebAssembly.Exports> {
  let binary = new Uint8Array();
  const options = ['loop.ts', '-o', 'loop.wasm', '--runtime', 'stub', '--noAssert', '--optimizeLevel', '1', ...flags];
  const { error } = await asc.main(options, {
    readFile: (name) => (name === 'loop.ts' ? source : null),
    writeFile: (_name, contents) => { binary = contents as Uint8Array<ArrayBuffer>; },
    listFiles: () => [],
  });
  if (error) throw error;
  return new WebAssembly.Instance(new WebAssembly.Module(binary)).exports;
}
