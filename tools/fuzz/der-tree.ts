/** A DER-like value as a tree that can be changed and written again, correct lengths or not. */
export interface DerTree {
  readonly tag: number;
  /** Octets before the members: the count of unused bits of a BIT STRING that holds DER. */
  readonly prefix: Buffer;
  readonly members: readonly DerTree[] | undefined;
  /** Contents of a value without members. */
  readonly contents: Buffer;
  /** How the length is written; `plain` is the only one that DER has. */
  readonly lengthForm?: LengthForm;
}

export type LengthForm = "plain" | "padded" | "indefinite" | "short" | "long" | "huge";

const MAX_DEPTH = 40;
const EMPTY = Buffer.alloc(0);

interface Header {
  readonly start: number;
  readonly end: number;
}

const headerAt = (bytes: Buffer, position: number, limit: number): Header | undefined => {
  const first = bytes[position + 1];
  if (first === undefined || position + 2 > limit) return undefined;
  const octets = first < 0x80 ? 0 : first & 0x7f;
  if (octets > 4 || position + 2 + octets > limit || first === 0x80) return undefined;
  const start = position + 2 + octets;
  const end = start + (octets === 0 ? first : bytes.readUIntBE(position + 2, octets));
  return end > limit ? undefined : { start, end };
};

/** The values in `bytes`, one after the other; undefined where they are none. Strings that hold values are opened. */
export const parseTrees = (bytes: Buffer, depth = 0): DerTree[] | undefined => {
  const trees: DerTree[] = [];
  let position = 0;
  while (position < bytes.length) {
    const header = headerAt(bytes, position, bytes.length);
    if (header === undefined || depth > MAX_DEPTH) return undefined;
    const tag = bytes[position] ?? 0;
    const contents = bytes.subarray(header.start, header.end);
    trees.push(treeOf(tag, contents, depth));
    position = header.end;
  }
  return trees;
};

const OCTET_STRING = 0x04;
const BIT_STRING = 0x03;

const treeOf = (tag: number, contents: Buffer, depth: number): DerTree => {
  const prefix = tag === BIT_STRING ? contents.subarray(0, 1) : EMPTY;
  const mayHold = (tag & 0x20) !== 0 || ((tag === OCTET_STRING || tag === BIT_STRING) && contents.length > 3);
  const members = mayHold ? parseTrees(contents.subarray(prefix.length), depth + 1) : undefined;
  return { tag, prefix, members, contents };
};

const lengthOctets = (length: number, form: LengthForm): Buffer => {
  const told = form === "short" ? Math.max(0, length - 1) : form === "long" ? length + 1 : length;
  if (form === "indefinite") return Buffer.of(0x80);
  if (form === "huge") return Buffer.of(0x84, 0xff, 0xff, 0xff, 0xff);
  if (told < 0x80 && form !== "padded") return Buffer.of(told);
  const octets = told < 0x100 ? 1 : told < 0x1_0000 ? 2 : 3;
  const padding = form === "padded" ? 1 : 0;
  const target = Buffer.alloc(1 + octets + padding);
  target[0] = 0x80 | (octets + padding);
  target.writeUIntBE(told, 1 + padding, octets);
  return target;
};

/** Octets of a tree. */
export const writeTree = (tree: DerTree): Buffer => {
  const contents =
    tree.members === undefined ? tree.contents : Buffer.concat([tree.prefix, ...tree.members.map(writeTree)]);
  const form = tree.lengthForm ?? "plain";
  const end = form === "indefinite" ? Buffer.of(0, 0) : EMPTY;
  return Buffer.concat([Buffer.of(tree.tag), lengthOctets(contents.length, form), contents, end]);
};

/** How many values a tree has, itself included. */
export const countTrees = (tree: DerTree): number =>
  (tree.members ?? []).reduce((sum, member) => sum + countTrees(member), 1);

/**
 * The tree with its value number `index` (in the order of writing) replaced by what `change` makes of it: none, one or
 * several values.
 */
export const changeTree = (
  tree: DerTree,
  index: number,
  change: (found: DerTree) => readonly DerTree[],
): readonly DerTree[] => {
  if (index === 0) return change(tree);
  let left = index - 1;
  const members: DerTree[] = [];
  for (const member of tree.members ?? []) {
    const count = countTrees(member);
    if (left >= 0 && left < count) members.push(...changeTree(member, left, change));
    else members.push(member);
    left -= count;
  }
  return [{ ...tree, members }];
};

/** The value number `index` of a tree. */
export const treeAt = (tree: DerTree, index: number): DerTree => {
  let found = tree;
  changeTree(tree, index, (it) => {
    found = it;
    return [it];
  });
  return found;
};
