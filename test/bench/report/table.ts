import type { Bench, Findings } from "../bench";

const GAP = "   ";

/** The findings of one benchmark as text: first column to the left, figures to the right. */
export function printFindings({ name, about }: Pick<Bench, "name" | "about">, findings: Findings): string {
  const { demands, further = [] } = findings;
  const verdicts = demands.map(({ text, measured, met }) => `  ${met ? "met   " : "MISSED"}${GAP}${text}: ${measured}`);
  const tables = [{ about: `${name}: ${about}`, ...findings }, ...further].flatMap(tableLines);
  return [...tables, "", ...verdicts].join("\n");
}

function tableLines({ about, columns, rows }: { about: string; columns: string[]; rows: string[][] }): string[] {
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...rows.map((row) => (row[index] ?? "").length)),
  );
  const line = (cells: string[]) =>
    `  ${widths.map((width, index) => pad(cells[index] ?? "", width, index === 0)).join(GAP)}`.trimEnd();
  const header = columns.some((column) => column !== "") ? [line(columns)] : [];
  return ["", about, "", ...header, ...rows.map(line)];
}

function pad(cell: string, width: number, toTheLeft: boolean): string {
  return toTheLeft ? cell.padEnd(width) : cell.padStart(width);
}

export function rounded(value: number, digits = 0): string {
  return value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
