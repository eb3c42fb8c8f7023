import { render } from "lit-html";
import { openDialogs } from "../parts/dialog";
import { Store } from "../parts/store";
import type { Language } from "../text/language";
import { fetchPortalTexts } from "../text/portal";
import { actionsOf } from "./actions/actions";
import type { Browser } from "./actions/session";
import { api } from "./api";
import { hearBrowser } from "./hearing";
import { addressOf, languageOf } from "./models/address";
import { holdsUnsaved } from "./models/form";
import { initial, type Model, TITLE } from "./models/model";
import { placeOf } from "./models/place";
import { page, titleOf } from "./pages/page";

const TICK_MS = 1000;

/** Tabs of the same browser tell each other when somebody has logged in or out. */
const CHANNEL = "halvaarsrapport";

function start(root: HTMLElement, language: Language): void {
  const tabs = new BroadcastChannel(CHANNEL);
  const store = new Store<Model>(initial(language, placeOf(location), Date.now()), draw);
  const browser: Browser = {
    now: () => Date.now(),
    newId: () => crypto.randomUUID(),
    isSeen: () => document.visibilityState === "visible",
    leave: (address) => location.assign(address),
    print: () => print(),
    save,
    tellTabs: () => tabs.postMessage("session"),
    addresses: {
      put: (place, replace) => {
        const address = addressOf(place, store.model.language);
        if (replace) history.replaceState(null, "", address);
        else history.pushState(null, "", address);
      },
    },
  };
  const actions = actionsOf(store, api, browser);

  /** Where one was when a dialog came before the page. */
  let behind: Element | null = null;

  function draw(model: Model): void {
    const before = document.activeElement;
    const wasModal = root.querySelector("dialog[open]") !== null;
    render(page(model, actions), root);
    document.documentElement.lang = model.language;
    document.title = titleOf(model);
    openDialogs(root);
    const isModal = root.querySelector("dialog[open]") !== null;
    if (isModal && !wasModal) behind = before;
    const back = wasModal && !isModal ? behind : null;
    restoreFocus(back ?? before, store.takeFocus());
  }

  hearBrowser(window, tabs, {
    actions,
    holdsUnsaved: () => store.model.form !== null && holdsUnsaved(store.model.form),
  });
  setInterval(() => void actions.tick(), TICK_MS);
  draw(store.model);
  if (store.model.place.kind === "logged_in") browser.tellTabs();
  void actions.check();
}

/** Gives a file to the browser, which keeps it where the person wants. */
function save(name: string, file: Blob): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** The focus goes where the model asks; where its element went away, to the page's heading. */
function restoreFocus(before: Element | null, wanted: string | null): void {
  const target = wanted === null ? null : document.getElementById(wanted);
  if (target !== null) target.focus();
  else if (wanted === null && before instanceof HTMLElement && before.isConnected) {
    if (document.activeElement === document.body) before.focus();
  } else if (wanted !== null || (before !== null && !before.isConnected)) {
    document.getElementById(TITLE)?.focus();
  }
}

const root = document.getElementById("root");
if (root !== null) {
  const language = languageOf(location);
  void fetchPortalTexts(language).then((isHere) => start(root, isHere ? language : "nb"));
}
