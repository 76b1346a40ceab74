/** JSON as documentation pages print it, read. */
export interface LooseJson {
  value: unknown;
  /** Where in the text it ends. */
  end: number;
  /** What had to be made good, in the order met. */
  repairs: string[];
}

/**
 * Reads JSON that a person shortened by hand: a comma may be missing before a member, `...` may
 * stand for the rest of a list, and such a list need not be closed. Anything else that is not JSON
 * throws. Text after the value is left alone.
 */
export function readLooseJson(text: string, start = 0): LooseJson {
  const repairs: string[] = [];
  let at = start;

  const blanks = () => take(/\s*/y);
  const isNext = (mark: string) => text.startsWith(mark, at);

  function take(token: RegExp): string {
    token.lastIndex = at;
    const [found = ""] = token.exec(text) ?? [];
    at += found.length;
    return found;
  }

  function skip(mark: string): boolean {
    const found = isNext(mark);
    if (found) at += mark.length;
    return found;
  }

  function fail(wanted: string): never {
    throw new SyntaxError(`${wanted} expected at ${at}: ${JSON.stringify(text.slice(at, at + 20))}`);
  }

  function read(): unknown {
    blanks();
    if (skip("{")) return readMembers();
    if (skip("[")) return readEntries();
    const token = take(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null/y);
    return token === "" ? fail("A value") : JSON.parse(token);
  }

  function readMembers(): Record<string, unknown> {
    const members: [string, unknown][] = [];
    for (blanks(); !skip("}"); blanks()) {
      const key = take(/"(?:[^"\\]|\\.)*"/y);
      if (key === "") fail("A key");
      blanks();
      if (!skip(":")) fail("A colon");
      members.push([String(JSON.parse(key)), read()]);
      blanks();
      if (skip(",") || isNext("}")) continue;
      if (!isNext('"')) fail("A comma or the end of an object");
      repairs.push(`no comma after ${key}`);
    }
    return Object.fromEntries(members);
  }

  function readEntries(): unknown[] {
    const entries: unknown[] = [];
    for (blanks(); !skip("]"); blanks()) {
      if (skip("...")) {
        repairs.push("the rest of a list left out");
        blanks();
        if (!isNext("}")) continue;
        repairs.push("a list never closed");
        return entries;
      }
      entries.push(read());
      blanks();
      if (!skip(",") && !isNext("]")) fail("A comma or the end of a list");
    }
    return entries;
  }

  const value = read();
  return { value, end: at, repairs };
}
