/** Whole sessions to begin with. The rulebooks are those of the repository's examples. */
import arenaText from "../../../../examples/rulebooks/arena.json?raw";
import { aside } from "../core/client.js";
import type { Shared } from "../share/session.js";
import * as arena from "./arena.js";
import * as guild from "./guild.js";
import * as market from "./market.js";

/** A few requests worth looking at. */
export interface Try {
  readonly name: string;
  readonly about: string;
  readonly requests: string;
}

export interface Example {
  /** The rulebook's own name: by it a session finds its `tries`. */
  readonly id: string;
  readonly title: string;
  readonly about: string;
  readonly open: () => Promise<Shared> | Shared;
  readonly tries?: readonly Try[];
  /** Where it is at home. */
  readonly lab?: string;
}

const blank = `{
  "ludex": 1,
  "name": "my-game",
  "version": 1,

  "entities": {
    "player": {
      "profile": { "version": 0, "state": { "coins": "int >= 0 = 10" } },
      "live": { "state": { "health": "int 0..100 = 100" } }
    }
  },

  "actions": {
    "Rest": {
      "params": {},
      "cost": { "coins": "1" },
      "require": ["actor.health < 100 else already_healthy"],
      "effects": ["actor.health += 10 max 100"]
    }
  }
}
`;

export const arenaSession: Shared = { rulebook: arenaText, world: arena.world, requests: arena.tries[0]!.requests, save: arena.save };

/** Only the first example comes with the page. */
const more = (): Promise<typeof import("./texts.js")> => import("./texts.js");

export const examples: readonly Example[] = [
  { id: "arena", title: "Arena", about: "Fights, movement, a shop: every stage of judging", open: () => arenaSession, tries: arena.tries },
  { id: "market", title: "Market", about: "Three files made one: a table from a spreadsheet, a stall",
    tries: market.tries,
    open: async () => ({
      rulebook: await aside.call("bundleRulebook", await more().then(({ marketText, stallText, goodsText }) => ({ text: marketText, files: { "stall.json": stallText, "goods.csv": goodsText } }))),
      world: market.world, requests: market.tries[0]!.requests,
    }) },
  { id: "guild", title: "Guild", about: "Names, chat, codes, a board: what rules say of texts and lists", tries: guild.tries,
    open: async () => ({ rulebook: (await more()).guildText, world: guild.world, requests: guild.tries[0]!.requests }) },
  { id: "duel", title: "Duel", lab: "combat", about: "Rifle against cannon: exact chances, and every blow", open: async () => ({ rulebook: (await more()).duelText }) },
  { id: "arsenal", title: "Arsenal", lab: "combat", about: "Ten weapons: which wins against which, and which are ties", open: async () => ({ rulebook: (await more()).arsenalText, fight: { scenario: "duel" } }) },
  { id: "small-game", title: "Five years of saves", lab: "migrations", about: "A rename that would lose coins: rehearse it", open: async () => more().then(({ draftText, oldSave }) => ({ rulebook: draftText, save: oldSave })) },
  { id: "small-game-mended", title: "Five years of saves, mended", lab: "migrations", about: "The same release, with the coins kept", open: async () => more().then(({ mendedText, oldSave }) => ({ rulebook: mendedText, save: oldSave })) },
  { id: "my-game", title: "Blank", about: "The least that compiles", open: () => ({ rulebook: blank }) },
];
