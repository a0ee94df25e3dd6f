export default {
  base: "./",  // works wherever a static host puts the folder
  worker: { format: "es" },  // the threads of ludex/pool are modules
  optimizeDeps: { exclude: ["ludex"] },  // pre-bundled, it would look for ludex.wasm in the wrong folder
  build: { target: "es2022", assetsInlineLimit: 0 },  // the page's policy allows no data: scripts
};
