/** Requests for examples/rulebooks/guild.json. */
import type { Try } from "./list.js";

export const world = `{
  "ludex_world": 1,
  "entities": {
    "player": {
      "7": { "profile": { "version": 0, "state": { "name": "Ann" } } },
      "8": { "profile": { "version": 0, "state": { "name": "Bob" } } }
    },
    "guild": { "1": { "live": { "masked": { "rot": true }, "board": [{ "who": 8, "score": 900, "note": "first!" }] } } }
  }
}
`;

const line = (action: string, params: string, at = 1000, more = ""): string =>
  `{ "actor": 7, "received_at": ${at}, "action": "${action}", "params": ${params}${more} }`;
const rename = (name: string, i: number): string => line("Rename", `{ "name": ${JSON.stringify(name)} }`, 1000 * i);

export const tries: readonly Try[] = [
  { name: "Names", about: "Of one alphabet, and nobody's office.", requests: ["Zoë", "Яна", "Аnn", "M0DERAT0R", "An n"].map((name, i) => rename(name, i + 1)).join("\n") },
  { name: "Say", about: "A masked word, the same line again, and a link that leads away.",
    requests: [line("Say", '{ "text": "What ROT!" }'), line("Say", '{ "text": "what rot!" }', 2000), line("Say", '{ "text": "see https://example.org" }', 3000)].join("\n") },
  { name: "Redeem", about: "A code pays once; a wrong character in it is noticed.",
    requests: [line("Redeem", '{ "code": "A2B3-C4DV" }'), line("Redeem", '{ "code": "A2B3-C4DV" }', 2000), line("Redeem", '{ "code": "A2B3-C4DE" }', 3000)].join("\n") },
  { name: "Score", about: "The server says how a match ended: the board is sorted, and everybody told.",
    requests: line("Score", '{ "match": "m-1", "score": 1200 }', 1000, ', "origin": "server"') },
];
