import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { labs } from "./labs/list.js";
import { goTo, isRulebookShown, lab } from "./route.js";
import { RulebookPane } from "./rulebook_pane.js";
import { compiled, phase, placeOf, problems, rulebook, select, whole } from "./session.js";
import { encodeLink, LinkError } from "./share/link.js";
import { Notices, notify } from "./ui/notice.js";
import { copy, Tabs } from "./ui/parts.js";
import { scheme, type Scheme } from "./ui/scheme.js";

export function App() {
  const narrow = useNarrow();
  const shown = narrow && isRulebookShown.value ? "rulebook" : lab.value;
  const badge = problems.value.length > 0 ? String(problems.value.length) : undefined;
  const choices = [...(narrow ? [{ id: "rulebook", title: "Rulebook", badge }] : []), ...labs];
  return (
    <>
      <header>
        <svg class="mark" viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="7" /><path d="M11.5 7.5v17h10" /></svg>
        <h1>Ludex <span>playground</span></h1>
        <div class="header-actions">
          <button type="button" class="plain" onClick={() => void share()} title="A link that holds all of this, and needs no server">Share</button>
          <SchemeButton />
        </div>
      </header>
      <main class={narrow ? (shown === "rulebook" ? "only-rulebook" : "only-lab") : ""}>
        {(!narrow || shown === "rulebook") && <RulebookPane />}
        <section class="lab" aria-label="Labs">
          <Tabs label="Labs" choices={choices} chosen={shown} panel="panel"
            onChoose={(id) => id === "rulebook" ? (isRulebookShown.value = true) : goTo(id)} />
          {shown !== "rulebook" && (
            <div class="panel" role="tabpanel" id="panel" aria-labelledby={`tab-${shown}`}><OfLastGood /><LabPanel key={shown} id={shown} /></div>
          )}
        </section>
      </main>
      <Notices />
    </>
  );
}

/** Labs go on with what compiled last: whoever looks at one must not take it for the text beside it. */
function OfLastGood() {
  if (phase.value !== "bad" || !compiled.value) return null;
  const first = problems.value.find(({ line }) => line > 0);
  const lead = (): void => {
    isRulebookShown.value = true;
    select(...placeOf(rulebook.value, first!));
  };
  return (
    <p class="callout again of-last-good" role="status">
      The rulebook has errors: this is what its last version without them says.{first && <>{" "}<button type="button" class="link" onClick={lead}>Show the first one</button></>}
    </p>
  );
}

function useNarrow(): boolean {
  const [query] = useState(() => matchMedia("(max-width: 900px)"));
  const [narrow, setNarrow] = useState(query.matches);
  useEffect(() => {
    const listen = (): void => setNarrow(query.matches);
    query.addEventListener("change", listen);
    return () => query.removeEventListener("change", listen);
  }, []);
  return narrow;
}

/** A lab's code comes when it is first opened. */
function LabPanel({ id }: { id: string }) {
  const [panel, setPanel] = useState<{ Panel: ComponentType } | Error>();
  useEffect(() => {
    let isHere = true;
    labs.find((one) => one.id === id)!.load().then(
      (loaded) => isHere && setPanel(loaded),
      (error: unknown) => isHere && setPanel(error instanceof Error ? error : new Error(String(error))));
    return () => { isHere = false; };
  }, [id]);
  if (panel instanceof Error) return <p class="empty">This lab could not be loaded. Reload the page to try again.</p>;
  return panel ? <panel.Panel /> : <p class="empty" aria-busy="true">Loading …</p>;
}

async function share(): Promise<void> {
  try {
    const link = new URL(`#/${lab.value}?s=${await encodeLink(whole())}`, location.href).href;
    // Where there is no clipboard, the address bar holds it.
    if (!await copy(link, `A link of ${link.length.toLocaleString("en")} characters`, "The browser does not let this page copy: the link stands in the address bar.")) {
      history.replaceState(null, "", link);
    }
  } catch (error) {
    if (!(error instanceof LinkError)) throw error;
    notify("bad", `No link was made: ${error.message}.`);
  }
}

const schemes: readonly Scheme[] = ["auto", "light", "dark"];

function SchemeButton() {
  const next = schemes[(schemes.indexOf(scheme.value) + 1) % schemes.length]!;
  return (
    <button type="button" class="plain scheme" onClick={() => { scheme.value = next; }} aria-label={`Colours: ${scheme.value}. Change to ${next}`} title={`Colours: ${scheme.value}`}>
      <svg viewBox="0 0 16 16" aria-hidden="true"><circle cx="8" cy="8" r="6" /><path d={scheme.value === "light" ? "" : scheme.value === "dark" ? "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2Z" : "M8 2a6 6 0 0 1 0 12Z"} /></svg>
    </button>
  );
}
