/** Of the examples that are opened later. */
export { default as arsenalText } from "../../../../examples/rulebooks/arsenal.json?raw";
export { default as duelText } from "../../../../examples/rulebooks/duel.json?raw";
export { default as guildText } from "../../../../examples/rulebooks/guild.json?raw";
export { default as marketText } from "../../../../examples/rulebooks/market/market.json?raw";
export { default as stallText } from "../../../../examples/rulebooks/market/stall.json?raw";
export { default as goodsText } from "../../../../examples/rulebooks/market/goods.csv?raw";
export { default as draftText } from "../../../../examples/migration/draft.json?raw";
export { default as mendedText } from "../../../../examples/migration/mended.json?raw";
export { oldSave } from "./saves.js";
