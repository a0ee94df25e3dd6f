import path from "node:path";
import { defineConfig } from "vite";
import { offline } from "./build/offline.js";

const here = (...parts: string[]): string => path.join(import.meta.dirname ?? __dirname, ...parts);

export default defineConfig({
  root: here(),
  // Relative addresses: the folder works wherever a static host puts it.
  base: "./",
  resolve: { alias: [{ find: /^ludex\/(ludex|judge)\.wasm/, replacement: here("../dist/$1.wasm") }, { find: /^ludex\/judge$/, replacement: here("../dist/judge.js") }, { find: /^ludex$/, replacement: here("../dist/index.js") }] },
  esbuild: { jsx: "automatic", jsxImportSource: "preact", legalComments: "none" },
  worker: { format: "es" },
  plugins: [offline()],
  build: {
    outDir: here("../../build/playground"),
    emptyOutDir: true,
    target: "es2022",
    // The policy allows neither data: scripts nor inline ones.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2000,
  },
  server: { fs: { allow: [here("../..")] } },
});
