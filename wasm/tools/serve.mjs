// A small static server for development: node tools/serve.mjs [folder] [port]. Only this machine can reach it. Where a packed form of a file
// lies beside it (pack.mjs writes them), whoever takes that gets it, as from a static host.
import { readFile, stat } from "node:fs/promises";
import http from "node:http";
import path from "node:path";
import { pathToFileURL } from "node:url";

const TYPES = {
  ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8", ".json": "application/json", ".wasm": "application/wasm",
};

/** Packed forms, the smaller one first: the name in Accept-Encoding, and what stands behind the file's name. */
const PACKED = [["br", ".br"], ["gzip", ".gz"]];

/** Whether an Accept-Encoding takes `coding`: named, or by `*`, and not with a weight of 0. */
export function takes(accept, coding) {
  const weights = new Map((accept ?? "").toLowerCase().split(",").map((part) => {
    const [name, ...parameters] = part.split(";").map((word) => word.trim());
    const weight = parameters.find((word) => word.startsWith("q="));
    return [name, weight === undefined ? 1 : Number(weight.slice(2))];
  }));
  return (weights.get(coding) ?? weights.get("*") ?? 0) > 0;
}

/** The packed form of `file` that is sent; none that is older than the file. */
async function packedForm(file, accept) {
  const { mtimeMs } = await stat(file);
  for (const [coding, ending] of PACKED) {
    if (!takes(accept, coding)) continue;
    const packed = await stat(file + ending).catch(() => undefined);
    if (packed && packed.mtimeMs >= mtimeMs) return { coding, ending };
  }
  return undefined;
}

/** Serves `folder`; `port` 0 takes a free one. Resolves once it listens. */
export async function serve(folder, port) {
  const root = path.resolve(folder);
  const server = http.createServer(async (question, answer) => {
    try {
      const { pathname } = new URL(question.url ?? "/", "http://localhost");
      let file = path.join(root, decodeURIComponent(pathname));
      if (file !== root && !file.startsWith(root + path.sep)) throw new Error("outside");
      if ((await stat(file)).isDirectory()) {
        // Relative links need the slash.
        if (!pathname.endsWith("/")) return answer.writeHead(302, { location: `${pathname}/` }).end();
        file = path.join(file, "index.html");
      }
      const packed = await packedForm(file, question.headers["accept-encoding"]);
      const body = await readFile(file + (packed?.ending ?? ""));
      answer.writeHead(200, {
        ...(packed && { "content-encoding": packed.coding }),
        vary: "accept-encoding",
        "content-type": TYPES[path.extname(file)] ?? "application/octet-stream",
        "x-content-type-options": "nosniff",
        "cache-control": "no-cache",
      }).end(body);
    } catch {
      answer.writeHead(404, { "content-type": "text/plain" }).end("not found\n");
    }
    return undefined;
  });
  await new Promise((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", () => resolve()));
  return { server, url: `http://127.0.0.1:${server.address().port}` };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    const { url } = await serve(process.argv[2] ?? "dist", Number(process.argv[3] ?? 8080));
    console.log(`Serving ${process.argv[2] ?? "dist"}: ${url}/  (Ctrl+C ends it)`);
  } catch (error) {
    console.error(`serve: ${error.message}. Another port: node tools/serve.mjs FOLDER 8081`);
    process.exit(1);
  }
}
