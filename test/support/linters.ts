import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestContext } from "node:test";
import { z } from "zod";
import { sayJudged, sayNotJudged } from "./judges.ts";
import { pythonTool } from "./python-tools.ts";
import { TOOLS_FOLDER } from "./tools-folder.ts";

/** Something to lint: PEM files (DER for OCSP responses). `pair`: a certificate with its issuer's. */
export type LintItem =
  | { readonly kind: "certificate" | "crl" | "arl" | "ocspResponse"; readonly file: string }
  | { readonly kind: "pair"; readonly issuerFile: string; readonly file: string };

/** What a linter has to say about an item; nothing that it merely looked at. */
export interface LintFinding {
  readonly item: LintItem;
  readonly code: string;
  /** info, notice, warn, error, fatal … in the linter's own words, in small letters. */
  readonly severity: string;
  readonly detail: string;
}

/** A linter of somebody else. It is given many items at a time, for starting it is what takes long. */
export interface Linter {
  lint(items: readonly LintItem[]): readonly LintFinding[];
}

const run = (file: string, parameters: readonly string[], input = ""): string => {
  const { status, stdout, stderr, error } = spawnSync(file, parameters, {
    input,
    timeout: 200_000,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${file} ended with ${status}: ${stderr}`);
  return stdout;
};

/** Versions in the order in which they are tried: a newer one may need modules that the registry has not. */
const ZLINT_VERSIONS = ["latest", "v3.6.8"];

const installZlint = (folder: string): string | undefined => {
  for (const version of ZLINT_VERSIONS) {
    const { error, status } = spawnSync("go", ["install", `github.com/zmap/zlint/v3/cmd/zlint@${version}`], {
      env: { ...process.env, GOBIN: folder },
      cwd: folder,
      timeout: 300_000,
    });
    if (error !== undefined) return "go is not on this machine";
    if (status === 0) return undefined;
  }
  return "go install did not succeed";
};

const zlintResults = z.record(
  z.string(),
  z.union([z.object({ result: z.string(), details: z.string().optional() }), z.string(), z.number()]),
);

const QUIET: ReadonlySet<string> = new Set(["pass", "NA", "NE"]);

const zlintItem = (program: string, item: LintItem): LintFinding[] =>
  Object.entries(zlintResults.parse(JSON.parse(run(program, [item.file])))).flatMap(([code, found]) =>
    typeof found === "object" && !QUIET.has(found.result)
      ? [{ item, code, severity: found.result, detail: found.details ?? "" }]
      : [],
  );

/** Zlint, from its Go module; certificates and CRLs. Undefined, and said, where it cannot be had. */
export const zlint = (t: TestContext): Linter | undefined => {
  const folder = fileURLToPath(new URL("bin", TOOLS_FOLDER));
  const program = join(folder, "zlint");
  mkdirSync(folder, { recursive: true });
  const missing = existsSync(program) ? undefined : installZlint(folder);
  if (missing !== undefined) {
    sayNotJudged(t, "zlint", missing);
    return undefined;
  }
  const modules = spawnSync("go", ["version", "-m", program], { encoding: "utf8" }).stdout ?? "";
  sayJudged("zlint", /\bmod\s+\S+\s+(\S+)/.exec(modules)?.[1] ?? "(version not known)");
  return {
    lint: (items) =>
      items.flatMap((item) =>
        item.kind === "ocspResponse" || item.kind === "pair" ? [] : zlintItem(program, item),
      ),
  };
};

/** Runs pkilint's own programs one after the other in one interpreter. */
const PKILINT_LOOP = `
import contextlib, importlib, io, json, sys
for parameters in json.load(sys.stdin):
    module = importlib.import_module("pkilint.bin." + parameters[0])
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        module.main(["lint", "-s", "NOTICE", "-f", "JSON", *parameters[1:]])
    print(said.getvalue().strip().replace("\\n", " "))
`;

const pkilintParameters = (item: LintItem): readonly string[] => {
  switch (item.kind) {
    case "certificate":
      return ["lint_pkix_cert", item.file];
    case "crl":
      return ["lint_crl", "--type", "CRL", "--profile", "PKIX", item.file];
    case "arl":
      return ["lint_crl", "--type", "ARL", "--profile", "PKIX", item.file];
    case "ocspResponse":
      return ["lint_ocsp_response", item.file];
    case "pair":
    default:
      return ["lint_pkix_signer_signee_cert_chain", item.issuerFile, item.file];
  }
};

const pkilintResults = z.object({
  results: z.array(
    z.object({
      node_path: z.string(),
      finding_descriptions: z.array(
        z.object({ severity: z.string(), code: z.string(), message: z.string().nullish() }),
      ),
    }),
  ),
});

const pkilintFindings = (item: LintItem, line: string): LintFinding[] =>
  pkilintResults
    .parse(JSON.parse(line))
    .results.flatMap(({ node_path: place, finding_descriptions: found }) =>
      found.map(({ severity, code, message }) => ({
        item,
        code,
        severity: severity.toLowerCase(),
        detail: `${place} ${message ?? ""}`,
      })),
    );

/** Pkilint, from PyPI; what it says of notice and above. Undefined, and said, where it cannot be had. */
export const pkilint = (t: TestContext): Linter | undefined => {
  const environment = pythonTool(["pkilint"]);
  if (typeof environment === "string") {
    sayNotJudged(t, "pkilint", environment);
    return undefined;
  }
  sayJudged("pkilint", environment.versionOf("pkilint"));
  return {
    lint: (items) => {
      const input = JSON.stringify(items.map(pkilintParameters));
      const lines = run(environment.program("python"), ["-c", PKILINT_LOOP], input).trim().split("\n");
      if (lines.length !== items.length) throw new Error("pkilint did not answer once for each item");
      return items.flatMap((item, index) => pkilintFindings(item, lines[index] ?? ""));
    },
  };
};
