/** Arrow keys in a table of buttons, of which only the first is reached by Tab: a matrix of ten is one stop, not a hundred. */
const STEPS: Readonly<Record<string, readonly [number, number]>> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

export function moveInGrid(event: KeyboardEvent): void {
  const step = STEPS[event.key];
  const cell = (event.target as HTMLElement).closest("td");
  if (!step || !cell) return;
  const row = cell.parentElement as HTMLTableRowElement;
  const rows = (row.parentElement as HTMLTableSectionElement).rows;
  let [y, x] = [row.sectionRowIndex, cell.cellIndex];
  for (;;) {
    [y, x] = [y + step[0], x + step[1]];
    const next = rows[y]?.cells[x];
    if (!next) return;
    // What cannot be fought has no button, and is passed over.
    const button = next.querySelector("button");
    if (!button) continue;
    event.preventDefault();
    button.focus();
    return;
  }
}
