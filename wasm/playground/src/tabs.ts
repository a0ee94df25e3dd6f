/** Tabs as the ARIA practices describe them: arrow keys move, Home and End jump. Returns a function that shows one by name. */
export function tabs(list: HTMLElement): (name: string) => void {
  const all = [...list.querySelectorAll<HTMLElement>("[role=tab]")];

  const choose = (chosen: HTMLElement): void => {
    for (const tab of all) {
      tab.setAttribute("aria-selected", String(tab === chosen));
      tab.tabIndex = tab === chosen ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls")!)!.hidden = tab !== chosen;
    }
  };

  all.forEach((tab, i) => {
    tab.addEventListener("click", () => choose(tab));
    tab.addEventListener("keydown", (event) => {
      const to = { ArrowRight: i + 1, ArrowLeft: i - 1 + all.length, Home: 0, End: all.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      const next = all[to % all.length]!;
      choose(next);
      next.focus();
    });
  });
  return (name) => choose(all.find((tab) => tab.id === `tab-${name}`)!);
}
