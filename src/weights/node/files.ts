import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isMissing, readInto, withFile } from '../../data/node/readFile';
import {
  type ByteSource, encodeSafetensors, openSafetensors, readSafetensors, type Safetensors, type SafetensorsFile,
} from '../safetensors';
import { partOf } from './parts';

/**
 * Writes a file so that a reader, or a run after a power cut, finds the old content or the new, never a part:
 * into a file beside it, of a name of its own, flushed to the disk, then renamed. Folders are made as needed. Where writing fails,
 * and before the next writing after a process has died of it, the file beside it is removed.
 */
export async function writeFileAtomically(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const part = await partOf(path);
  try {
    const file = await open(part, 'wx');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw new Error(`${path} could not be written: ${(error as Error).message}`, { cause: error });
  }
}

/** Writes a safetensors file, whole or not at all. */
export async function saveSafetensors(content: Safetensors, path: string): Promise<void> {
  await writeFileAtomically(path, encodeSafetensors(content));
}

/**
 * Reads a safetensors file; `null` where there is none of that path.
 *
 * @throws where it is no regular file, or truncated or no safetensors, naming it
 */
export async function loadSafetensors(path: string): Promise<Safetensors | null> {
  const source = await sourceOf(path).catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw error;
  });
  return source && readSafetensors(source, path);
}

/**
 * Opens a safetensors file of any size: only its header is read now, each array when it is asked for.
 *
 * @throws where there is no such file, or it is no regular file, truncated or no safetensors, naming it; `read` also where the file has
 * changed since
 * @example
 * const file = await openSafetensorsFile('resnet18.safetensors');
 * const kernel = await file.read('conv1.weight');
 */
export async function openSafetensorsFile(path: string): Promise<SafetensorsFile> {
  return openSafetensors(await sourceOf(path), path);
}

/** The bytes of a file, as long as it is the one that it is now. */
async function sourceOf(path: string): Promise<ByteSource> {
  const stateOf = async (file: FileHandle) => {
    const { ino, size, mtimeMs } = await file.stat();
    return [ino, size, mtimeMs].join();
  };
  const [opened, size] = await withFile(path, async (file, bytes) => [await stateOf(file), bytes] as const);
  return {
    size,
    slice: (begin, end) => ({
      arrayBuffer: () => withFile(path, async (file) => {
        if (await stateOf(file) !== opened) throw new Error(`Invalid file ${path}: expected it as it was when it was opened, but it has changed.`);
        const bytes = new Uint8Array(end - begin);
        await readInto(file, bytes, begin, path);
        return bytes.buffer;
      }),
    }),
  };
}
