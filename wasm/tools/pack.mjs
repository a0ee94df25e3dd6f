// Writes FILE.br and FILE.gz beside every file of a folder: packed once, as small as it gets, in the place of each time it is asked for.
import { readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

/** Below this a packed answer saves no packet. */
const LEAST_BYTES = 1000;

const toBrotli = (body) => promisify(brotliCompress)(body, { params: {
  [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
  [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
  [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
} });
const toGzip = (body) => promisify(gzip)(body, { level: constants.Z_BEST_COMPRESSION });

/** Packs `folder`; of each file its name and its sizes in bytes: raw, gzip, brotli. Small files are left as they are. */
export async function pack(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !/\.(br|gz|part)$/.test(entry.name)).map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
  return Promise.all(files.map(async (file) => {
    const body = await readFile(file);
    const sizes = { name: path.relative(folder, file), raw: body.length, gzip: body.length, brotli: body.length };
    for (const [way, ending, make] of [["brotli", ".br", toBrotli], ["gzip", ".gz", toGzip]]) {
      if (body.length < LEAST_BYTES) {
        await rm(file + ending, { force: true });  // of when it was larger
        continue;
      }
      const packed = await make(body);
      // Whoever is interrupted here leaves no half of a file that would be sent.
      await writeFile(`${file}${ending}.part`, packed);
      await rename(`${file}${ending}.part`, file + ending);
      sizes[way] = packed.length;
    }
    return sizes;
  }));
}
