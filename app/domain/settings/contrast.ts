/** Below this, text of a colour is hard to read (WCAG 2.2, 1.4.3). */
export const readableContrast = 4.5;

/**
 * The contrast ratio of a colour (`#rrggbb`) against white, 1 to 21 (WCAG 2.2, relative luminance).
 */
export function contrastWithWhite(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => linear(parseInt(colour.slice(at, at + 2), 16) / 255));
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
}

function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}
