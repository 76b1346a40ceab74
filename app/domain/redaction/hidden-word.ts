/**
 * A word that must not be read by shoppers, and what stands in its place; empty takes the word out.
 */
export interface HiddenWord {
  word: string;
  replacement: string;
}
