/** An example becomes the session, in the lab where it is at home. */
import { goTo } from "../route.js";
import { open } from "../session.js";
import { notify } from "../ui/notice.js";
import { examples } from "./list.js";

/** Opens the one of this title. Where its texts cannot be fetched a message says so, and the session stays. */
export async function openExample(title: string): Promise<void> {
  const example = examples.find((one) => one.title === title)!;
  try {
    open(await example.open());
  } catch (error) {
    notify("bad", `The example ${title} cannot be opened: ${(error as Error).message}.`);
    return;
  }
  if (example.lab) goTo(example.lab);
}
