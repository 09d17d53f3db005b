import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { InvariantError } from "#shared/invariant.ts";
import { attributes, documentText, html, join, nothing } from "./html.ts";
import type { HtmlValue } from "./html.ts";

const text = (value: HtmlValue): string => html`<p>${value}</p>`.toString();

describe("text", () => {
  test("markup in a value is shown, not obeyed", () => {
    assert.equal(text("<script>alert(1)</script>"), "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>");
  });

  test("closing tags do not close anything", () => {
    assert.equal(text("</p></script><h1>"), "<p>&lt;/p&gt;&lt;/script&gt;&lt;h1&gt;</p>");
  });

  test("an ampersand is escaped once, also before an entity", () => {
    assert.equal(text("A&B &lt;"), "<p>A&amp;B &amp;lt;</p>");
  });

  test("names with full-width letters, emoji and right-to-left marks stay as they are", () => {
    const name = "髙橋 ﾃｽﾄ 👩‍💼 \u202Eشركة\u202C";
    assert.equal(text(name), `<p>${name}</p>`);
  });

  test("NUL is dropped, and half of a surrogate pair becomes the replacement character", () => {
    assert.equal(text("a\0b\uD83D"), "<p>ab\uFFFD</p>");
  });

  test("undefined, null and false leave nothing; zero is shown", () => {
    assert.equal(html`${undefined}${null}${false}${0}${10n}`.toString(), "010");
  });

  test("lists of fragments and texts, nested", () => {
    const rows = ["<a>", "b"].map((row) => html`<li>${row}</li>`);
    assert.equal(
      html`<ul>${rows}${[["x", [html`<br>`]]]}</ul>`.toString(),
      "<ul><li>&lt;a&gt;</li><li>b</li>x<br></ul>",
    );
  });

  test("fragments are put in unescaped, once", () => {
    assert.equal(html`<div>${html`<b>${"<"}</b>`}</div>`.toString(), "<div><b>&lt;</b></div>");
  });

  test("an object that only looks like a fragment is refused", () => {
    const forged: HtmlValue = JSON.parse('{ "toString": "<script>" }');
    assert.throws(() => text(forged), InvariantError);
  });

  test("whatever the text, no markup comes of it, and nothing of it is lost", () => {
    const decoded = (markup: string): string =>
      markup
        .replaceAll("&lt;", "<")
        .replaceAll("&gt;", ">")
        .replaceAll("&quot;", '"')
        .replaceAll("&#39;", "'")
        .replaceAll("&amp;", "&");
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (value) => {
        const inner = text(value).slice(3, -4);
        assert.doesNotMatch(inner, /[<>"']/);
        assert.equal(decoded(inner), value.toWellFormed().replaceAll("\0", ""));
      }),
    );
  });
});

describe("attributes in a template", () => {
  const titled = (value: HtmlValue): string => html`<i title="${value}"></i>`.toString();

  test("quotes of both kinds do not end the attribute", () => {
    assert.equal(titled(`"><script>'`), `<i title="&quot;&gt;&lt;script&gt;&#39;"></i>`);
    assert.equal(html`<i title='${`'onclick=x`}'></i>`.toString(), "<i title='&#39;onclick=x'></i>");
  });

  test("markup may not stand in an attribute", () => {
    assert.throws(() => titled(html`<b></b>`), InvariantError);
  });

  test("several values in one attribute", () => {
    assert.equal(html`<i class="a ${"b"} ${false}"></i>`.toString(), '<i class="a b "></i>');
  });
});

describe("addresses", () => {
  const link = (address: string): string => html`<a href="${address}">x</a>`.toString();

  test("within the site, secure, telephone", () => {
    for (const address of ["/login?a=1", "#main", "?page=2", "https://a.example/", "tel:0120-000-000"]) {
      assert.equal(link(address), `<a href="${address}">x</a>`);
    }
  });

  for (const address of [
    "javascript:alert(1)",
    " javascript:alert(1)",
    "JAVASCRIPT:alert(1)",
    "data:text/html,x",
    "//evil.example/",
    "http://evil.example/",
    "vbscript:x",
  ]) {
    test(`refused: ${address}`, () => {
      assert.throws(() => link(address), InvariantError);
    });
  }

  test("a value later in an address is text: its scheme stands already", () => {
    assert.equal(
      html`<a href="/help/${"javascript:"}">x</a>`.toString(),
      '<a href="/help/javascript:">x</a>',
    );
  });

  test("the target of a form is an address as well", () => {
    assert.throws(() => html`<form action="${"javascript:x"}"></form>`, InvariantError);
  });
});

describe("places where escaping cannot help", () => {
  const cases: readonly (readonly [string, () => unknown])[] = [
    ["an unquoted attribute", () => html`<i title=${"x"}></i>`],
    ["an unquoted attribute beside a value elsewhere", () => html`<i title=x>${"x"}</i>`],
    ["a tag's name", () => html`<${"x"}></i>`],
    ["an attribute's name", () => html`<i data-${"x"}="1"></i>`],
    ["a bare tag", () => html`<i ${"onclick=x"}></i>`],
    ["a script", () => html`<script>${"x"}</script>`],
    ["a style", () => html`<style>${"x"}</style>`],
    ["an event handler", () => html`<i onclick="${"x"}"></i>`],
    ["a style attribute", () => html`<i style="${"x"}"></i>`],
    ["srcdoc", () => html`<iframe srcdoc="${"x"}"></iframe>`],
    ["a fragment that ends inside a tag", () => html`<i title="x"`],
    ["attributes() in text", () => html`<p>${attributes({ id: "x" })}</p>`],
  ];
  for (const [name, make] of cases) {
    test(name, () => {
      assert.throws(make, InvariantError);
    });
  }

  test("a value after a finished script is fine", () => {
    assert.equal(
      html`<script src="/a.js"></script><p>${"x"}</p>`.toString(),
      '<script src="/a.js"></script><p>x</p>',
    );
  });
});

describe("attributes()", () => {
  test("true writes the name, false and undefined leave it out, values are escaped", () => {
    const made = attributes({ id: `a"b`, required: true, disabled: false, lang: undefined, maxlength: 12 });
    assert.equal(html`<input ${made}>`.toString(), '<input id="a&quot;b" required maxlength="12">');
  });

  for (const name of ["onclick", "href", "style", "a b", "x>", "data-A"]) {
    test(`refused: ${name}`, () => {
      assert.throws(() => attributes({ [name]: "x" }), InvariantError);
    });
  }
});

test("join puts a separator between fragments only", () => {
  assert.equal(join([html`a`, html`b`], html`<br>`).toString(), "a<br>b");
  assert.equal(join([], html`<br>`).toString(), nothing.toString());
});

test("a document begins with its type", () => {
  assert.equal(documentText(html`<html lang="${"ja"}"></html>`), '<!doctype html>\n<html lang="ja"></html>');
});
