import assert from "node:assert/strict";
import { test } from "node:test";
import { stripTypeScriptTypes } from "node:module";
import { COUNTERS, instrument } from "./instrument.ts";

/** Runs an instrumented source that defines `run`, and gives what it returned and which counters it took. */
const execute = (
  source: string,
  argument: unknown,
): { readonly result: unknown; readonly taken: number[] } => {
  const counters = new Uint16Array(64);
  Object.defineProperty(globalThis, COUNTERS, { value: counters, configurable: true });
  const { source: counted } = instrument("sample.ts", source, 1);
  // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- it is our own source that is being changed
  const run: unknown = new Function(`${stripTypeScriptTypes(counted)}; return run;`)();
  assert.ok(typeof run === "function");
  const result: unknown = run(argument);
  return { result, taken: [...counters].flatMap((times, index) => (times > 0 ? [index] : [])) };
};

const SOURCES: readonly (readonly [what: string, source: string])[] = [
  ["if without else", "const run = (x: number): string => { if (x > 0) return 'a'; return 'b'; };"],
  [
    "if inside if",
    "function run(x: number) { if (x > 0) if (x > 5) return 'a'; else return 'b'; return 'c'; }",
  ],
  [
    "if in a block",
    "const run = (x: number) => { if (x > 0) { return 'a'; } else if (x < -1) { return 'b'; } return 'c'; };",
  ],
  ["conditional", "const run = (x: number) => x > 0 ? 'a' : ({ b: 'b' }).b;"],
  ["logic", "const run = (x: number) => (x > 0 && 'a') || (null ?? 'b');"],
  [
    "switch",
    "const run = (x: number) => { switch (x) { case 7: case 8: return 'a'; default: return 'b'; } };",
  ],
  [
    "loops",
    "const run = (x: number) => { let s = ''; for (let i = 0; i < x; i += 1) s += i; while (s.length > 3) s = s.slice(1); do s += 'd'; while (s.length < 2); for (const c of s) s += c; return s; };",
  ],
  [
    "try",
    "const run = (x: number) => { try { if (x > 0) throw new Error('a'); return 'b'; } catch { return 'c'; } };",
  ],
  [
    "class",
    "class A { #x; constructor(x: number) { this.#x = x; } get y(): string { return this.#x > 0 ? 'a' : 'b'; } } const run = (x: number) => new A(x).y;",
  ],
  ["object arrow", "const f = (x: number) => ({ x } as const); const run = (x: number) => f(x).x;"],
];

for (const [what, source] of SOURCES) {
  test(`${what}: means the same, and tells the ways apart`, () => {
    // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- it is our own source that is being changed
    const plain: unknown = new Function(`${stripTypeScriptTypes(source)}; return run;`)();
    assert.ok(typeof plain === "function");
    for (const argument of [-5, 0, 3, 7, 9])
      assert.deepEqual(execute(source, argument).result, plain(argument));
    const ways = new Set([-5, 0, 3, 7, 9].map((argument) => execute(source, argument).taken.join()));
    if (what !== "object arrow") assert.ok(ways.size > 1);
  });
}

test("lines stay where they are", () => {
  const source = "const a = 1;\nconst run = () => {\n  if (a) return 1;\n  return 2;\n};\n";
  assert.equal(instrument("sample.ts", source, 0).source.split("\n").length, source.split("\n").length);
});

test("constants are gathered for the dictionary", () => {
  const { literals } = instrument("sample.ts", "const run = (x: unknown) => x === 42 || x === '2.5.4.3';", 0);
  assert.deepEqual(literals, [42, "2.5.4.3"]);
});
