import { expect, it } from "vitest";
import { differencesOf } from "./differences";

it.each([
  [{ a: 1, b: ["x"] }, { a: 2, b: ["y", "z"] }, []],
  [{ a: 1 }, {}, ["data.a: not in ours"]],
  [{}, { a: 1 }, ["data.a: only in ours"]],
  [{ a: null }, { a: "" }, ["data.a: null, ours string"]],
  [{ a: [] }, { a: {} }, ["data.a: list, ours object"]],
  [{ a: "1" }, { a: 1 }, ["data.a: string, ours number"]],
  [{ a: 1, b: 2 }, { b: 2, a: 1 }, ["data: keys in another order"]],
  [[{ a: 1 }, { b: 1 }], [{ a: 1 }], ["data: fewer entries"]],
  [[{ a: 1 }, { a: 1 }], [{ a: 1 }, { a: true }], ["data[].a: number, ours boolean"]],
])("of %j and %j are %j", (shown, ours, differences) => {
  expect(differencesOf(shown, ours)).toEqual(differences);
});
