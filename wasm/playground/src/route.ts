/** Which lab is shown: #/requests, and #/requests?s=… for what was shared. */
import { signal } from "@preact/signals";
import { labs } from "./labs/list.js";

export const lab = signal("requests");
/** On a narrow page the rulebook is one of the tabs. */
export const isRulebookShown = signal(true);

export function routeOf(hash: string): { lab: string; isNamed: boolean; link: string | undefined } {
  const found = /^#\/([a-z]*)(?:\?s=([^]*))?$/.exec(hash);
  const name = found?.[1] ?? "";
  const isNamed = labs.some(({ id }) => id === name);
  return { lab: isNamed ? name : lab.peek(), isNamed, link: found?.[2] };
}

export function chooseLab(name: string): void {
  lab.value = name;
}

/** By a click: the back button returns. */
export function goTo(name: string): void {
  isRulebookShown.value = false;
  if (name !== lab.peek()) location.hash = `#/${name}`;
}
