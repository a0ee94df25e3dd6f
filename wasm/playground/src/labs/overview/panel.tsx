/** What the rulebook says: its actions with their reasons, its tables, what the compiler warns of. Everything leads to its place. */
import { child, locate, readJsonc, type Node } from "../../core/jsonc.js";
import { isRulebookShown } from "../../route.js";
import { compiled, rulebook, select } from "../../session.js";
import { Card, copy, Digest } from "../../ui/parts.js";

/** Selects what stands at a pointer; on a narrow page it comes to the front first. */
export function show(pointer: string): void {
  isRulebookShown.value = true;
  const found = locate(rulebook.value, pointer);
  if (found) select(...found);
}

const escape = (name: string): string => name.replaceAll("~", "~0").replaceAll("/", "~1");

export function Panel() {
  const now = compiled.value;
  if (!now) return <p class="empty">The overview comes once the rulebook compiles.</p>;
  const { summary, text } = now;
  return (
    <>
      <Card title={summary.name || "Rulebook"} note={`version ${summary.version}`}
        actions={<button type="button" class="plain" onClick={() => void copy(summary.digest, "The digest")}>Copy digest</button>}>
        <dl class="digests"><Digest name="program" value={summary.digest} /></dl>
        <p class="quiet">Two rulebooks with this digest judge alike, on the server, in Python and here. Comments and layout do not count.</p>
      </Card>
      {summary.warnings.length > 0 && (
        <Card title="Warnings" note={String(summary.warnings.length)}>
          <ul class="warnings">
            {summary.warnings.map(({ pointer, message }) => (
              <li key={pointer + message}><button type="button" class="link" onClick={() => show(pointer)}>{pointer}</button><span>{message}</span></li>
            ))}
          </ul>
        </Card>
      )}
      <Card title="Actions" note="in the order of the rulebook">
        {summary.actions.length === 0 && <p class="quiet">None yet.</p>}
        <ul class="action-list">
          {inOrder(summary.actions, text).map((action) => (
            <li key={action.name}>
              <div class="action-head">
                <button type="button" class="link name" onClick={() => show(`/actions/${escape(action.name)}`)}>{action.name}</button>
                {action.from.join() !== "client" && <span class="tag">{action.from.join(", ")}</span>}
                {action.once && <span class="tag">once per {action.once}</span>}
                <span class="quiet right">{action.effects} {action.effects === 1 ? "effect" : "effects"}</span>
              </div>
              {action.clauses.length > 0 && (
                <p class="reasons">{action.clauses.map(({ at, reason }, i) => (
                  <button type="button" class="reason" key={i} title={at} onClick={() => show(at)}>{reason}</button>
                ))}</p>
              )}
              {action.writes.length > 0 && <p class="quiet writes">writes {action.writes.join(", ")}</p>}
            </li>
          ))}
        </ul>
      </Card>
      <Tables text={text} />
    </>
  );
}

/** As they are written; the core knows them by name. */
function inOrder<Action extends { readonly name: string }>(actions: readonly Action[], text: string): Action[] {
  const order = new Map(child(readJsonc(text), "actions")?.members.map(({ key }, i) => [key, i]));
  return [...actions].sort((a, b) => (order.get(a.name) ?? 0) - (order.get(b.name) ?? 0));
}

const SHOWN_ROWS = 12;

function Tables({ text }: { text: string }) {
  const tables = child(readJsonc(text), "tables")?.members ?? [];
  return (
    <>
      {tables.map(({ key, value }) => <Table key={key} name={key} node={value} />)}
    </>
  );
}

function Table({ name, node }: { name: string; node: Node }) {
  const columns = child(node, "columns")?.members.map(({ key }) => key) ?? [];
  const rows = child(node, "rows")?.members ?? [];
  return (
    <Card title={name} note="table">
      <div class="scroll">
        <table class="grid">
          <thead><tr><th />{columns.map((column) => <th key={column} scope="col">{column}</th>)}</tr></thead>
          <tbody>
            {rows.slice(0, SHOWN_ROWS).map(({ key, value }) => (
              <tr key={key}>
                <th scope="row">{key}</th>
                {columns.map((column) => (
                  <td key={column}>
                    <button type="button" class="link" title="Show it in the rulebook"
                      onClick={() => show(`/tables/${escape(name)}/rows/${escape(key)}/${escape(column)}`)}>{child(value, column)?.text ?? "–"}</button>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > SHOWN_ROWS && <p class="quiet">and {rows.length - SHOWN_ROWS} more rows</p>}
    </Card>
  );
}
