/** Files that can be dropped on the inspector, told apart by what they hold. */
import { child, readJsonc } from "../../core/jsonc.js";
import { PlaygroundError } from "../../core/protocol.js";
import { MOST_CHARACTERS } from "../../editor/editor.js";
import { requests, rulebook, world } from "../../session.js";
import { bytes } from "../../ui/numbers.js";
import { isCapsule, openCapsule } from "./capsule.js";

interface Kind {
  /** Whether a text is of this kind: by its first value. */
  readonly fits: (text: string) => boolean;
  readonly open: (text: string) => string;
}

const has = (text: string, key: string): boolean => child(readJsonc(text), key) !== undefined;

const kinds: readonly Kind[] = [
  { fits: (text) => has(text, "ludex_world"), open: (text) => { world.value = text; return "the world"; } },
  { fits: isCapsule, open: (text) => { void openCapsule(text); return "a capsule"; } },
  { fits: (text) => has(text, "ludex"), open: (text) => { rulebook.value = text; return "the rulebook"; } },
  { fits: () => true, open: (text) => { requests.value = text.replace(/\n$/, ""); return "requests"; } },
];

/** Where a text that is no rulebook belongs: it was dropped on the rulebook by mistake. */
export function belongsTo(text: string): "requests" | "migrations" | undefined {
  if (kinds.slice(0, 2).some(({ fits }) => fits(text))) return "requests";
  return has(text, "state") && has(text, "version") && !has(text, "ludex") ? "migrations" : undefined;
}

/** Opens what the file holds, and says what that was. */
export async function readFile(file: File): Promise<{ what: string }> {
  if (file.size > MOST_CHARACTERS) {
    throw new PlaygroundError("input", `${bytes(file.size)} are too much to look at one by one; up to ${bytes(MOST_CHARACTERS)} are opened. The Traffic lab judges many, and so does ludex judge`);
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
  } catch {
    throw new PlaygroundError("input", "this is no text in UTF-8");
  }
  return { what: kinds.find(({ fits }) => fits(text))!.open(text) };
}
