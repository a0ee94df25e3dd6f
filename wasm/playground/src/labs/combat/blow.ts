/**
 * One blow of a fight, judged again with its reasons. A fight is a small world (docs/decisions/0017): it is set up here as the core does it, led
 * through the requests before the blow, and asked to explain that one. What comes out otherwise than in the log is not shown.
 */
import { parseJson, stringifyJson, type Explanation, type JsonObject, type JsonValue, type World } from "ludex";
import type { Bench } from "../../core/bench.js";
import { child, plain, readJsonc, type Node } from "../../core/jsonc.js";
import { seedOfFight } from "./seed.js";

interface Of {
  readonly rulebook: string;
  readonly scenario: string;
  readonly fight: number;
  readonly seed: number;
  readonly index: number;
}

interface Standing {
  readonly kind: string;
  readonly id: number;
}

export function explainBlow({ rulebook, scenario, fight, seed, index }: Of, bench: Bench): Explanation | undefined {
  const program = bench.rulebook(rulebook);
  const log = (program.fightLog(scenario, fight, seed) as JsonObject[]).slice(0, -1);
  const wanted = log[index];
  if (!wanted || typeof wanted["action"] !== "string") return undefined;
  const root = readJsonc(rulebook);
  const standing = fightersOf(root, scenario, program.summary().actor);
  let world = program.world(stringifyJson(opening(root, scenario, standing, seedOfFight(BigInt(seed), BigInt(fight)))));
  const counts = new Map<string, number>();
  const lineOf = (blow: JsonObject): string => {
    const name = String(blow["fighter"]);
    const nonce = (counts.get(name) ?? 0) + 1;
    counts.set(name, nonce);
    const t = blow["t"]!;
    return stringifyJson({ actor: standing.get(name)!.id, received_at: t, action: blow["action"]!, params: blow["params"] ?? {}, nonce, sent_at: t });
  };
  try {
    for (let at = 0; at < log.length;) {
      const t = log[at]!["t"];
      let end = at;
      while (end < log.length && log[end]!["t"] === t) end++;
      const group = log.slice(at, end).map((blow) => typeof blow["action"] === "string" ? lineOf(blow) : undefined);
      const inputs = { openedAt: BigInt(Number(t)) };
      if (index < end) {
        const found = bench.ludex.explain(rulebook, world, group[index - at]!, inputs);
        return isSame(found.verdict as unknown as JsonObject, wanted) ? found : undefined;
      }
      for (const line of group) if (line !== undefined) world.judge(line + "\n", inputs).dispose();
      // A group is judged on one state and these lines one after the other: where that matters, the log's state holds.
      const state = log[end - 1]!["state"] as Readonly<Record<string, JsonObject>> | undefined;
      if (state) world = corrected(world, state, standing, root, (text) => program.world(text));
      at = end;
    }
    return undefined;
  } finally {
    world.dispose();
  }
}

/** The draws are the blow's own and the verdict is the same: then the numbers between are too. */
const isSame = (a: JsonObject, b: JsonObject): boolean =>
  ["verdict", "reason", "draws", "events"].every((key) => stringifyJson(a[key] ?? null) === stringifyJson(b[key] ?? null));

function fightersOf(root: Node | undefined, scenario: string, actor: string): Map<string, Standing> {
  const members = child(root, "scenarios", scenario, "fighters")?.members ?? [];
  return new Map(members.map(({ key, value }, i) => [key, { kind: child(value, "kind")?.text ?? actor, id: Number(child(value, "id")?.text ?? i + 1) }]));
}

function opening(root: Node | undefined, scenario: string, standing: ReadonlyMap<string, Standing>, seed: bigint): JsonObject {
  const entities: Record<string, Record<string, JsonValue>> = {};
  for (const [name, { kind, id }] of standing) {
    const own = child(root, "scenarios", scenario, "fighters", name);
    const given = (part: string): JsonObject => (plain(child(own, part)) ?? {}) as JsonObject;
    const profile = child(root, "entities", kind, "profile");
    (entities[kind] ??= {})[id] = {
      live: given("live"),
      ...(profile ? { profile: { version: Number(child(profile, "version")?.text ?? 0), state: given("profile") } } : {}),
    };
  }
  return { ludex_world: 1, seed: BigInt.asIntN(64, seed), entities };
}

/** The world with the fields that the log tells, where they differ. */
function corrected(world: World, state: Readonly<Record<string, JsonObject>>, standing: ReadonlyMap<string, Standing>, root: Node | undefined,
                   load: (text: string) => World): World {
  const text = parseJson(world.save()) as JsonObject;
  let differs = false;
  for (const [name, fields] of Object.entries(state)) {
    const { kind, id } = standing.get(name)!;
    const entity = (text["entities"] as JsonObject | undefined)?.[kind] as JsonObject | undefined;
    const found = entity?.[String(id)] as Record<string, JsonObject> | undefined;
    if (!found) continue;
    for (const [field, value] of Object.entries(fields)) {
      const isLive = child(root, "entities", kind, "live", "state", field) !== undefined;
      const part = (isLive ? found["live"] : found["profile"]?.["state"]) as Record<string, JsonValue> | undefined;
      if (!part || stringifyJson(part[field] ?? null) === stringifyJson(value)) continue;
      part[field] = value;
      differs = true;
    }
  }
  if (!differs) return world;
  const made = load(stringifyJson(text));
  world.dispose();
  return made;
}
