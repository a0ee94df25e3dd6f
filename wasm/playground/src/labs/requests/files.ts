/** Files that can be dropped on the inspector, told apart by what they hold. */
import { child, readJsonc } from "../../core/jsonc.js";
import { PlaygroundError } from "../../core/protocol.js";
import { MOST_CHARACTERS } from "../../editor/editor.js";
import { requests, rulebook, world } from "../../session.js";
import { bytes, plural } from "../../ui/numbers.js";

interface Kind {
  /** Whether a text is of this kind: by its first value. */
  readonly fits: (text: string) => boolean;
  readonly open: (text: string) => string;
}

const has = (text: string, key: string): boolean => child(readJsonc(text), key) !== undefined;

const kinds: readonly Kind[] = [
  { fits: (text) => has(text, "ludex_world"), open: (text) => { world.value = text; return "the world"; } },
  { fits: (text) => has(text, "ludex_capsule"), open: openCapsule },
  { fits: (text) => has(text, "ludex"), open: (text) => { rulebook.value = text; return "the rulebook"; } },
  { fits: () => true, open: (text) => { requests.value = text.replace(/\n$/, ""); return "requests"; } },
];

/**
 * A verdict that `ludex capsule` cut out: its rules, what its request could see of the world, its line. Judging it here repeats all but
 * chance, whose seed a capsule never holds.
 */
function openCapsule(text: string): string {
  const capsule = readJsonc(text);
  const part = (name: string): string | undefined => {
    const node = child(capsule, name);
    return node && (node.type === "string" ? node.text : text.slice(node.start, node.end));
  };
  const [rules, state, line] = [part("rulebook"), part("world"), part("line")];
  if (rules === undefined || state === undefined) throw new PlaygroundError("input", "this capsule lacks its rulebook or its world");
  if (line === undefined) throw new PlaygroundError("input", "the line of this capsule is no text; ludex explain --capsule shows it");
  rulebook.value = rules;
  world.value = state;
  requests.value = line;
  const draws = child(capsule, "draws")?.members.length ?? 0;
  return draws === 0 ? "a capsule: its rulebook, world and request"
    : `a capsule. Its ${plural(draws, "draw")} cannot be repeated here, because a capsule holds no seed: ludex explain --capsule takes them as they fell`;
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
