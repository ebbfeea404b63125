/**
 * Widths of text where there is no canvas to measure it. Vega then takes every character for 0.8 of its size, a third too wide, and
 * leaves that space blank. The widths here are those of DejaVu Sans, the widest of the usual fonts, so that no font is cut off.
 */

/** Of the characters from space to `~`, in hundredths of the size. */
const ascii = [
  32, 41, 46, 84, 64, 96, 78, 28, 40, 40, 50, 84, 32, 37, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 34, 34, 84, 84, 84, 54,
  100, 69, 69, 70, 78, 64, 58, 78, 76, 30, 30, 66, 56, 87, 75, 79, 61, 79, 70, 64, 62, 74, 69, 99, 69, 62, 69, 40, 34, 40, 84, 50,
  50, 62, 64, 55, 64, 62, 36, 64, 64, 28, 28, 58, 28, 98, 64, 62, 64, 64, 42, 53, 40, 64, 60, 82, 60, 60, 53, 64, 34, 64, 84,
];

/** How much wider bold text is. */
const bold = 1.14;

/** The text of a mark, as Vega hands it over. */
export interface TextItem {
  readonly fontSize?: number;
  readonly fontWeight?: string | number;
  /** Widest that it may be: Vega cuts it there. */
  readonly limit?: number;
}

/** In pixels. */
export function textWidth({ fontSize = 11, fontWeight, limit = 0 }: TextItem, text: string | number | null | undefined): number {
  const hundredths = Array.from(String(text ?? '').normalize('NFD'), widthOf).reduce((sum, width) => sum + width, 0);
  const width = hundredths / 100 * fontSize * (fontWeight === 'bold' || Number(fontWeight) >= 600 ? bold : 1);
  return limit > 0 ? Math.min(limit, width) : width;
}

const widths: readonly [characters: RegExp, width: number][] = [
  [/\p{Mark}|\p{Control}|\p{Format}/u, 0],
  [/[–·]/, 50],
  [/\p{Script=Latin}/u, 64],
  [/\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|[\u3000-\u303f\uff00-\uff60]|[—…]/u, 100],
  [/\p{Extended_Pictographic}/u, 130],
];

/** What is not listed is as wide as `×` and most letters of other alphabets. */
function widthOf(character: string): number {
  return ascii[character.codePointAt(0)! - 32] ?? widths.find(([characters]) => characters.test(character))?.[1] ?? 84;
}
