// What is behind the login is no part of the first script: the page before it is shown without, and what is
// behind it comes while the PIN is typed.

type Inside = typeof import("./pages/inside")["inside"];

let here: Inside | null = null;

/** Fetches the pages behind the login, where they are not here. */
export async function fetchInside(): Promise<void> {
  here ??= (await import("./pages/inside")).inside;
}

export function isInsideHere(): boolean {
  return here !== null;
}

/** The pages behind the login. Throws where they were not fetched. */
export const inside: Inside = (...shown) => {
  if (here === null) throw new Error("the pages are not here");
  return here(...shown);
};
