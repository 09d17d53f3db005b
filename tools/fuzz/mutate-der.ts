import {
  changeTree,
  countTrees,
  parseTrees,
  treeAt,
  writeTree,
  type DerTree,
  type LengthForm,
} from "./der-tree.ts";
import { mutateBytes, type MutationSources } from "./mutate-bytes.ts";

type TreeMutation = (tree: DerTree, sources: MutationSources) => readonly DerTree[];

const TAGS = [
  0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0a, 0x0c, 0x13, 0x14, 0x16, 0x17, 0x18, 0x1e, 0x30, 0x31, 0x80, 0x81,
  0x82, 0x86, 0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0x1f, 0x24,
];
const FORMS: readonly LengthForm[] = ["padded", "indefinite", "short", "long", "huge"];

/** Contents at the edges of INTEGER, BOOLEAN, OBJECT IDENTIFIER, the strings and the times. */
const EDGE_CONTENTS = [
  "",
  "00",
  "01",
  "7f",
  "80",
  "ff",
  "0080",
  "00ff",
  "ff7f",
  "ff80",
  "0000",
  "ffff",
  "010001",
  "8000",
  "00ffffffffffffffff",
  `00${"ff".repeat(20)}`,
  `7f${"ff".repeat(19)}`,
  "ff".repeat(256),
  "2a",
  "8001",
  "2a8648",
  "2b06",
  "ffffffff7f",
  "0000ff",
  "c0",
  "efbfbd",
  "d800",
  "00410042",
  "5c",
  "2c",
  "20",
].map((hex) => Buffer.from(hex, "hex"));
const EDGE_TEXTS = [
  "000101000000Z",
  "491231235959Z",
  "500101000000Z",
  "20491231235959Z",
  "99991231235959Z",
  "00000101000000Z",
  "JP",
  "a@b",
].map((text) => Buffer.from(text, "latin1"));
const EDGES = [...EDGE_CONTENTS, ...EDGE_TEXTS];

const NO_PREFIX = Buffer.alloc(0);

const leaf = (tree: DerTree, contents: Buffer): DerTree => ({ ...tree, members: undefined, contents });

const contentsOf = (tree: DerTree): Buffer =>
  tree.members === undefined ? tree.contents : Buffer.concat([tree.prefix, ...tree.members.map(writeTree)]);

const otherTree = ({ other, random }: MutationSources): DerTree | undefined => {
  const [tree] = parseTrees(other()) ?? [];
  return tree === undefined ? undefined : treeAt(tree, random.below(countTrees(tree)));
};

const MUTATIONS: readonly TreeMutation[] = [
  () => [],
  (tree) => [tree, tree],
  (tree, { random }) => Array.from({ length: 1 + random.below(random.oneIn(8) ? 300 : 24) }, () => tree),
  (tree, { random }) => [{ ...tree, tag: random.pick(TAGS) }],
  (tree, { random }) => [{ ...tree, tag: tree.tag ^ (1 << random.below(8)) }],
  (tree, { random }) => [{ ...tree, lengthForm: random.pick(FORMS) }],
  (tree, { random }) => [leaf(tree, random.pick(EDGES))],
  (tree, { random, dictionary }) => [dictionary.length === 0 ? tree : leaf(tree, random.pick(dictionary))],
  (tree, sources) => [leaf(tree, mutateBytes(contentsOf(tree), sources))],
  (tree, sources) => [leaf(tree, mutateBytes(contentsOf(tree), sources))],
  (tree, sources) => [otherTree(sources) ?? tree],
  (tree, sources) => [tree, otherTree(sources) ?? tree],
  (tree, { random }) => {
    let nested = tree;
    const tag = random.pick(TAGS);
    const depth = 1 + random.below(random.oneIn(4) ? 60 : 3);
    for (let level = 0; level < depth; level += 1) {
      nested = { tag, prefix: NO_PREFIX, members: [nested], contents: NO_PREFIX };
    }
    return [nested];
  },
  (tree) => tree.members ?? [tree],
  (tree, { random }) => {
    const members = [...(tree.members ?? [])];
    if (members.length < 2) return [tree];
    const [moved] = members.splice(random.below(members.length), 1);
    if (moved !== undefined) members.splice(random.below(members.length + 1), 0, moved);
    return [{ ...tree, members }];
  },
];

/** Changes values, keeping the lengths around them right, so that what is behind them is reached. */
export const mutateDer = (bytes: Buffer, sources: MutationSources): Buffer => {
  const { random, maxBytes } = sources;
  let trees: readonly DerTree[] | undefined = parseTrees(bytes);
  if (trees === undefined || trees.length === 0) return mutateBytes(bytes, sources);
  const times = random.oneIn(2) ? 1 : 1 << random.below(3);
  for (let time = 0; time < times; time += 1) {
    const [first, ...others]: readonly DerTree[] = trees;
    if (first === undefined) break;
    const mutation = random.pick(MUTATIONS);
    trees = [...changeTree(first, random.below(countTrees(first)), (it) => mutation(it, sources)), ...others];
    if (trees.reduce((sum, tree) => sum + countTrees(tree), 0) > 5000) break;
  }
  return Buffer.concat(trees.map(writeTree)).subarray(0, maxBytes);
};
