/** Files that others wrote, which may be anything: devices without end, pipes that nobody writes to, files too large for the memory. */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/** The error of Node that a file is not there. */
export const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';

/** Most bytes that one reading asks the system for; beyond 2 GiB it refuses. */
const PIECE = 2 ** 30;

/** Most bytes of a file that is read as a whole. */
const LARGEST = 2 ** 31;

/**
 * What `use` gives of an open file and its size.
 *
 * @throws where there is none of that path that may be read, or it is no regular file, naming it
 */
export async function withFile<T>(path: string, use: (file: FileHandle, size: number) => Promise<T>): Promise<T> {
  // A pipe would keep us waiting for somebody to write.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const info = await file.stat();
    if (!info.isFile()) throw new Error(`Invalid file ${path}: expected a regular file, received ${kindOf(info)}.`);
    return await use(file, info.size);
  } finally {
    await file.close();
  }
}

function kindOf(info: { isDirectory(): boolean; isFIFO(): boolean }): string {
  return info.isDirectory() ? 'a folder' : info.isFIFO() ? 'a pipe' : 'a device';
}

/** Fills `bytes` from a place of a file on. @throws where the file ends before */
export async function readInto(file: FileHandle, bytes: Uint8Array, begin: number, path: string): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesRead } = await file.read(bytes, done, Math.min(PIECE, bytes.length - done), begin + done);
    if (bytesRead === 0) {
      throw new Error(`Invalid file ${path}: expected ${bytes.length} bytes from ${begin} on, received ${done}; it has become shorter.`);
    }
    done += bytesRead;
  }
}

/**
 * The bytes of a regular file.
 *
 * @param most bytes that it may have; default 2 GiB
 * @throws as {@link withFile}, or where it is larger
 */
export async function readRegularFile(path: string, most = LARGEST): Promise<Buffer> {
  return withFile(path, async (file, size) => {
    if (size > most) throw new Error(`Invalid file ${path}: expected at most ${most} bytes, received ${size}.`);
    const bytes = Buffer.alloc(size);
    await readInto(file, bytes, 0, path);
    return bytes;
  });
}
