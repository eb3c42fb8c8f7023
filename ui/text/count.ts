/** The singular text for one, else the plural. */
export function count(n: number, one: string, many: (n: number) => string): string {
  return n === 1 ? one : many(n);
}
