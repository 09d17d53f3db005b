import { parseSync } from "oxc-parser";

/** Where the counters are while a run lasts: a property of the global object, for modules that are instrumented. */
export const COUNTERS = "__tegataFuzzCounters";

/** A source with a counter in each branch, and the constants it compares with. */
export interface Instrumented {
  readonly source: string;
  /** How many counters it uses, from `firstCounter` on. */
  readonly counters: number;
  /** Numbers and texts that stand in it: the fuzzer's dictionary. */
  readonly literals: readonly (number | string)[];
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";

const childrenOf = (node: Node): Node[] => Object.values(node).flat().filter(isNode);

class Instrumenter {
  readonly literals: (number | string)[] = [];
  readonly #first: number;
  #counters = 0;
  /** Insertions in the order in which they apply where several stand at one place: outer beginnings, inner ends. */
  readonly #insertions: { readonly at: number; readonly text: string }[] = [];

  constructor(firstCounter: number) {
    this.#first = firstCounter;
  }

  get counters(): number {
    return this.#counters;
  }

  #count(): string {
    this.#counters += 1;
    return `__counters[${this.#first + this.#counters - 1}]++`;
  }

  #insert(at: number, text: string): void {
    this.#insertions.push({ at, text });
  }

  #expression(node: Node): void {
    this.#insert(node.start, `(${this.#count()},`);
    this.visit(node);
    this.#insert(node.end, ")");
  }

  #statement(node: Node): void {
    const isBlock = node.type === "BlockStatement";
    this.#insert(isBlock ? node.start + 1 : node.start, `${isBlock ? "" : "{"}${this.#count()};`);
    this.visit(node);
    if (!isBlock) this.#insert(node.end, "}");
  }

  #if(node: Node): void {
    const { test, consequent, alternate } = node;
    if (isNode(test)) this.visit(test);
    if (!isNode(consequent)) return;
    this.#statement(consequent);
    if (isNode(alternate)) this.#statement(alternate);
    else this.#insert(consequent.end, ` else {${this.#count()};}`);
  }

  /** The children of a node, those in `branches` as branches. */
  #children(node: Node, branches: readonly unknown[], visit: (branch: Node) => void): void {
    for (const child of childrenOf(node)) {
      if (branches.includes(child)) visit(child);
      else this.visit(child);
    }
  }

  visit(node: Node): void {
    switch (node.type) {
      case "IfStatement":
        return this.#if(node);
      case "ConditionalExpression":
        return this.#children(node, [node["consequent"], node["alternate"]], (it) => this.#expression(it));
      case "LogicalExpression":
        return this.#children(node, [node["right"]], (it) => this.#expression(it));
      case "ArrowFunctionExpression":
      case "FunctionDeclaration":
      case "FunctionExpression":
        return this.#children(node, [node["body"]], (it) =>
          it.type === "BlockStatement" || it.type === "FunctionBody" ? this.#body(it) : this.#expression(it),
        );
      case "ForStatement":
      case "ForOfStatement":
      case "ForInStatement":
      case "WhileStatement":
      case "DoWhileStatement":
      case "CatchClause":
        return this.#children(node, [node["body"]], (it) => this.#statement(it));
      case "SwitchCase":
        return this.#case(node);
      case "Literal":
        return this.#literal(node);
      default:
        return this.#children(node, [], () => undefined);
    }
  }

  #body(node: Node): void {
    this.#insert(node.start + 1, `${this.#count()};`);
    this.#children(node, [], () => undefined);
  }

  #case(node: Node): void {
    const first = [node["consequent"]].flat().find(isNode);
    for (const child of childrenOf(node)) {
      if (child === first) this.#insert(child.start, `${this.#count()};`);
      this.visit(child);
    }
  }

  #literal(node: Node): void {
    const { value } = node;
    if (typeof value === "number" || (typeof value === "string" && value.length <= 64)) {
      this.literals.push(value);
    }
  }

  apply(text: string): string {
    let source = `const __counters = globalThis.${COUNTERS};`;
    let position = 0;
    for (const { at, text: inserted } of this.#insertions.sort((left, right) => left.at - right.at)) {
      source += text.slice(position, at) + inserted;
      position = at;
    }
    return source + text.slice(position);
  }
}

/**
 * Puts a counter into every function, branch, loop and case of a TypeScript module. Lines stay where they are, so that
 * stack traces do. The counters are the elements from `firstCounter` on of a typed array at `globalThis[COUNTERS]`.
 */
export const instrument = (path: string, text: string, firstCounter: number): Instrumented => {
  const { program, errors } = parseSync(path, text, { lang: "ts", sourceType: "module" });
  const [error] = errors;
  if (error !== undefined) throw new SyntaxError(`${path}: ${error.message}`);
  const instrumenter = new Instrumenter(firstCounter);
  for (const statement of program.body) {
    if (isNode(statement)) instrumenter.visit(statement);
  }
  const source = instrumenter.apply(text);
  return { source, counters: instrumenter.counters, literals: instrumenter.literals };
};
