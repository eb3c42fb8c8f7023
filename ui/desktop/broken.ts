import type { Texts } from "../text";

/**
 * What is shown where a page cannot be drawn, in the place of nothing. It is made by hand: what drew the pages
 * has just failed.
 */
export function broken(root: HTMLElement, { error }: Texts): void {
  const page = document.createElement("main");
  page.className = "page";
  page.dataset["testid"] = "broken";
  const title = document.createElement("h1");
  title.className = "ds-heading";
  title.textContent = error.brokenTitle;
  const text = document.createElement("p");
  text.textContent = error.brokenText;
  const again = document.createElement("button");
  again.type = "button";
  again.className = "ds-button";
  again.dataset["testid"] = "start-again";
  again.textContent = error.brokenAgain;
  again.addEventListener("click", () => location.reload());
  page.append(title, text, again);
  root.replaceChildren(page);
  again.focus();
}
