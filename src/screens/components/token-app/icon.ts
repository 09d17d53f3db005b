import { crc32, deflateSync } from "node:zlib";
import { ACCENT_TOKENS, type Accent } from "#screens/assets/accent.ts";
import { tokenValue } from "#screens/assets/stylesheet.ts";

/** A colour: red, green, blue, each 0 to 255. */
type Colour = readonly [number, number, number];

const WHITE: Colour = [255, 255, 255];
/** Each pixel is looked at in as many places squared, so that edges are smooth. */
const SAMPLES = 4;
/** Side of the drawing, as in icon.ts. */
const SIDE = 44;

const colourOf = (accent: Accent): Colour => {
  const value = tokenValue(`--color-primitive-${ACCENT_TOKENS[accent][0]}`).trim();
  const number = Number.parseInt(value.slice(1), 16);
  return [(number >> 16) & 255, (number >> 8) & 255, number & 255];
};

/** Whether a point of the pass is white: its body without the hole and the two lines. */
const isWhite = (x: number, y: number): boolean => {
  const isBody = x >= 11 && x <= 33 && y <= 36.5 && y >= 7 + (Math.abs(x - 22) * 7.5) / 11;
  const isHole = (x - 22) ** 2 + (y - 15.5) ** 2 <= 2.3 ** 2;
  const isLine = (at: number): boolean => Math.hypot(Math.max(16.5 - x, 0, x - 27.5), y - at) <= 1.3;
  return isBody && !isHole && !isLine(23.5) && !isLine(29.5);
};

/** How much of a pixel is white, from 0 to 1. */
const whiteness = (column: number, row: number, pixels: number): number => {
  let white = 0;
  for (let down = 0; down < SAMPLES; down += 1)
    for (let across = 0; across < SAMPLES; across += 1) {
      const x = ((column + (across + 0.5) / SAMPLES) / pixels) * SIDE;
      const y = ((row + (down + 0.5) / SAMPLES) / pixels) * SIDE;
      if (isWhite(x, y)) white += 1;
    }
  return white / SAMPLES ** 2;
};

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type, "ascii"), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
};

/**
 * The app's icon as PNG (ISO/IEC 15948), full to its edges: telephones cut their own corners. The sign keeps to the
 * middle four fifths.
 */
export const iconPng = (accent: Accent, pixels: number): Buffer => {
  const colour = colourOf(accent);
  const rows = Buffer.alloc(pixels * (1 + pixels * 3));
  for (let row = 0; row < pixels; row += 1)
    for (let column = 0; column < pixels; column += 1) {
      const white = whiteness(column, row, pixels);
      const at = row * (1 + pixels * 3) + 1 + column * 3;
      for (const [index, part] of colour.entries())
        rows[at + index] = Math.round(part + ((WHITE[index] ?? 255) - part) * white);
    }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(pixels, 0);
  header.writeUInt32BE(pixels, 4);
  // Eight bits a colour, no alpha.
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
};

/** The accent's colour as browsers write it. */
export const themeColour = (accent: Accent): string =>
  tokenValue(`--color-primitive-${ACCENT_TOKENS[accent][0]}`).trim();
