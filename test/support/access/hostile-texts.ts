/** What people and programs type into fields that were not made for it. */
export const hostileTexts: Readonly<Record<string, string>> = {
  quotes: `O'Brien "Bob" & <Söhne>`,
  "a script": "<script>alert(1)</script>",
  "an attribute's end": `"><img src=x onerror=alert(1)>`,
  "an attribute's end with the other quote": `' autofocus onfocus='alert(1)`,
  "the end of a comment and of a title": "--></title></style></textarea><svg onload=alert(1)>",
  SQL: `'; drop table portal_session; --`,
  "a template": "${7*7}{{7*7}}<%= 7*7 %>#{7*7}",
  "an emoji": "👩‍👩‍👧‍👦🏴‍☠️",
  "thirty full-width characters": "あ".repeat(30),
  "thirty characters outside the first plane": "𠮷".repeat(30),
  "right-to-left text": "محمد بن سلمان",
  "marks that turn the direction": "invoice\u202Efdp.exe\u2066",
  "lines and a header": "taro\r\nset-cookie: planted=1\r\n\r\n<b>injected</b>",
  "a tab and a bell": "a\tb\u0007c",
  "nothing visible": "\u200B\u2060\u00A0",
  "combining marks": `a${"\u0301".repeat(40)}`,
  "a lone surrogate": "a\uD800b",
  "a path": "../../../../etc/passwd",
  "a very long text": "長".repeat(1500),
  "a formula": '=HYPERLINK("https://evil.example")',
  "a format": "%s%n%x %00",
};

/** What would stand in a page if one of them were not escaped. */
const RAW =
  /<script>alert|<img src=x|<svg onload|<b>injected|<Söhne>|' autofocus onfocus|"><img|'; drop table|O'Brien "Bob"/;

/** The piece of a hostile text that stands in the markup as it was typed; undefined: none does. */
export const unescapedIn = (markup: string): string | undefined => RAW.exec(markup)?.[0];
