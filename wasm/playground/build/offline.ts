import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Plugin } from "vite";

/** Writes sw.js with the list of all files, so that the page works without a network once it was open. */
export function offline(): Plugin {
  return {
    name: "ludex-offline",
    apply: "build",
    generateBundle(_, bundle) {
      const files = Object.keys(bundle).filter((name) => name !== "sw.js").sort();
      const hash = createHash("sha256");
      for (const name of files) {
        const file = bundle[name]!;
        hash.update(name).update(file.type === "chunk" ? file.code : file.source);
      }
      const source = readFileSync(path.join(import.meta.dirname, "sw.js"), "utf8")
        .replace("__FILES__", JSON.stringify(["./", ...files.filter((name) => name !== "index.html")]))
        .replace("__VERSION__", hash.digest("hex").slice(0, 16));
      this.emitFile({ type: "asset", fileName: "sw.js", source });
    },
  };
}
