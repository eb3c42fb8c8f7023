import type { FieldKey, Fields } from "./fields";

/** A field that both have changed, each to another text. */
export type Clash = { key: FieldKey; mine: string; theirs: string };

export type Merge = {
  /** What only one of the two has changed, as that one left it; my text where both have. */
  fields: Fields;
  clashes: Clash[];
  /** Fields that only the other has changed. */
  fetched: FieldKey[];
};

/** Puts together what two persons have made of the same draft. */
export function merge(base: Fields, mine: Fields, theirs: Fields): Merge {
  const fields: Record<FieldKey, string> = {};
  const clashes: Clash[] = [];
  const fetched: FieldKey[] = [];
  const keys = new Set([...Object.keys(base), ...Object.keys(mine), ...Object.keys(theirs)]);
  for (const key of [...keys].sort() as FieldKey[]) {
    const [was, my, their] = [base[key] ?? "", mine[key] ?? "", theirs[key] ?? ""];
    let text = my;
    if (my !== their && my === was) {
      text = their;
      fetched.push(key);
    } else if (my !== their && their !== was) {
      clashes.push({ key, mine: my, theirs: their });
    }
    if (text !== "") fields[key] = text;
  }
  return { fields, clashes, fetched };
}

/** What holds where one has chosen. A clash without a choice keeps my text. */
export function settled(
  fields: Fields,
  clashes: readonly Clash[],
  chosen: Readonly<Record<FieldKey, "mine" | "theirs">>,
): Fields {
  const next: Record<FieldKey, string> = { ...fields };
  for (const { key, mine, theirs } of clashes) {
    const text = chosen[key] === "theirs" ? theirs : mine;
    if (text === "") delete next[key];
    else next[key] = text;
  }
  return next;
}
