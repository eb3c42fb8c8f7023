import type { Actions } from "./actions/actions";
import { placeOf } from "./models/place";

export type Hearing = {
  actions: Pick<Actions, "check" | "come" | "goTo" | "inputSeen" | "networkJoined">;
  holdsUnsaved: () => boolean;
};

/** What the browser says: input, addresses, the network, other tabs, and that the page is about to close. */
export function hearBrowser(
  page: Window,
  tabs: Pick<BroadcastChannel, "addEventListener">,
  { actions, holdsUnsaved }: Hearing,
): void {
  for (const kind of ["keydown", "pointerdown", "wheel"]) {
    page.addEventListener(kind, () => actions.inputSeen());
  }
  page.addEventListener("click", (event) => {
    const address = withinPages(event, page.location.origin);
    if (address === null) return;
    event.preventDefault();
    void actions.goTo(placeOf(address));
  });
  page.addEventListener("popstate", () => void actions.come(placeOf(page.location)));
  page.addEventListener("online", () => void actions.networkJoined());
  page.addEventListener("focus", () => void actions.check());
  tabs.addEventListener("message", () => void actions.check());
  page.addEventListener("beforeunload", (event) => {
    if (holdsUnsaved()) event.preventDefault();
  });
}

/** Where a press on a link leads, if it is a plain press and leads to one of the pages. */
export function withinPages(event: MouseEvent, origin: string): URL | null {
  if (event.defaultPrevented || event.button !== 0) return null;
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return null;
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  const href = link?.getAttribute("href") ?? "";
  if (link === null || link.target !== "" || !href.startsWith("/portal")) return null;
  const address = new URL(href, origin);
  // The server's own addresses: a login begins there.
  return address.pathname === "/portal/login" ? null : address;
}
