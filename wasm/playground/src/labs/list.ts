/** The labs, in the order of their tabs. A lab is a folder with a panel (loaded when it is first opened) and tasks (tasks.ts). */
import type { ComponentType } from "preact";

export interface Lab {
  readonly id: string;
  readonly title: string;
  readonly load: () => Promise<{ readonly Panel: ComponentType }>;
}

export const labs: readonly Lab[] = [
  { id: "overview", title: "Overview", load: () => import("./overview/panel.js") },
  { id: "requests", title: "Requests", load: () => import("./requests/panel.js") },
  { id: "combat", title: "Combat", load: () => import("./combat/panel.js") },
  { id: "migrations", title: "Migrations", load: () => import("./migrations/panel.js") },
  { id: "traffic", title: "Traffic", load: () => import("./traffic/panel.js") },
];
