import assert from "node:assert/strict";
import { test } from "node:test";
import { gallery } from "#test/support/gallery.ts";
import { helpTopics } from "./THLP001-help/topics.ts";
import { portalRouteList } from "./routes.ts";

/** Addresses are promises to customers' bookmarks and to the institutions' pages: a change here is seen in review. */
const SNAPSHOT = `
GET / BLGI001 anyone
GET /login BLGI001 anyone
POST /login/password BLGI001 anyone
POST /login/certificate BLGI001 anyone
GET /login/certificate/return TCRT001 anyone
GET /login/certificate/password TPWD001 anyone
POST /login/certificate/password TPWD001 anyone
GET /certificate/acquire BSMS001 anyone
GET /certificate/acquire/confirm BSMS002 anyone
GET /certificate/acquire/progress BSMS003 anyone
GET /notices/important TNTC001 loggedIn
POST /notices/important TNTC001 loggedIn
GET /notices/forced TNTC002 loggedIn
POST /notices/forced TNTC002 loggedIn
GET /registration TREG001 anyone
POST /registration TREG001 anyone
GET /registration/details TREG002 anyone
POST /registration/details TREG002 anyone
GET /registration/mail TREG003 anyone
POST /registration/mail TREG003 anyone
POST /registration/mail/resend TREG003 anyone
GET /registration/confirm TREG004 anyone
POST /registration/confirm TREG004 anyone
GET /registration/result TREG005 anyone
GET /settings TSET001 loggedIn
GET /settings/secrets/reminder TSEC003 loggedIn
POST /settings/secrets/reminder TSEC003 loggedIn
GET /settings/secrets/:which TSEC001 loggedIn
POST /settings/secrets/:which TSEC002 loggedIn
GET /settings/mail TMAI001 loggedIn
POST /settings/mail TMAI001 loggedIn
GET /settings/mail/code TMAI002 loggedIn
POST /settings/mail/code TMAI003 loggedIn
POST /settings/mail/resend TMAI002 loggedIn
GET /top BTOP001 loggedIn
GET /certificates TOWN001 loggedIn
GET /certificate/renew TRNW001 loggedIn
GET /administration BSSK001 administration
GET /administration/users BRSK001 administration
GET /administration/users/list BRSK005 administration
GET /administration/users/list/:user/reissue TRSK006 administration
POST /administration/users/list/:user/reissue TRSK007 administration
GET /administration/users/new BRSK006 administration
POST /administration/users/new TRSK002 administration
POST /administration/users/new/register TRSK003 administration
GET /administration/users/suspension BRSK016 administration
GET /administration/users/suspension/:user TRSK004 administration
POST /administration/users/suspension/:user TRSK005 administration
GET /administration/users/certificates BRSK018 revocation
GET /administration/users/certificates/:user/revoke BRSK019 revocation
POST /administration/users/certificates/:user/revoke TRSK001 revocation
POST /logout TLGO001 anyone
GET /logout TLGO001 anyone
POST /language BLGI001 anyone
GET /help/:screen THLP001 anyone
`;

test("the addresses of the portal", () => {
  const lines = portalRouteList.map(
    ({ method, path, screen, access }) => `${method} ${path} ${screen.id} ${access}`,
  );
  assert.equal(`\n${lines.join("\n")}\n`, SNAPSHOT);
});

test("no address is given twice", () => {
  const all = portalRouteList.map(({ method, path }) => `${method} ${path}`);
  assert.equal(new Set(all).size, all.length);
});

test("every screen is in the gallery, so that it is looked at and checked for access", () => {
  const shown = new Set(gallery.map(({ name }) => name.slice(0, name.indexOf("-"))));
  const missing = portalRouteList.filter(({ screen }) => !shown.has(screen.id));
  assert.deepEqual(missing, []);
});

test("every help link of every screen leads to a topic", () => {
  for (const { name, render } of gallery) {
    for (const [, id = ""] of render("ja").matchAll(/href="\/help\/([^"]*)"/g)) {
      assert.ok(helpTopics.has(id), `${name}: no help for ${id}`);
    }
  }
});
