import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

// PAGES: text 7:1, controls 4.5:1, light and dark. A browser sees only what a page happens to
// show; this holds every pair of colours that the stylesheet may put together.

const css = readFileSync(new URL('../../views/static/tokens.css', import.meta.url), 'utf8');
const [light = '', dark = ''] = css.split('@media (prefers-color-scheme: dark)');
const read = (part: string) =>
  new Map([...part.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map(([, name, hex]) => [name, hex]));
const themes = { light: read(light), dark: new Map([...read(light), ...read(dark)]) };

const text = [
  ['ink', 'paper'],
  ['ink', 'ground'],
  ['ink', 'river-mist'],
  ['ink-soft', 'paper'],
  ['ink-soft', 'ground'],
  ['ink-soft', 'river-mist'],
  ['river', 'paper'],
  ['river', 'ground'],
  ['river', 'river-mist'],
  ['river-deep', 'paper'],
  ['river-deep', 'ground'],
  ['river-deep', 'river-mist'],
  ['on-river', 'river'],
  ['on-river', 'river-deep'],
  ['amber', 'amber-mist'],
  ['amber', 'paper'],
  ['amber', 'river-mist'],
  ['red', 'red-mist'],
  ['red', 'paper'],
] as const;
const controls = [
  ['line-control', 'paper'],
  ['line-control', 'ground'],
  ['focus', 'paper'],
  ['focus', 'ground'],
] as const;

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** WCAG 2.2: (lighter + 0.05) / (darker + 0.05). */
function contrast(one: string, other: string): number {
  const [lighter = 0, darker = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (lighter + 0.05) / (darker + 0.05);
}

describe.each(Object.entries(themes))('in the %s theme', (_, colours) => {
  const of = (name: string) => {
    const hex = colours.get(name);
    if (!hex) throw new Error(`no colour ${name}`);
    return hex;
  };

  test.each(text)('%s is read on %s at 7:1', (ink, ground) => {
    expect(contrast(of(ink), of(ground))).toBeGreaterThanOrEqual(7);
  });

  test.each(controls)('%s is seen on %s at 4.5:1', (line, ground) => {
    expect(contrast(of(line), of(ground))).toBeGreaterThanOrEqual(4.5);
  });
});
