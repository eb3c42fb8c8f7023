/** The one place where a model lives. Renders are gathered: one a turn, whatever happens in it. */
export class Store<Model extends { focus: string | null }> {
  #model: Model;
  readonly #render: (model: Model) => void;
  #scheduled = false;

  constructor(model: Model, render: (model: Model) => void) {
    this.#model = model;
    this.#render = render;
  }

  get model(): Model {
    return this.#model;
  }

  update(change: (model: Model) => Model): void {
    const next = change(this.#model);
    if (next === this.#model) return;
    this.#model = next;
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#render(this.#model);
    });
  }

  /** The element that asks for the focus, once. */
  takeFocus(): string | null {
    const { focus } = this.#model;
    if (focus !== null) this.#model = { ...this.#model, focus: null };
    return focus;
  }
}
