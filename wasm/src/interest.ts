import type { Pointer } from "./abi.js";
import { Handle } from "./handle.js";
import { stringifyJson, type JsonObject } from "./json.js";
import { digestText, type Native } from "./native.js";
import { int64, type World } from "./world.js";

/** Who observes, who is observed, and how far (docs/interest.md). */
export interface InterestArea {
  /** Kind of those who see. */
  readonly observers: string;
  /** Kind of those who are seen; of the same kind, nobody sees oneself. */
  readonly observed: string;
  /** An entity enters at this distance ... */
  readonly radius: number;
  /** ... and leaves beyond radius * hysteresis: 1.25 by default, at least 1. */
  readonly hysteresis?: number;
  /** An observer sees so many at most: 256 by default. */
  readonly max?: number;
  /** A vec3: where they are; by default as in `near`, `position` or the only vec3. */
  readonly observer_field?: string;
  readonly observed_field?: string;
}

/** An id: a bigint where a number would round it. */
export type Id = number | bigint;

/** What changed for one observer. */
export type InterestChange =
  | { readonly observer: Id; readonly gone: true }
  | {
      readonly observer: Id;
      readonly gone?: undefined;
      /** `entered` is everybody who is seen: the first time, and after a resync. */
      readonly full?: true;
      /** Ascending. */
      readonly entered: readonly Id[];
      readonly left: readonly Id[];
    };

/** What may be seen of each kind: names of fields; of everybody, or of `ids`. */
export type Visible = Readonly<Record<string, readonly string[] | { readonly fields: readonly string[]; readonly ids?: readonly Id[] }>>;

/** Areas of interest: who sees whom, and what changed about it. `rulebook.interest(area)` makes them. */
export class Interest extends Handle {
  /** @internal */
  constructor(native: Native, pointer: Pointer) {
    super(native, "interest", pointer, native.abi.ludex_interest_free);
  }

  /** @internal */
  static make(native: Native, rulebook: Pointer, area: InterestArea): Interest {
    return native.lend(stringifyJson(area as unknown as JsonObject), (text, size) =>
      new Interest(native, native.make((out, error) => native.abi.ludex_interest_new(rulebook, text, size, out, error))));
  }

  /** @internal */
  static load(native: Native, rulebook: Pointer, text: string | Uint8Array): Interest {
    return native.lend(text, (state, size) =>
      new Interest(native, native.make((out, error) => native.abi.ludex_interest_load(rulebook, state, size, out, error))));
  }

  /** Brings it up to date with a world: what changed, observers in the order of their ids, those for whom nothing did left out. */
  update(world: World): readonly InterestChange[] {
    const { native, pointer } = this;
    return native.jsonOf((out, error) => native.abi.ludex_interest_update(pointer, world.pointer, out, error)) as unknown as InterestChange[];
  }

  /** The next update tells this observer everything again (without one: everybody). False when it is not known. */
  resync(observer?: Id): boolean {
    if (observer !== undefined) return this.native.abi.ludex_interest_resync(this.pointer, int64(observer, "observer")) === 1;
    this.native.abi.ludex_interest_resync_all(this.pointer);
    return true;
  }

  /** Whom an observer sees since the last update, ascending. */
  seenBy(observer: Id): readonly Id[] {
    return this.native.json((out) => this.native.abi.ludex_interest_seen(out, this.pointer, int64(observer, "observer"))) as Id[];
  }

  /** The area and all that is remembered, canonical; `rulebook.loadInterest(text)` reads it. */
  save(): string {
    return this.native.text((out) => this.native.abi.ludex_interest_save(out, this.pointer));
  }

  /** 16 hex digits: equal for equal states, everywhere. */
  get digest(): string {
    return digestText(this.native.abi.ludex_interest_digest(this.pointer));
  }
}
