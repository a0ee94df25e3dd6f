import { effect } from "@preact/signals";
import { render } from "preact";
import "./style/base.css";
import "./style/shell.css";
import "./style/labs.css";
import { App } from "./app.js";
import { arenaSession } from "./examples/list.js";
import { chooseLab, isRulebookShown, routeOf } from "./route.js";
import { followHistory, followRulebook, keep, keepNow, kept, open, phase } from "./session.js";
import { decodeLink, LinkError } from "./share/link.js";
import { followScheme } from "./ui/scheme.js";
import { notify } from "./ui/notice.js";

async function openLink(link: string): Promise<void> {
  try {
    open(await decodeLink(link));
    keepNow();
    notify("good", "Opened what was shared with you. Undo brings your own rulebook back.");
  } catch (error) {
    if (!(error instanceof LinkError)) throw error;
    document.documentElement.dataset["linkError"] = error.code;
    notify("bad", `This link cannot be opened: ${error.message}.`);
  }
}

followScheme();
open(kept() ?? arenaSession);
const first = routeOf(location.hash);
chooseLab(first.lab);
// A link to a lab leads there on a narrow page too.
isRulebookShown.value = !first.isNamed;
const root = document.getElementById("app")!;
root.replaceChildren();
render(<App />, root);

const follow = async (): Promise<void> => {
  const { lab, link } = routeOf(location.hash);
  chooseLab(lab);
  if (link === undefined) return;
  try {
    await openLink(link);
  } finally {
    // A reload until here asks for it again; from now on that would throw away what was changed since.
    if (routeOf(location.hash).link === link) history.replaceState(null, "", `#/${lab}`);
  }
};
addEventListener("hashchange", () => void follow());
void follow().finally(() => {
  followRulebook();
  followHistory();
  keep();
});

// A file that is dropped beside what takes it would be opened by the browser, in place of the page.
for (const name of ["dragover", "drop"] as const) {
  addEventListener(name, (event) => {
    if (event.defaultPrevented || !event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "none";
  });
}

if ("serviceWorker" in navigator && import.meta.env.PROD) {
  // It fetches every file of the page: not before the first rulebook compiled, or it would hold up what that takes.
  const stop = effect(() => {
    if (phase.value === "waiting") return;
    queueMicrotask(() => stop());
    // A page that cannot be kept for offline use still works.
    navigator.serviceWorker.register(new URL("sw.js", document.baseURI)).catch(() => undefined);
  });
}
