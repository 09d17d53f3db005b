import { encodeQR } from "qr";

/** Space that readers want around a code (ISO/IEC 18004 wants 4; phones do with 2). */
const QUIET_MODULES = 2;

/** Two modules, one above the other, in one character: dark above, dark below. */
const CELLS = [
  ["█", "▀"],
  ["▄", " "],
] as const;

/**
 * A QR code as lines of text, two rows of modules in a line, so that it is square in a terminal. Bright on dark by
 * itself: colours are set, so that it can be read whatever the terminal's own are.
 */
export const terminalCode = (text: string): string => {
  const modules = encodeQR(text, "raw", { ecc: "low", border: QUIET_MODULES });
  const isDark = (row: number, column: number): boolean => modules[row]?.[column] ?? false;
  const lines: string[] = [];
  for (let row = 0; row < modules.length; row += 2) {
    const cells = Array.from(
      modules,
      (_, column) => CELLS[isDark(row, column) ? 1 : 0][isDark(row + 1, column) ? 1 : 0],
    );
    lines.push(`\u001B[97;40m${cells.join("")}\u001B[0m`);
  }
  return `${lines.join("\n")}\n`;
};
