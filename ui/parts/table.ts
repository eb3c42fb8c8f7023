import { html, nothing, type TemplateResult } from "lit-html";

export type Direction = "ascending" | "descending";

export type SortHead<Column extends string> = {
  column: Column;
  label: string;
  numeric?: boolean;
};

/** The head of a table whose columns sort it. */
export function sortHeads<Column extends string>(
  heads: readonly SortHead<Column>[],
  sorted: { column: Column; direction: Direction },
  sort: (column: Column) => void,
): TemplateResult {
  return html`<thead>
    <tr>
      ${heads.map(
        (head) => html`<th
          scope="col"
          class=${head.numeric ? "num" : ""}
          aria-sort=${head.column === sorted.column ? sorted.direction : "none"}
        >
          <button type="button" @click=${() => sort(head.column)}>${head.label}</button>
        </th>`,
      )}
    </tr>
  </thead>`;
}

/** What a second press on a head does: the other direction; a new column starts upwards. */
export function nextSort<Column extends string>(
  sorted: { column: Column; direction: Direction },
  column: Column,
): { column: Column; direction: Direction } {
  const turned = sorted.column === column && sorted.direction === "ascending";
  return { column, direction: turned ? "descending" : "ascending" };
}

/** What a table in a panel is called: by words of its own, or by the heading with this id. */
export type TableName = { label: string } | { labelledBy: string };

/** A table in a panel that is moved sideways, by keys too, where it is wider than the page. */
export function tableInPanel(name: TableName, table: TemplateResult): TemplateResult {
  return html`<div
    class="panel panel--table table-scroll"
    tabindex="0"
    role="region"
    aria-label=${"label" in name ? name.label : nothing}
    aria-labelledby=${"labelledBy" in name ? name.labelledBy : nothing}
  >
    ${table}
  </div>`;
}
