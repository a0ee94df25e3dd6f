import { child, readJsonc, type Node } from "../../core/jsonc.js";

/** A rulebook that stops after one step of a kind's migrations. */
export interface Stage {
  readonly id: string;
  readonly to: number;
  readonly rulebook: string;
}

/** The kinds that are saved. */
export function savedKinds(rulebook: string): string[] {
  const entities = child(readJsonc(rulebook), "entities");
  return entities?.members.filter(({ value }) => child(value, "profile")).map(({ key }) => key) ?? [];
}

/**
 * One rulebook for each step: the steps up to it, as they are written, and a profile that declares no field. What a profile does not
 * know keeps its bytes, so loading a save under it shows the save as this step leaves it, before defaults and bounds.
 */
export function stages(rulebook: string, kind: string): Stage[] {
  const root = readJsonc(rulebook);
  const migrations = child(root, "entities", kind, "profile", "migrations");
  const tables = child(root, "tables");
  const source = (node: Node): string => rulebook.slice(node.start, node.end);
  const steps = (migrations?.members ?? []).map(({ value }) => ({
    id: child(value, "id")?.text ?? "?", to: Number(child(value, "to")?.text ?? NaN), text: source(value),
  }));
  return steps.map(({ id, to }, i) => ({
    id, to,
    rulebook: `{"ludex":1,${tables ? `"tables":${source(tables)},` : ""}"entities":{${JSON.stringify(kind)}:{"profile":{"version":${to},"state":{},` +
      `"migrations":[\n${steps.slice(0, i + 1).map(({ text }) => text).join(",\n")}\n]}}},"actions":{}}`,
  }));
}
