/**
 * A whole session in the fragment of a URL: JSON, deflated, base64url. No server sees it. A link comes from a stranger: every size is
 * bounded before it is believed, and what is wrong with one has a code.
 */
import { sessionOf, type Shared } from "./session.js";

export type LinkErrorCode = "too_long" | "not_base64" | "corrupt" | "too_large" | "not_a_session" | "later_version";

export class LinkError extends Error {
  override readonly name = "LinkError";
  constructor(readonly code: LinkErrorCode, message: string) {
    super(message);
  }
}

const VERSION = 1;
/** Chromium and Firefox take more, mail programs and chats often do not. */
export const MOST_LINK_CHARACTERS = 200_000;
/** Deflate grows a thousandfold at most: reading stops here, whatever the link holds. */
export const MOST_TEXT_BYTES = 4_000_000;

export async function encodeLink(shared: Shared): Promise<string> {
  const text = new TextEncoder().encode(JSON.stringify({ v: VERSION, ...shared }));
  if (text.length > MOST_TEXT_BYTES) throw new LinkError("too_large", "this is too much for a link; export it as a file");
  const deflated = new Uint8Array(await new Response(new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"))).arrayBuffer());
  let binary = "";
  for (const byte of deflated) binary += String.fromCharCode(byte);
  const link = btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  if (link.length > MOST_LINK_CHARACTERS) throw new LinkError("too_long", "this is too much for a link; export it as a file");
  return link;
}

export async function decodeLink(link: string): Promise<Shared> {
  if (link.length > MOST_LINK_CHARACTERS) throw new LinkError("too_long", `the link has ${link.length.toLocaleString("en")} characters; ours have at most ${MOST_LINK_CHARACTERS.toLocaleString("en")}`);
  if (!/^[\w-]+$/.test(link)) throw new LinkError("not_base64", "the link is cut off or was changed on its way");
  let deflated: Uint8Array<ArrayBuffer>;
  try {
    deflated = Uint8Array.from(atob(link.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  } catch {
    throw new LinkError("not_base64", "the link is cut off or was changed on its way");
  }
  return checked(await inflate(deflated));
}

async function inflate(deflated: Uint8Array<ArrayBuffer>): Promise<string> {
  const reader = new Blob([deflated]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for (;;) {
    let piece: ReadableStreamReadResult<Uint8Array>;
    try {
      piece = await reader.read();
    } catch {
      throw new LinkError("corrupt", "the link is cut off or was changed on its way");
    }
    if (piece.done) break;
    size += piece.value.length;
    if (size > MOST_TEXT_BYTES) {
      void reader.cancel();
      throw new LinkError("too_large", `the link unfolds to more than ${MOST_TEXT_BYTES / 1e6} MB`);
    }
    parts.push(piece.value as Uint8Array<ArrayBuffer>);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await new Blob(parts).arrayBuffer());
  } catch {
    throw new LinkError("corrupt", "the link does not hold text");
  }
}

function checked(text: string): Shared {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new LinkError("not_a_session", "the link does not hold a session of this page");
  }
  const found = value as Record<string, unknown> | null;
  if (typeof found !== "object" || found === null) throw new LinkError("not_a_session", "the link does not hold a session of this page");
  if (typeof found["v"] === "number" && found["v"] > VERSION) throw new LinkError("later_version", "the link was made by a later playground; reload the page");
  const session = found["v"] === VERSION ? sessionOf(found) : undefined;
  if (!session) throw new LinkError("not_a_session", "the link does not hold a session of this page");
  return session;
}
