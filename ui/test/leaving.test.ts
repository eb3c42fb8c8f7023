import { beforeEach, describe, expect, it, vi } from "vitest";
import { actionsOf } from "../desktop/actions/actions";
import type { Backend } from "../desktop/backend";
import { initial, type Model } from "../desktop/models/model";
import type { Store } from "../desktop/store";

/** Only what these acts ask for. */
function backendOf(answers: Partial<Backend>): Backend {
  return { appState: vi.fn(() => new Promise(() => {})), ...answers } as unknown as Backend;
}

function storeOf(): Store {
  let model: Model = initial(0);
  return {
    get model() {
      return model;
    },
    update: (change: (model: Model) => Model) => {
      model = change(model);
    },
  } as Store;
}

let store: Store;
beforeEach(() => {
  store = storeOf();
});

describe("changing the PIN", () => {
  it("asks the engine only for a PIN that may be one", async () => {
    const changePin = vi.fn(async () => {});
    const actions = actionsOf(store, backendOf({ changePin }));
    void actions.changePin("old one!", "short", "short");
    await vi.waitFor(() => expect(store.model.pinProblem).toBe("short"));
    void actions.changePin("old one!", "12345678", "12345679");
    await vi.waitFor(() => expect(store.model.pinProblem).toBe("differs"));
    expect(changePin).not.toHaveBeenCalled();
    void actions.changePin("old one!", "12345678", "12345678");
    await vi.waitFor(() => expect(store.model.notice).toBe("PIN-en er byttet."));
    expect(changePin).toHaveBeenCalledExactlyOnceWith("old one!", "12345678");
    expect(store.model.pinProblem).toBeNull();
  });

  it("says at the old PIN that it is wrong, and everything else as a failure", async () => {
    const changePin = vi.fn().mockRejectedValueOnce({ code: "pin_wrong" });
    const actions = actionsOf(store, backendOf({ changePin }));
    void actions.changePin("wrong one", "12345678", "12345678");
    await vi.waitFor(() => expect(store.model.pinProblem).toBe("wrong"));
    expect([store.model.focus, store.model.error]).toEqual(["old-pin", null]);
    changePin.mockRejectedValueOnce({ code: "no_keychain" });
    void actions.changePin("old one!", "12345678", "12345678");
    await vi.waitFor(() => expect(store.model.error).toEqual({ code: "no_keychain" }));
  });
});

describe("what is left when access has ended", () => {
  it("is exported, and says where", async () => {
    const exportOwnTexts = vi.fn(async () => "/x/egne.txt");
    const actions = actionsOf(store, backendOf({ exportOwnTexts }));
    void actions.exportOwnTexts();
    await vi.waitFor(() => expect(store.model.exportedTo).toBe("/x/egne.txt"));
    expect(store.model.notice).toContain("/x/egne.txt");
  });

  it("goes only after a question", async () => {
    const removeOwnTexts = vi.fn(async () => {});
    const actions = actionsOf(store, backendOf({ removeOwnTexts }));
    actions.askToRemove(true);
    expect(store.model.askedToRemove).toBe(true);
    actions.askToRemove(false);
    expect(removeOwnTexts).not.toHaveBeenCalled();
    void actions.removeOwnTexts();
    await vi.waitFor(() => expect(removeOwnTexts).toHaveBeenCalledTimes(1));
    expect(store.model.askedToRemove).toBe(false);
  });
});
