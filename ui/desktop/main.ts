import { render } from "lit-html";
import { openDialogs } from "../parts/dialog";
import { actionsOf } from "./actions/actions";
import { backend } from "./backend";
import { broken } from "./broken";
import { fetchInside, isInsideHere } from "./inside";
import { keyAction, takesText } from "./keyboard";
import { hearMachine } from "./machine";
import { initial, isSignedIn, type Model, TITLE, wordsOf } from "./models/model";
import { page, titleOf } from "./pages/page";
import { Seeing } from "./seeing";
import { Store } from "./store";

const TICK_MS = 1000;

function start(root: HTMLElement): void {
  const store = new Store(initial(Date.now()), draw);
  const actions = actionsOf(store, backend);
  const seeing = new Seeing((points) => void actions.see(points));

  let isBroken = false;

  function draw(model: Model): void {
    if (isBroken) return;
    // What is shown stays until the pages are here.
    if (isSignedIn(model) && !isInsideHere()) {
      fetchInside().then(
        () => draw(store.model),
        () => breakDown(store.model),
      );
      return;
    }
    try {
      show(model);
    } catch {
      breakDown(model);
    }
  }

  function breakDown(model: Model): void {
    isBroken = true;
    broken(root, wordsOf(model).texts);
  }

  function show(model: Model): void {
    const before = document.activeElement;
    render(page(model, actions), root);
    document.documentElement.lang = model.language;
    document.title = titleOf(model, wordsOf(model).texts);
    document.documentElement.dataset["colorScheme"] = model.app?.preferences?.scheme ?? "auto";
    openDialogs(root);
    seeing.watch(root);
    restoreFocus(before, store.takeFocus());
  }

  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const press = {
      key: event.key,
      command: event.ctrlKey || event.metaKey,
      other: event.altKey,
      typing: takesText(event.target),
    };
    const act = keyAction(store.model, press, actions);
    if (act === null) return;
    event.preventDefault();
    act();
  });
  setInterval(() => {
    if (showsTime(store.model)) actions.tick();
  }, TICK_MS);
  hearMachine(window, actions);
  draw(store.model);
  void listen(actions);
}

async function listen(actions: ReturnType<typeof actionsOf>): Promise<void> {
  const heard = Promise.allSettled([
    backend.onChanged(() => void actions.refresh()),
    backend.onWish(() => void actions.refresh()),
    backend.onLeaving((unsent) => actions.askLeaving(unsent)),
  ]);
  // What is here is shown before the events are heard, and where they cannot be. What happened meanwhile is seen
  // by looking once more.
  await actions.refresh();
  await heard;
  await actions.refresh();
  // After the page before the login is painted. Whoever logs in has it asked for again where this fails.
  requestAnimationFrame(() => setTimeout(() => void fetchInside().catch(() => undefined)));
}

/** The focus goes where the model asks; where its element went away, to the page's heading. */
function restoreFocus(before: Element | null, wanted: string | null): void {
  const target = wanted === null ? null : document.getElementById(wanted);
  if (target !== null) target.focus();
  else if (wanted !== null || (before !== null && !before.isConnected)) {
    (document.getElementById("treatment-title") ?? document.getElementById(TITLE))?.focus();
  }
}

/** Whether the page counts seconds: the login's time, or the time to undo. */
function showsTime({ app, application, county, now, review }: Model): boolean {
  const { kind } = app?.session ?? {};
  if (kind === "waiting" || kind === "locked") return true;
  if (county.done !== null && now < county.done.until) return true;
  const answered = application?.view.stage;
  if (answered?.kind === "saved_here" && answered.can_undo) return true;
  return review?.view.stage.kind === "saved_here" && review.view.stage.can_undo;
}

const root = document.getElementById("root");
if (root !== null) start(root);
